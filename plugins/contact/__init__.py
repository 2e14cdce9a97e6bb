"""The Contact Panel (family time): what service and spend a child's contact gets, and advice on the contact itself.

It advises (founding text): care plan, review and court settle contact. Law: Children Act 1989 s.34 (children in care; a
refusal lasts 7 days at most, s.34(6)), CPPCR 2010 reg 8 (notice at once), Adoption and Children Act 2002 s.26.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from core import panels as p
from core.hookspecs import hookimpl

Values = Mapping[str, str]
WRONG_LAW = "Section 26 of the 2002 Act goes with a placement order, and section 34 with a care order."
TOO_LONG = "An urgent refusal ends within 7 days of its start. A longer one needs the court: write its reference."
CARE, PLACED, S20 = ("interim care order", "care order"), "placement order", ("section 20",)
CASES = ("incident review|incident", "initial|new", "review", "change request|change", "budget only|budget")
LAW = (
    *("interim care order|ICO", "care order|s31", PLACED, "section 20|s20|accommodated", "remand"),
    *("care leaver|leaving care", "private law", "other"),
)
TYPES = (
    *("direct supervised|supervised", "direct supported|supported", "direct unsupervised|unsupervised", "community"),
    *("overnight", "phone", "video", "letterbox", "gifts", "none|no contact"),
)
LEVELS = (
    *("level 0|0|no supervision", "level 1|1|carer supervises", "level 2|2|light touch", "level 3|3|one supervisor"),
    *("level 4|4|two supervisors|secure venue", "level 5|5|therapeutic|assessed"),
)
PURPOSES = ("maintain bond", "assess", "rehabilitation", "identity", "goodbye", "sibling bond", "safety limit", "other")
VENUES = ("contact centre|centre", "community", "carer's home", "family home", "secure venue", "online")
DRIVERS, RISKS = ("carer", "contact worker", "taxi", "parent", "own", "none"), ("low", "medium", "high")
FUNDS = ("contact budget", "placement budget", "leaving care budget", "other", "not paid")
WEEKS = {"week": 1.0, "month": 52 / 12, "year": 52.0, "once": 1.0}
SUPERVISED = p.When("supervision_level", ("level 3", "level 4", "level 5"))
ORDER, ABUSE, REFUSED = p.When("contact_order", p.YES), p.When("domestic_abuse", p.YES), p.given("refused_at")
CHILD, ADULT, AGREED = p.When("under_18", ("", "yes")), p.When("under_18", p.NO), (p.When("legal_status", S20),)
IN_CARE, TO_COURT = ((p.When("legal_status", each), CHILD) for each in (CARE, (*CARE, PLACED)))
PARENTAL = ("parent_views", "contact_order", "order_terms", "order_level", "order_date", "refused_at")
REVIEWED = p.When("case_type", ("review", "incident review"))
LEVEL = p.choice("supervision_level", "Supervision level", LEVELS, "level", "supervision", "new level")

FIELDS = (
    p.name("name", "Child's name", "name", "child", "full name", "young person", "care leaver"),
    *p.required(p.choice("case_type", "Type of case", CASES, "case type", "reason", "item type")),
    *p.required(p.choice("legal_status", "Legal status", LAW, "status", why="It says which law applies.")),
    *p.asked(p.day("date_of_birth", "Date of birth", "DOB"), p.reference("case_number", "Case number", "case ref")),
    *p.asked(p.yes_no("contact_order", "Contact order"), p.long("care_plan", "Contact in the care plan", "care plan")),
    *p.needed(p.long("order_terms", "Order terms", "terms of the order"), when=ORDER),
    *p.asked(p.choice("order_level", "Level in the order", LEVELS), p.day("order_date", "Order date"), when=ORDER),
    *p.asked(*p.restricted(p.long("parties", "Parties", "who has contact")), p.long("child_views", "Child's views")),
    *p.asked(p.choices("contact_type", "Type of contact", TYPES, "contact type"), LEVEL),
    *p.asked(p.choices("purpose", "Purpose", PURPOSES, "purpose of contact"), p.text("frequency", "Frequency")),
    *p.asked(p.yes_no("domestic_abuse", "Domestic abuse", "DA"), p.yes_no("risk_person", "Is anybody a risk")),
    *p.needed(*p.restricted(p.long("keep_apart", "No information between", "keep apart")), when=ABUSE),
    *(p.choice("risk_level", "Risk level", RISKS, "risk", "risk rating"), p.day("risk_date", "Risk assessment date")),
    *p.asked(p.long("current_provision", "Current provision"), p.text("attendance", "Attendance"), when=REVIEWED),
    *p.asked(p.number("missed", "Missed sessions", "sessions missed"), when=REVIEWED),
    *p.asked(p.number("weekly_cost", "Weekly cost"), p.choice("funding", "Funding source", FUNDS, "funding")),
    *p.asked(p.person("iro", "Reviewing officer", "IRO"), p.person("team_manager", "Team manager", "TM", "manager")),
    *(p.moment("refused_at", "Contact refused at", "urgent refusal"), p.yes_no("refusal_ended", "Refusal ended")),
    *p.needed(p.moment("refused_until", "Refused until"), p.person("refused_by", "Refused by"), when=REFUSED),
    *(*p.needed("text|refusal_reasons|Reasons for refusal", when=REFUSED), p.long("costs", "Cost lines")),
    *p.rows("number|length_minutes|Length in minutes|length", "text|school|School impact", "day|start_date|Start date"),
    *p.rows("day|end_date|End date", "day|next_review_date|Next review", "text|advocate|Advocate", "number|cap|Cap"),
    *(p.choice("venue_type", "Venue type", VENUES, "venue"), p.choice("transport", "Transport", DRIVERS)),
    *p.rows("number|transport_cost|Transport cost", "text|siblings|Siblings", "long|parent_views|Parents' views"),
    *p.rows("long|carer_views|Carer's views", "number|travel_minutes|Travel time", "number|annual_cost|Annual cost"),
    *(p.yes_no("agreement_signed", "Agreement signed", "written agreement"), p.day("agreement_date", "Agreed on")),
    *p.restricted("long|venue_address|Venue address", "long|placement_address|Placement address"),
    *p.restricted(p.people("parents", "Parents", "relatives"), p.people("risk_people", "Risk people", "perpetrators")),
)
NO_RISK, C = p.missing("risk_level"), p.Check
RULES = tuple(
    p.BookingRule(check=check, when=when, sentence=sentence, field="risk_level" if check is C.ASK else "")
    for check, when, sentence in (
        (C.ASK, (SUPERVISED, NO_RISK), "Supervised contact needs a risk assessment. Write its level."),
        (C.ASK, (p.When("risk_person", p.YES), NO_RISK), "Somebody is a risk. Write the level of the risk assessment."),
        (C.ALERT, (p.When("case_type", ("incident review",)),), "An incident at a contact was reported."),
        (C.CHAIR, (p.When("legal_status", ("private law",)),), "Private-law contact is here only if we supply it."),
        (C.WARN, AGREED, "Section 34 does not apply. Contact is agreed with the parents."),
        (C.WARN, (p.When("legal_status", (PLACED,)),), "Section 34 ended. Section 26 of the 2002 Act applies."),
        (C.WARN, (ADULT,), "This is a pathway plan now. What was the parents' own is not kept any more."),
    )
)

PARTY, REASON, HOURS = p.text("party", "party", "with"), p.text("reason", "reason"), p.text("hours", "hours", "times")
REVIEW, OVERRIDE = p.day("review_date", "review date", "review", "next review"), p.text("override", "override")
OLD, NEW, ON = p.text("old", "old", "from"), p.text("new", "new", "to"), p.day("on", "date", "from when")
START, SIGNED = p.day("start", "start", "starts"), p.day("signed", "agreement signed", "signed")
COST, VENUE = p.number("cost", "weekly cost", "cost"), p.choice("venue", "venue type", VENUES, "venue")
NEW_LEVEL = p.choice("level", "level", LEVELS, "supervision level", "new level")
UNSIGNED = (p.given("start"), p.When("agreement_signed", ("", "no")))  # no session before the written agreement
OFFER = (*p.required(PARTY, NEW_LEVEL, HOURS, VENUE, COST, REVIEW), START, *p.needed(SIGNED, when=UNSIGNED), OVERRIDE)
LOWER = p.needed(p.text("lower_when", "what would lower it"), when=p.When("level", SUPERVISED.values))
CHECK = p.choice("order_check", "order check", ("within the order|within", "not within the order|outside"), "order")
EVIDENCE, BEFORE = p.text("evidence", "evidence"), p.choice("old_level", "old level", LEVELS, "from")
CHANGE = (*p.required(PARTY, BEFORE, NEW_LEVEL, EVIDENCE, START), *LOWER)
NEW_TIMES = (*p.required(PARTY, OLD, NEW, ON), *p.needed(CHECK, when=ORDER))
NEW_TYPE = (*p.required(PARTY, OLD, p.choice("new_type", "new", TYPES, "to"), ON), *p.needed(CHECK, when=ORDER))
SECTION = p.choice("section", "section", ("s34(2)", "s34(3)", "s34(4)", "variation", "s26"), "application")
UNTIL, BY = p.moment("refused_until", "end", "until"), p.person("refused_by", "person", "by")
SINCE, SENT = p.moment("refused_at", "start", "refused at"), p.yes_no("notice_sent", "notice sent")
REFUSAL = (*p.required(SINCE, UNTIL, BY, REASON, SENT), p.reference("court_ref", "court reference", "court ref"))
AMOUNT = p.required(p.number("amount", "amount"), p.choice("period", "period", tuple(WEEKS), "per"))
TRIAL = p.required(p.text("option", "option"), p.text("trial", "trial length", "trial"), REVIEW)
ENDING, NONE = p.required(PARTY, REASON), "|no contact|no contact agreed|end contact|stop contact"
CONCERN = p.required(p.text("issue", "issue"), p.person("owner", "owner"))
SOON = p.working_days(p.setting("start_days", 5, "Working days for the service to start"))
SIGN = p.task("presenter", "Have the written agreement signed first", SOON, when=(p.missing("signed"),))
SERVE = p.task("seat:contact_service", "Start the sessions, once the written agreement is signed", SOON)
PLAN = p.task("presenter", "Bring the care plan up to date, and tell the reviewing officer", SOON)
TELL = p.task("presenter", "Tell the reviewing officer and legal services. Nothing changes before they agree", SOON)
NOTICE = p.task("presenter", "Send written notice of the refusal now", p.days(0), when=(p.When("notice_sent", p.NO),))
LEGAL, IMPROVE = p.task("seat:legal", "Answer the question", SOON), p.task("field:owner", "Put the concern right", SOON)
LATER: Mapping[str, Any] = {"next_step": p.NextStep.REBOOK, "rebook": p.Rebook(before=p.days(0), since="review_date")}
NEXT: Mapping[str, Any] = {"next_step": p.NextStep.REBOOK, "rebook": p.Rebook(), "when_absent": True}
# One outcome and one letter for each party, for the social worker to hand over: no letter speaks of two of them.
OFFERED = ("Contact with {party}: {hours}.", "It starts on {start}.", "It is looked at again by {review_date}.")
REFUSED_TO = ("Contact is refused from {refused_at} until {refused_until}.", "The reasons are: {reason}")
HAND: Mapping[str, Any] = {"to": "presenter", "rights": ("Ask the reviewing officer, complain, or ask a solicitor.",)}
PARTS, NOTIFIED = ("party", "hours", "start", "review_date"), ("refused_at", "refused_until", "reason")
LETTER = p.Letter(addressee="the person whose contact this is", paragraphs=OFFERED, fields=PARTS, **HAND)
FORMAL = p.Letter(addressee="each person with a right to notice", paragraphs=REFUSED_TO, fields=NOTIFIED, **HAND)


def _out(make: Callable[..., p.Outcome], names: str, *fields: p.Field, **rest: Any) -> p.Outcome:
    return make(*names.split("|"), fields=fields, **rest)


OFFERING: Mapping[str, Any] = {"action": (SIGN, SERVE), "letters": (LETTER,), **LATER}
REFUSING: Mapping[str, Any] = {"action": NOTICE, "letters": (FORMAL,), "only_when": IN_CARE}
LIMIT, RESOURCE = p.number("limit", "limit"), p.Refer(to=("care_resource",))
COURT: Mapping[str, Any] = {"action": LEGAL, "refer": RESOURCE, "only_when": TO_COURT}
OUTCOMES = (
    _out(p.allocation, "initial_offer_agreed|initial offer agreed|offer agreed", *OFFER, **OFFERING),
    _out(p.advice, "arrangement_confirmed|arrangement confirmed", *p.required(REVIEW), OVERRIDE, **LATER),
    _out(p.advice, "change_level|change of level|change level", *CHANGE, action=PLAN),
    _out(p.advice, "change_frequency|change of frequency", *NEW_TIMES, action=PLAN),
    _out(p.advice, "change_type|change of type", *NEW_TYPE, action=PLAN),
    _out(p.recommendation, "recommend_reduce_or_end|recommend reduce or end" + NONE, *ENDING, action=TELL),
    _out(p.recommendation, "recommend_court_application|court application", *p.required(SECTION, REASON), **COURT),
    _out(p.tracking, "urgent_refusal_reported|urgent refusal reported|urgent refusal", *REFUSAL, **REFUSING),
    _out(p.advice, "agree_with_parents|to be agreed with the parents", *p.required(PARTY, NEW), only_when=AGREED),
    _out(p.tracking, "legal_query|legal query", *p.required(p.text("question", "question")), action=LEGAL),
    _out(p.allocation, "funding_approved|funding approved", *AMOUNT),
    _out(p.allocation, "funding_refused|funding refused", *AMOUNT, *p.required(REASON)),
    _out(p.allocation, "funding_escalated|funding escalated", *AMOUNT, LIMIT, refer=RESOURCE),
    _out(p.advice, "creative_option_to_try|creative option to try|creative option", *TRIAL, **LATER),
    _out(p.learning, "quality_concern|quality concern", *CONCERN, action=IMPROVE),
    _out(p.tracking, "no_change_needed|no change needed", *p.required(REASON, ON)),
    _out(p.tracking, "defer|deferred|not presented", *p.required(REASON), **NEXT),
    _out(p.tracking, "closed|case closed|close", *p.required(REASON, ON), next_step=p.NextStep.CLOSE),
)
SEATS = p.seats(
    *("contact_service|Contact service|family time service", "iro|Reviewing service|IRO", "fostering|Fostering"),
    *("adoption|Adoption and permanence|permanence", "leaving_care|Leaving care", "finance|Finance|commissioning"),
    *("?legal|Legal adviser|lawyer", "?transport|Transport", "?participation|Participation worker"),
)
DISCUSSED = p.prompts("discussion|Discussion|contact discussed", "quality|Quality|quality score", "budget|Budget")
WISHES = p.prompts("child|What the child says|child's wish", "risk|Risk|risk rating", part="wishes")
ADVICE = p.prompts("legal_advice|Legal advice|legal", part="legal_advice")
WORKERS = ("contact_service", "iro", "fostering", "adoption", "leaving_care", "legal")
ROLES, CLOSED = (p.Role.TEAM_MANAGER, p.Role.REVIEWING_OFFICER, p.Role.MEMBER), ("wishes", "legal_advice")
COPIES = (
    *(p.Copy(role=ROLES[0], field="team_manager"), p.Copy(role=ROLES[1], field="iro", seat="iro")),
    *(p.Copy(role=ROLES[2], seat=seat) for seat in ("contact_service", "finance")),
)
LEAST = p.setting("quorum", 3, "Seats that must be there")
NEVER, ENDS = "1900-01-01", ("field:refusal_ended", "closed")
REVIEWS = ("initial_offer_agreed", "arrangement_confirmed", "creative_option_to_try")
WEEK: Mapping[str, Any] = {"label": "Urgent refusal", "period": p.days(7), "warn_days": 2, "until": ENDS}
CLOCKS = (
    p.Clock(key="refusal", since="field:refused_at", **WEEK),
    p.Clock(key="refusal_recorded", since="outcome:refused_at", outcomes=("urgent_refusal_reported",), **WEEK),
    p.Clock(key="review", label="Review", since="outcome:review_date", period=p.days(0), outcomes=REVIEWS, bounds=True),
)
PANEL = p.PanelType(
    key="contact",
    name="Contact Panel",
    prefix="CON",
    nature=p.Nature.ADVICE,
    subject=p.Subject(noun="child", plural="children", together=True, under_age=26),
    terms=p.Terms("terms.md", date(2026, 11, 27)),
    fields=FIELDS,
    schedule=p.NthWeekday(week=1, weekday=3, at=p.setting("meeting_time", "13:30", "When the panel starts")),
    sitting=p.sitting(15, 12),
    before=p.before(3, 5),
    seats=(p.CHAIR, *SEATS),
    quorum=p.Quorum(minimum=LEAST, must=("chair", "contact_service"), any_of=(("iro", "fostering"),)),
    minutes=p.MinutesForm(case=(*DISCUSSED, *WISHES, *ADVICE)),
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(natures=(), copies=COPIES),
    confidentiality=p.Confidentiality(
        shows=p.need_to_know(closed=CLOSED, closed_to=WORKERS, identity=("initials",), copies=ROLES),
        never=("parents", "risk_people"),
        privileged=("legal_advice",),
        privileged_to=("chair", "coordinator", "legal"),
        cross_reference=("care_resource", "permanency"),
        drops=(p.Drop(when=(ADULT,), fields=PARENTAL),),
    ),
    rules=RULES,
    clocks=CLOCKS,
    settings=(
        p.Setting("weekly_limit", 500, "Pounds a week that the chair may approve"),
        p.Setting("review_months", 3, "Months beyond which a review date needs the chair's reason"),
        p.Setting("longest_review", 6, "Months beyond which no review date stands"),
    ),
)


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_may_see(document: p.Kind, role: p.Role, field: str, values: Values) -> bool:
    """Answer the report of an incident without any of the child's data (edge case 12)."""
    answer = document in p.BOOKING_ANSWERS and role is p.Role.PRESENTER
    return not answer or values.get("case_type") != "incident review" or field in {"slot", "asks", "question"}


