"""Secure accommodation review: are the criteria met today, is the placement needed, would something else suit.

The panel recommends, the authority decides (it may differ) and tells all who were consulted. Sources: Children Act 1989
s.25 (grounds); Children (Secure Accommodation) Regulations 1991, regs 4 (under 13), 10 (72 hours in 28 days), 15 (three
persons, one of them from outside; within one month, then every 3 months) and 16 (three questions, views, notice).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from core import panels as p
from core.hookspecs import hookimpl
from plugins.secure_accommodation.stays import most_hours, read

Values = Mapping[str, Any]
Texts = tuple[str, ...]
WARN, ALERT, THREE = p.Check.WARN, p.Check.ALERT, relativedelta(months=3)
REVIEWS = ("keep", "move", "end", "apply", "split")  # a review was held; an adjourned one stops no clock
HELD, HOURS = (*REVIEWS, "ended"), 72
BY_AGREEMENT, REMANDED, DETAINED = "accommodated s.20", "remanded", "detained under the Mental Health Act"
STATUSES = (BY_AGREEMENT, "care order s.31", "ICO s.38|interim", f"{REMANDED}|remand", f"{DETAINED}|sectioned", "other")
RELEVANT, ABSCONDING = "relevant accommodation", "absconding and harm"
HOMES = ("children's home in England|England", "children's home in Scotland|Scotland", RELEVANT)
OFFICER, ELECTED = "officer of our authority", "elected member of our authority"
OUTSIDER, UNITS_OWN = "neither member nor officer of our authority", "works for the unit's authority"
NOT_INDEPENDENT = p.When("independence", (OFFICER, ELECTED))
ORDER, NO_ORDER = p.When("authority", ("court order",)), p.When("authority", ("72 hours only",))
UNTOLD = p.When("parents_told", ("not practicable", "must not be told"))
LIMBS = {"history": "history of absconding", "likely": "likely to abscond", "harm": "significant harm if absconded"}
ALL_THREE = f"This ground needs each of these, with yes: {', '.join(LIMBS.values())}."
TOO_LATE = "This review is later than the law allows. Write after a bar: director's reason: ..."
TOO_FAR = "By law the next review is within 3 months. Write an earlier date."
GROUNDS = (f"{ABSCONDING}|a|ground a|absconding", "injury|b|ground b|injury to self or others")
LIKE_THIS = "Write each like 1 January 2027 9:00 to 2 January 2027 15:00, with ; between two."
VIEWS = {"child": "the child", "parents": "each parent", "holders": "others with parental responsibility"}
VIEWS |= {"carers": "previous carers", "visitor": "the independent visitor", "unit": "the unit"}

FIELDS = (
    *p.required(p.name("name", "Name"), p.day("date_of_birth", "Date of birth", "DOB")),
    *p.required(p.moment("placed_at", "Placed in secure on", "date and time placed", "in secure since")),
    *p.required(p.choice("authority", "Authority to keep", (*ORDER.values, "72 hours only|72 hours"))),
    *p.needed(p.day("order_until", "Order lasts until", "order expiry"), when=ORDER),
    p.long("stays", "Secure without an order", "stays without an order", "secure episodes", why=LIKE_THIS),
    *p.needed("number|secure_hours|Secure hours in last 28 days|secure hours", when=(NO_ORDER, p.missing("stays"))),
    *p.needed(p.text("approval", "Secretary of State approval"), when=p.When("age", tuple(map(str, range(13))))),
    *p.restricted(  # where the child is, and who must not learn it, is on no list
        *p.asked(p.text("secure_unit", "Secure unit", "unit"), p.text("prior_address", "Address before")),
        *p.asked(p.choice("parents_told", "Parents to be told", ("yes", *UNTOLD.values), "tell parents")),
        *p.needed(p.long("notice_reason", "Director's reason not to tell parents"), when=UNTOLD),
        p.people("not_told", "Who must not be told", "must not know", "not safe to tell"),
        p.people("parents", "Parents", "parent", "mother", "father"),
        p.people("consulted", "Others consulted", "previous carers", "parental responsibility"),
        *(p.person("visitor", "Independent visitor"), p.person("advocate", "Child's advocate", "advocate")),
        p.person("unit_contact", "Unit manager", "unit contact"),
    ),
    *p.asked(
        *(p.reference("case_number", "Case number"), p.choice("sex", "Sex", ("female|girl|F", "male|boy|M"), "gender")),
        *(p.choice("legal_status", "Legal status", STATUSES), p.choices("ground", "Ground", GROUNDS, "grounds")),
        *(p.text("managing_body", "Managing body"), p.choice("accommodation", "Accommodation type", HOMES)),
        *(p.person("authorised_by", "Authorising officer"), p.long("unit_report", "Unit's report", "unit report")),
        p.long("report", "Social worker's report", "report", "evidence", why="Evidence, plan, exit plan, alternatives"),
        *(p.long(f"{key}_views", f"Views of {who}", why="Or why not practicable") for key, who in VIEWS.items()),
        p.text("support", "Advocate, interpreter or access needs", "advocate offered", "interpreter", "access needs"),
        p.long("panel_members", "Panel members and employers", "panel members", "members"),
        p.choice("independence", "Independent person is", (f"{OUTSIDER}|independent", OFFICER, ELECTED, UNITS_OWN)),
    ),
    *(p.text("order_details", "Court, date and length of order", "court"), p.long("other_reports", "Other reports")),
    *(p.day("unit_since", "In this unit since"), p.day("last_review", "Last secure review")),
    p.day("looked_after_review", "Next looked after review", "next LAC review", "next CLA review"),
    *(p.day("next_hearing", "Next court hearing"), p.person("review_chair", "Chair of this review", "chair")),
    *(p.person("iro", "Independent reviewing officer", "IRO"), p.person("social_worker", "Social worker")),
    p.person("team_manager", "Team manager", "TM"),
)

NOT_HERE = "Only placements under section 25 of the Children Act 1989 are reviewed here."
ROUTE = "Ask legal services which review applies."
AT_16 = "Section 20(5) may rule out secure accommodation at 16 or 17. Ask legal services today."
BY_LAW = "One person must be neither member nor officer of the authority. Name somebody else."
NOT_UNIT = "The independent person works for the authority that runs the unit. Find another if you can."
OTHER_LAW, AGREED = p.When("legal_status", (REMANDED, DETAINED)), p.When("legal_status", (BY_AGREEMENT,))
RULES = (
    p.BookingRule(check=p.Check.REFUSE, when=(OTHER_LAW,), sentence=NOT_HERE, door=ROUTE),
    p.BookingRule(check=p.Check.WARN, when=(AGREED, p.When("age", ("16", "17"))), sentence=AT_16),
    p.BookingRule(check=p.Check.ASK, when=(NOT_INDEPENDENT,), sentence=BY_LAW, field="independence"),
    p.BookingRule(check=p.Check.WARN, when=(p.When("independence", (UNITS_OWN,)),), sentence=NOT_UNIT),
)
WHY, ACTION = p.long("reasons", "reasons", "why"), p.text("action", "proposed action", "action", "what happens next")
LATE = (p.long("late_reason", "director's reason", "reason for late review"), ACTION)
GROUND, FOLLOWING = p.choices("ground", "ground", GROUNDS, "grounds"), p.day("next_date", "next review date")
MET = (*p.required(GROUND, WHY, FOLLOWING), *(p.yes_no(key, words) for key, words in LIMBS.items()), *LATE)
MOVE = (*p.required(p.text("kind", "type"), p.day("move_by", "target date"), p.long("exit_plan", "exit plan")), *MET)
APPLY = (*p.required(p.day("order_until", "order expiry"), p.day("hearing", "hearing date")), *MET)
MAJORITY = p.choice("majority", "majority", ("keep", "move", "end"))
DIVIDED, ENDS = (*p.required(MAJORITY, WHY, p.long("views", "each view")), *LATE), (*p.required(WHY), *LATE)
NEW_DATE = (*p.required(p.day("next_date", "new date", "adjourned to")), *LATE)
LEFT = p.required(p.moment("left_at", "discharged on"), p.text("left_for", "discharged to", "address"))
DECIDED = p.required(ACTION, WHY)
AGAINST = (*DECIDED, *p.required(p.yes_no("legal_advised", "legal services advised", "legal advised")))
SOON = p.working_days(p.setting("notice_days", 5, "Working days to tell all who were consulted"))
NOTICE = p.task("presenter", "Tell all who were consulted: outcome, action, reasons. Note who was not told", SOON)
SEARCH = p.task("presenter", "Find the other accommodation", p.weeks(4), due_field="move_by")
COURT = p.task("presenter", "Tell parents and others before the application", p.days(7), due_field="hearing")
URGENT = p.task("presenter", "Tell legal services now that the criteria are not met, and plan the move", p.hours(24))
ESCALATE = p.task("seat:director", "Look today at why a child is kept without the criteria", p.hours(24))
RIGHTS = ("You can complain, ask an advocate for help, or ask a solicitor about going to court.",)
WHAT = ("What happens next: {action}", "The reasons: {reasons}")  # reg 16(3), and nobody else's views
FORMAL = ("The placement was reviewed. The review's recommendation was: {recommendation}.", *WHAT)
PLAIN = ("People met to look at whether you still need to live where you live now.", *WHAT)
GIVES = ("action", "reasons")
UNIT = p.Letter(to="field:unit_contact", addressee="the unit", paragraphs=FORMAL, rights=RIGHTS, fields=GIVES)
NOTICES = (
    UNIT,
    replace(UNIT, to="field:advocate", addressee="the child", paragraphs=PLAIN),
    replace(UNIT, to="field:parents", addressee="the parents", when=(p.When("parents_told", p.YES),)),
    replace(UNIT, to="field:consulted", addressee="others who were consulted", when=(p.given("consulted"),)),
    replace(UNIT, to="field:visitor", addressee="the independent visitor", when=(p.given("visitor"),)),
)
LAWFUL = (p.When("independence", ("", OUTSIDER, UNITS_OWN)),)
AGAIN = {"next_step": p.NextStep.REBOOK, "rebook": p.Rebook()}
USUAL = {"if_confirmed": "accepted", "if_not_agreed": "not_accepted", "only_when": LAWFUL, **AGAIN}
GRAVE = {"if_confirmed": "accepted", "if_not_agreed": "kept_against", "only_when": LAWFUL, "urgent": True}
TAKEN = {"by_confirmer": True, "letters": NOTICES, "fields": DECIDED, "action": NOTICE}
RISKY = {**TAKEN, "fields": AGAINST, "action": (NOTICE, ESCALATE)}
MET_MOVE, MET_APPLY = "criteria met, other accommodation appropriate", "criteria met, further order advised"
OUTCOMES = (
    p.recommendation("keep", "placement to continue", "criteria met", "keep", fields=MET, **USUAL),
    p.recommendation("move", "other accommodation to be found", MET_MOVE, fields=MOVE, action=SEARCH, **USUAL),
    p.recommendation("end", "criteria no longer met", "criteria not met", fields=ENDS, action=URGENT, **GRAVE),
    p.recommendation("apply", "further order to be sought", MET_APPLY, fields=APPLY, action=COURT, **USUAL),
    p.recommendation("split", "panel divided", "split panel", "panel split", fields=DIVIDED, **USUAL),
    p.tracking("adjourned", "adjourned", "not quorate", fields=NEW_DATE, **AGAIN),
    p.tracking("ended", "placement ended before the review", "discharged", fields=LEFT, next_step=p.NextStep.CLOSE),
    p.decision("accepted", "recommendation accepted", "accepts", **TAKEN),
    p.decision("changed", "accepted with changes", "accepts with changes", **TAKEN),
    p.decision("not_accepted", "recommendation not accepted", "does not accept", **TAKEN),
    p.decision("kept_against", "kept though the criteria are not met", "keep the child", **RISKY),
)
AIM = p.days(p.setting("first_review_days", 28, "Days within which a first review is aimed at; the law says a month"))
SINCE, NONE_YET = "field:placed_at", (p.missing("last_review"),)
LIMIT: dict[str, Any] = {"until": HELD, "bounds": True, "tell": ("seat:director",)}
CLOCKS = (
    p.Clock(key="first", label="First review", since=SINCE, period=p.months(1), when=NONE_YET, **LIMIT),
    p.Clock(key="aim", label="First review, local aim", since=SINCE, period=AIM, until=HELD, target=True),
    p.Clock(key="next", label="Next review", since="outcome", outcomes=REVIEWS, period=p.months(3), **LIMIT),
    p.Clock(key="last", label="Review after the last", since="field:last_review", period=p.months(3), **LIMIT),
    p.Clock(
        key="order", label="Court order", since="field:order_until", period=p.days(0), until=("ended",), bounds=True
    ),
    p.Clock(key="hours", label="72 hours", since=SINCE, period=p.hours(HOURS), when=(NO_ORDER,), until=("ended",)),
)
PROMPTS = (
    p.Prompt("took_part", "Who took part", ("attendance", "independence statement")),
    p.Prompt("legal_position", "Legal position and expiry", ("legal position",)),
    p.Prompt("views", "Views and how each was obtained", ("views", "wishes and feelings"), required=True),
    p.Prompt("question_1", "Criteria on the day", ("question 1", "evidence", "evidence on each ground")),
    p.Prompt("question_2", "Is the placement still needed", ("question 2", "placement needed")),
    p.Prompt("question_3", "Would other accommodation suit", ("question 3", "alternatives")),
    p.Prompt("votes", "Votes and dissent", ("votes", "dissent", "welfare")),
)
SEATS = (
    p.CHAIR,
    p.Seat(key="member", label="Panel member", aliases=("member", "second member")),
    p.Seat(key="independent", label="Independent person", aliases=("independent member", "independent")),
    p.Seat(key="director", label="Director", optional=True, aliases=("director of children's services", "DCS")),
    p.Seat(key="legal", label="Legal adviser", optional=True, aliases=("legal", "solicitor")),
)
ROLES = (p.Role.TEAM_MANAGER, p.Role.REVIEWING_OFFICER)
COPIES = (p.Copy(role=ROLES[0], field="team_manager"), p.Copy(role=ROLES[1], field="iro"))
LISTED = ("name", "date_of_birth", "legal_status", "ground", "order_until", "presenter", "slot")
ONE = (("keep", "move", "end", "split", "adjourned", "ended"), ("end", "apply", "adjourned", "ended"))
DRAFT = p.working_days(p.setting("draft_within_days", 0, "Working days for the draft; 0: the same day"))
ANSWER = p.working_days(p.setting("confirm_within_days", 1, "Working days for the authority to decide"))
PANEL = p.PanelType(
    key="secure_accommodation",
    name="Secure Accommodation Review Panel",
    short_name="Secure review",
    prefix="SAR",
    nature=p.Nature.RECOMMENDATION,
    subject=p.Subject(noun="child", plural="children", under_age=18),
    terms=p.Terms("terms.md", date(2026, 11, 28)),
    fields=FIELDS,
    schedule=p.PerCase(),
    sitting=p.sitting(90, 1),
    before=p.before(3, preparation=("evidence on each ground today", "plan and exit plan", "alternatives tried")),
    seats=SEATS,
    quorum=p.Quorum(minimum=3, must=("independent",), people=True, shortfall=p.Shortfall.NO_BUSINESS),
    minutes=p.MinutesForm(case=PROMPTS, must_record=((*HELD, "adjourned"),), only_one=ONE),
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(
        title="Decision maker", may_differ=True, draft_within=DRAFT, within=ANSWER, copies=COPIES
    ),
    confidentiality=p.Confidentiality(shows=p.need_to_know(listed=LISTED, copies=ROLES), never=("not_told",)),
    rules=RULES,
    guests=p.Guests(fields=("advocate", "visitor", "unit_contact")),
    clocks=CLOCKS,
    settings=(
        p.Setting("hours_warn", 60, "Hours without an order from which it is warned"),
        p.Setting("relevant_accommodation", False, "Whether section 13 of the 2026 Act is in force"),
    ),
)


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(values: Values, meeting_date: date, settings: Values, clocks: Values) -> tuple[p.Finding, ...]:
    """Return what time, hours and people say about a booking."""
    due, until = _due(values, clocks), clocks.get("order")
    aim = clocks.get("aim") if due == clocks.get("first") else None
    stays, unread = read(values.get("stays", "")) if NO_ORDER.holds(values) else ((), ())
    used = max(int(values.get("secure_hours") or 0), most_hours(stays)) if NO_ORDER.holds(values) else 0
    chair, own = values.get("review_chair", ""), [values.get(key) for key in ("iro", "social_worker", "team_manager")]
    at_fault = chair and any(each and (each in chair or chair in each) for each in own)
    unknown = values.get("accommodation") == RELEVANT and not settings["relevant_accommodation"]
    first = "" < values.get("looked_after_review", "") < meeting_date.isoformat()
    found = (
        (due and due < meeting_date, p.Finding(ALERT, "By law the review is due earlier. Hold it, with a reason.")),
        (aim and aim < meeting_date, p.Finding(WARN, "A first review is held sooner. Ask for an earlier date.")),
        (until and until < meeting_date, p.Finding(ALERT, "The order ends before this review. Agree an earlier date.")),
        (used > HOURS, p.Finding(ALERT, "More than 72 hours in 28 days need a court order. Call legal services now.")),
        (HOURS >= used >= settings["hours_warn"], p.Finding(WARN, f"{used} of {HOURS} hours are used up.")),
        (unread, p.Finding(p.Check.ASK, f"We could not read every stay. {LIKE_THIS}", "stays")),
        (first, p.Finding(WARN, "The looked after review needs the outcome of this one. Hold this one first.")),
        (unknown, p.Finding(p.Check.REFUSE, "The law on relevant accommodation is not in force here.", door=ROUTE)),
        (at_fault, p.Finding(p.Check.ASK, "The chair is part of the child's case. Name another.", "review_chair")),
    )
    return tuple(finding for holds, finding in found if holds)


@hookimpl
def panel_check_outcome(outcome: str, values: Values, case: Values, meeting_date: date, clocks: Values) -> Texts:
    """Return why an outcome cannot stand: a breach without its reason, a review too far off, half a ground."""
    following, due = values.get("next_date", ""), _due(case, clocks)
    held = following if outcome == "adjourned" else meeting_date.isoformat() if outcome in REVIEWS else ""
    late = due and held > due.isoformat() and not values.get("late_reason")
    far = outcome in REVIEWS and following > (meeting_date + THREE).isoformat()
    half = ABSCONDING in values.get("ground", "") and any(values.get(limb) != "yes" for limb in LIMBS)
    return tuple(sentence for holds, sentence in ((late, TOO_LATE), (far, TOO_FAR), (half, ALL_THREE)) if holds)


def _due(case: Values, clocks: Values) -> date | None:
    """Return the last day for the review (reg 15): reviews before this placement began do not count."""
    placed = case.get("placed_at", "9")
    later = [clocks[key] for key in ("next", "last") if key in clocks and (clocks[key] - THREE).isoformat() > placed]
    return max(later) if later else clocks.get("first")