@hookimpl
def panel_check_outcome(
    outcome: str, values: Values, case: Values, meeting_date: date, settings: Mapping[str, int]
) -> tuple[str, ...]:
    """Keep refusals within 7 days, changes within the order, and money and reviews within their limits."""
    start, end = (datetime.fromisoformat(values.get(key) or NEVER) for key in ("refused_at", "refused_until"))
    review, section = date.fromisoformat(values.get("review_date") or NEVER), values.get("section")
    usual, last = (meeting_date + relativedelta(months=settings[key]) for key in ("review_months", "longest_review"))
    dear = outcome == "funding_approved" and int(values["amount"]) / WEEKS[values["period"]] > settings["weekly_limit"]
    lower = outcome == "change_level" and values.get("level", "") < case.get("order_level", "")
    outside = lower or values.get("order_check") == "not within the order"
    found = (
        (end > start + timedelta(days=7) and not values.get("court_ref"), TOO_LONG),
        (outside, "The contact order asks for something else. Record a legal query."),
        (section and (section == "s26") != (case.get("legal_status") == PLACED), WRONG_LAW),
        (dear, "This is above what the chair may approve. Record funding escalated."),
        (review > last, f"No review date can be more than {settings['longest_review']} months ahead."),
        (review > usual and not values.get("override"), f"A review comes within {settings['review_months']} months."),
        (values.get("new_type") == "none", "The panel cannot agree to no contact. Record recommend reduce or end."),
    )
    return tuple(sentence for holds, sentence in found if holds)
