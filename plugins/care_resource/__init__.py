"""Care management and resource panel: who gets which service; whether proceedings, accommodation or an expert start.

Its word is final, except where the law names a person or a court decides. Law: Children Act 1989 ss.20 and 31ZA; Care
Planning, Placement and Case Review Regulations 2010, regs 11, 24 (16 weeks), 25 (one extension). Settings are local.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from core import panels as p
from core.hookspecs import hookimpl

Values = Mapping[str, Any]
ITEMS: tuple[str, ...] = ("pre-proceedings|PLO", "proceedings|care proceedings", "accommodation|section 20", "expert")
ITEMS += ("Reg 24", "Reg 25", "out of area|out of borough", "distance", "provision review|review")
ITEMS += ("tri-partite funding|tripartite", "support package", "ratification|ratify")
PLO, COURT, S20, EXPERT, REG24, REG25, OUT, FAR, REVIEW, TRI, SUPPORT, _ = (each.split("|")[0] for each in ITEMS)
WANTS = ((PLO, COURT), (COURT,), (S20,), (EXPERT,), (REG24,), (REG25,), (OUT, FAR), (S20, OUT, FAR), (REVIEW,), (TRI,))
LEGAL, ISSUES, CONSENT, EXPERTS, KIN, LONGER, AWAY, PLACES, REVIEWS, SHARED = map(partial(p.When, "item_types"), WANTS)
SPENT, BEYOND = p.When("item_types", (TRI, SUPPORT, OUT, FAR)), (AWAY, p.When("carer_kind", ("other",)))
STATUSES = ("at home", "s.20", "ICO s.38", "care order s.31", "EPO s.44", "police protection s.46", "other")
LOW, CARERS = ("supported accommodation", "unregulated"), ("connected person", "our foster carer", "other")
HOMES = ("foster carer", "connected person", "children's home", "residential school", *LOW)
OFFER = ("offered and held", "offered and declined", "not in the child's best interests", "not offered")
PARENTS = ("agree|agrees", "refuse|refuses", "lack capacity", "not found")
MADE, UNBORN, BORN = p.When("urgency", ("already made",)), p.When("unborn", p.YES), p.When("unborn", ("", "no"))
NEAR, DISTANT = ((p.When("adjoining_la", each), p.When("carer_kind", ("", "other"))) for each in (p.YES, p.NO))
YOUNG, CHILD = p.When("age", ("16", "17")), p.When("age", tuple(map(str, range(16))))
SPLIT, FUNDERS, WHOLE = ("social", "education", "health"), ("education", "health"), 100


def some(make: Callable[..., Any], **labels: str) -> tuple[Any, ...]:
    """Return several things of one kind, each written as key=`label|alias`."""
    return tuple(make(key, *label.split("|")) for key, label in labels.items())


FIELDS = (
    *p.required(p.name("name", "Name"), p.choices("item_types", "Asked for", ITEMS, "item", "items", "request")),
    *p.asked(p.day("date_of_birth", "Date of birth", "DOB"), when=BORN),
    *p.needed(p.day("baby_due", "Baby due on", "EDD"), when=UNBORN),
    *p.needed(p.person("decided_by", "Decided by"), p.moment("decided_at", "Decided at"), when=MADE),
    *p.asked(p.reference("case_number", "Case number"), p.choice("legal_status", "Legal status", STATUSES)),
    *p.asked(p.choice("urgency", "Urgency", ("planned", "urgent before panel|urgent", "already made|made"))),
    *p.asked(*some(p.long, summary="Summary|background", current_plan="Current plan|care plan", iro_view="IRO's view")),
    *p.asked(*some(p.long, child_views="Child's views", education_plan="Education plan", school_year="School year")),
    *p.asked(*some(p.yes_no, family_explored="Family and friends explored", key_stage_4="Key stage 4|KS4")),
    *p.asked(*some(p.person, iro="Independent reviewing officer|IRO", team_manager="Team manager|TM")),
    *(p.yes_no("unborn", "Unborn child", "unborn"), *some(p.long, siblings="Siblings", chronology="Chronology")),
    *p.privileged(*p.needed(p.long("legal_advice", "Legal advice", "threshold advice", "threshold"), when=LEGAL)),
    *p.needed(*some(p.day, advised_on="Date of legal advice", planned_on="Legal planning meeting|LPM"), when=LEGAL),
    *p.asked(p.choice("family_meeting", "Family group meeting", OFFER, "FGDM"), when=ISSUES),
    *some(p.text, family_meeting_why="Family meeting, or why none", court_order="Court order", provider="Provider"),
    *some(p.day, issued_on="Issued on", final_order="Final order on", approved_on="Carer approved on"),
    *p.needed(p.choices("parental_agreement", "Parental agreement", PARENTS), when=CONSENT),
    *p.needed(p.yes_no("objector_can_care", "Can the objector care"), when=p.When("parental_agreement", ("refuse",))),
    *p.needed(p.yes_no("young_person_agrees", "Young person agrees"), when=(CONSENT, YOUNG)),
    *p.needed(*some(p.text, expert_type="Kind of expert", questions="Questions", fee="Expert's cost"), when=EXPERTS),
    *p.asked(*some(p.text, hours="Expert's hours", permission="Court permission", by="Instructed by"), when=EXPERTS),
    *p.restricted(*p.needed(p.person("carer_name", "Carer"), when=KIN), p.text("placement_address", "Address")),
    *p.restricted(*p.asked(*some(p.long, household="Adults in household", checks="Checks made"), when=KIN)),
    *p.needed(p.text("relationship", "Relationship to child"), p.day("reg24_from", "Reg 24 placed from"), when=KIN),
    *p.needed(*some(p.yes_no, schedule_4="Schedule 4 assessment done", visited="Accommodation visited"), when=KIN),
    *p.asked(p.day("fostering_booked", "Fostering panel booked for"), when=KIN),
    *p.needed(*some(p.yes_no, still_best="Placement still best", iro_informed="IRO informed"), when=LONGER),
    *p.needed(p.day("views_on", "Fostering panel's views on"), p.person("officer", "Nominated officer"), when=LONGER),
    *some(p.day, emergency_placed="Emergency placement on", report_due="Expert report due"),
    *p.asked(p.choice("placement_type", "Placement type", HOMES), when=PLACES),
    *p.needed(p.choice("carer_kind", "Who will care", CARERS), when=AWAY),
    *p.needed(p.text("placement_la", "Placement authority"), p.yes_no("adjoining_la", "Adjoining area"), when=BEYOND),
    *p.asked(p.day("area_told", "Area authority told on"), p.yes_no("plan_sent", "Care plan sent"), when=BEYOND),
    *p.asked(*some(p.text, ofsted="Ofsted registration, rating and inspection|Ofsted"), when=p.given("provider")),
    *p.asked(*some(p.day, spend_from="Spend from", contract_until="Contract runs until"), when=SPENT),
    *p.asked(p.number("weekly_cost", "Weekly cost"), p.long("alternatives", "Alternatives costed"), when=SPENT),
    *p.needed(*some(p.number, social="Social care %", education="Education %", health="Health %"), when=SHARED),
    *p.asked(*some(p.text, funders="Contact for each funder", decision_ref="Decision reference"), when=SHARED),
    *p.asked(p.text("last_outcome", "Last outcome"), p.day("last_review", "Last reviewed on"), when=REVIEWS),
)
UNLAWFUL = "Under 16, this type of placement is not lawful. Ask the placements team for a registered one."
REFUSED = p.BookingRule(check=p.Check.REFUSE, when=(CHILD, p.When("placement_type", LOW)), sentence=UNLAWFUL)
SAID = (*p.required(p.long("reasons", "reasons", "why")), p.text("conditions", "conditions"))
ELSE = (*p.required(p.long("alternative", "alternative", "support package", "instead")), *SAID)
UNTIL, REVIEWED = p.required(p.day("contract_until", "end date")), (p.day("review_on", "review date"), *SAID)
PLO_SO = (*p.required(p.day("letter_by", "letter date")), p.choice("family_meeting", "offer", OFFER), *REVIEWED)
ISSUE = (*p.required(p.person("legal_owner", "legal owner"), p.text("order_type", "order type")), *SAID)
ISSUE += (*p.needed(p.day("target_issue", "target issue date"), when=BORN), p.person("override", "override"))
HOME = p.required(p.day("consent_on", "consent date"), *some(p.text, placed="placement", purpose="purpose"))
HOME += (*some(p.day, starts_on="start date", ends_on="end date"), *SAID)
EXPERT_SO = (*p.required(p.text("expert_type", "type"), p.text("cap", "cap"), p.day("report_due", "due date")), *SAID)
KIN_SO = (*p.required(p.day("reg24_from", "start date"), p.person("assessor", "assessment worker")), *SAID)
VIEWED = p.required(*some(p.day, extension_until="end date", views_on="fostering panel's views|views"))
LONGER_SO = (*VIEWED, p.yes_no("irm", "independent review running"), *SAID)
FAR_SO = (*p.required(p.day("area_told", "area authority consulted on")), *SAID)
GOES_ON = (*UNTIL, *REVIEWED)
PAID = (*p.required(p.text("split", "split"), p.day("spend_from", "start date")), *GOES_ON)
NONZERO, HOW = tuple(map(str, range(1, 101))), ("at the panel", "in writing")
BOTH = [p.needed(p.choice(f"{who}_by", f"{who} agreed", HOW), when=p.When(who, NONZERO))[0] for who in FUNDERS]
FIRST = (*p.required(p.day("first_decided", "original decision date")), *SAID)
ANEW = (*FIRST, *p.required(p.long("new_plan", "new plan"), p.day("plan_by", "new plan by")))
WANTED = p.required(p.text("wanted", "item"), p.person("by_whom", "owner"), p.day("due_on", "date"))
APPROVED = (p.person("approved_by", "approved by"), p.day("approved_day", "approved on"))
PANELS = {each.replace("_", " "): each for each in ("contact", "permanency", "fostering", "adoption", "early_help")}
TARGET, ELSEWHERE = p.choice("target", "panel", tuple(PANELS)), p.Refer(by="target", targets=tuple(PANELS.items()))
SOON, SIXTEEN, NOW, LEADS = p.working_days(5), p.weeks(16, inclusive=True), p.days(0), "field:legal_owner"
LETTER = p.task("seat:legal", "Send the letter before proceedings", SOON, due_field="letter_by")
TO_ISSUE = p.task(LEADS, "Issue the application", SOON, due_field="target_issue", when=(BORN,))
AT_BIRTH = p.task(LEADS, "Issue on the day of birth", NOW, since="baby_due", when=(UNBORN,))
MATERNITY = p.task("presenter", "Tell maternity by a secure note of your own, not from here", SOON, when=(UNBORN,))
PLAN = p.task("presenter", "Write the placement plan", SOON, since="starts_on")
ASSESS = p.task("field:assessor", "Complete the full fostering assessment", SIXTEEN, since="reg24_from")
TELL_AREA = p.task("presenter", "Tell the area authority in writing before placing: needs, reasons, care plan", SOON)
RELEASE = p.task("seat:placements", "Release the placement and its invoice", SOON)
SEND = p.task("field:by_whom", "Send what the panel asked for", SOON, due_field="due_on")
QUALITY = p.task("seat:quality", "Look into the quality concern", SOON)
RIGHTS = ("You can complain to the authority, or ask an advocate or a solicitor for help.",)
TAKEN = ("Children's services have agreed to look after your child. Your social worker will explain the plan.",)
NOT_TAKEN = ("Children's services will not look after your child now. Your social worker will explain other help.",)
NOTE = (p.Letter(to="presenter", addressee="the parents", paragraphs=TAKEN, rights=RIGHTS),)
REFUSAL = (p.Letter(to="presenter", addressee="the parents", paragraphs=NOT_TAKEN, rights=RIGHTS),)
AGAIN, BY = {"next_step": p.NextStep.REBOOK, "rebook": p.Rebook()}, "seat:nominated_officer"
MIDWAY, SETS = {**AGAIN, "rebook": p.Rebook(after=p.weeks(8))}, (("item_types", REVIEW),)
ENDING = {**AGAIN, "rebook": p.Rebook(after=p.weeks(8), since="contract_until", back=True), "sets": SETS}
DIRECTOR = {"confirmer": "seat:director", "if_confirmed": "distance_approved", "if_not_agreed": "distance_declined"}
refused, decided, funded = partial(p.decision, fields=ELSE), p.decision, partial(p.allocation, part="funding")
OUTCOMES = (
    decided("plo_agreed", "pre-proceedings agreed", "PLO agreed", fields=PLO_SO, action=LETTER, **MIDWAY),
    decided("proceedings_agreed", "proceedings agreed", fields=ISSUE, action=(TO_ISSUE, AT_BIRTH, MATERNITY)),
    *some(refused, plo_refused="pre-proceedings refused|PLO refused", proceedings_refused="proceedings refused"),
    refused("step_down", "stepped down", "step down", "step down to child in need"),
    *some(partial(p.decision, fields=SAID), expert_refused="expert refused", refused="request refused"),
    decided("accommodation_agreed", "accommodation agreed", fields=HOME, action=PLAN, letters=NOTE, only_when=(BORN,)),
    refused("accommodation_refused", "accommodation refused", letters=REFUSAL),
    decided("expert_agreed", "expert agreed", "expert assessment agreed", fields=EXPERT_SO),
    decided("reg24_agreed", "Reg 24 placement agreed", "Reg 24 agreed", fields=KIN_SO, action=ASSESS),
    decided("reg25_extension_agreed", "Reg 25 extension agreed", "Reg 25 agreed", fields=LONGER_SO, confirmer=BY),
    decided("out_of_area_agreed", "out of area agreed", fields=SAID, action=TELL_AREA, only_when=NEAR, confirmer=BY),
    p.recommendation("distance_agreed", "distance agreed", fields=FAR_SO, only_when=DISTANT, **DIRECTOR),
    decided("distance_approved", "director approves", fields=APPROVED, action=RELEASE, by_confirmer=True),
    decided("distance_declined", "director does not approve", fields=SAID, by_confirmer=True),
    decided("provision_continue", "provision continues", fields=GOES_ON, **ENDING),
    decided("provision_reduce", "provision reduced", fields=GOES_ON, **ENDING),
    decided("provision_end", "provision ends", fields=(*p.required(p.day("notice_until", "notice until")), *SAID)),
    funded("funding_agreed", "funding agreed", "agreed in full", fields=(*PAID, *BOTH), **ENDING),
    funded("funding_part_agreed", "part of the funding agreed", "part agreed", fields=PAID, **ENDING),
    funded("funding_refused", "funding refused", fields=SAID),
    decided("ratified", "emergency decision ratified", "ratified", fields=FIRST, only_when=(MADE,)),
    decided("not_ratified", "emergency decision not ratified", "not ratified", fields=ANEW, only_when=(MADE,)),
    p.tracking("defer_for_info", "deferred for information", "deferred", fields=WANTED, action=SEND, **AGAIN),
    p.tracking("pending_authority", "advised, pending authority", "pending authority", fields=SAID, **AGAIN),
    p.tracking("not_presented", "not presented", "not heard", when_absent=True, **AGAIN),
    p.tracking("refer_to_other_panel", "referred to another panel", fields=p.required(TARGET), refer=ELSEWHERE),
    p.learning("quality_concern", "quality concern", fields=p.required(p.text("area", "area")), action=QUALITY),
)
OBJECTS = "Somebody with parental responsibility objects and can care. Ask for the court order that allows it."
NO_OFFER = "The booking must say that a family group meeting was offered, or why not. Urgent protection: override."
ONCE, TOO_LONG = "A Reg 24 placement is extended once only.", "The extension can last 8 weeks at most."
SUM, EIGHT, TERM = "The shares must come to 100%.", timedelta(weeks=8), p.weeks(26, inclusive=True)
TELL, DONE, EXTENDED = ("chair", "seat:legal"), ("field:approved_on",), ("reg25_extension_agreed",)
ALARM = p.local("issue_alarm_days", 5, p.Unit.WORKING_DAYS, "Days from agreed to issued before the alarm")
GO, STOPS, ISSUED = ("proceedings_agreed",), ("proceedings_agreed", "step_down"), ("field:issued_on",)
CLOCKS = (
    p.Clock(key="plo", label="PLO", since="outcome", period=p.weeks(16), outcomes=("plo_agreed",), until=STOPS),
    p.Clock(key="issue", label="Not issued", since="outcome", period=ALARM, outcomes=GO, until=ISSUED, tell=TELL),
    p.Clock(key="court", label="26 weeks", since="field:issued_on", period=TERM, until=("field:final_order",)),
    p.Clock(key="reg24", label="Reg 24", since="field:reg24_from", period=SIXTEEN, until=(*EXTENDED, *DONE), tell=TELL),
    p.Clock(key="reg25", label="Reg 25", since="outcome:extension_until", period=NOW, outcomes=EXTENDED, until=DONE),
    p.Clock(key="area", label="Tell the area", since="field:emergency_placed", period=SOON, until=("field:area_told",)),
)
SEATS = p.seats(
    *("chair|Chair|assistant director", "head|Head of service|vice chair", "assessment|Assessment manager"),
    *("looked_after|Looked after manager", "fostering|Fostering manager", "disability|Disabled children manager"),
    *("placements|Placements|commissioning", "legal|Legal adviser|legal", "finance|Finance", "quality|Quality|IRO"),
    *("school|Virtual school|SEND", "?nominated_officer|Nominated officer", "?director|Director|DCS"),
    *("education|Education funder|education", "health|Health funder|ICB|health"),  # these two see their share alone
)
NEED = tuple(p.CaseNeed(seats=(a,), when=(b,)) for a, b in (("legal", LEGAL), ("placements", AWAY), ("finance", SPENT)))
PROMPTS = (
    *p.prompts("proposal|Proposal", "tried|Options tried|searches", "iro_said|IRO's view", "cost|Cost", "wishes|Views"),
    *p.prompts("authority|Authority used", "telling|Who tells whom", "grading|Urgency, cost and risk|risk"),
    *p.prompts("legal_said|Legally privileged, do not forward|legal view|legal advice", part="legal_block"),
)
LISTED, SHARES = ("name", "date_of_birth", "presenter", "slot"), ("name", "slot", "funding", "funding_actions")
MINUTED = (*p.MINUTED, "decided_by", "decided_at", "legal_block", "funding", "funding_actions")
ROLES, OUTWARD = (p.Role.TEAM_MANAGER, p.Role.REVIEWING_OFFICER), "Children's services planning meeting"
COPIES = (p.Copy(role=ROLES[0], field="team_manager"), p.Copy(role=ROLES[1], field="iro"))
RESULTS: dict[str, Any] = {"results": ("name", *p.MINUTED[-2:], *SHARES[2:]), "copies": ROLES}
SHOWS = (
    *p.need_to_know(listed=(*LISTED, "item_types", "legal_advice"), minuted=MINUTED, members_own=True, **RESULTS),
    p.Show(documents=p.NAMES_LISTS, to=p.SEATED, fields=LISTED, seats=FUNDERS),
    p.Show(documents=(p.Kind.MINUTES,), to=p.SEATED, fields=SHARES, seats=FUNDERS),
)
EXTRACTS = p.Extracts(always=tuple(each.key for each in SEATS[:-2]), seats=tuple((each, SHARED) for each in FUNDERS))
PRIVILEGED: dict[str, Any] = {"privileged": ("legal_block",), "privileged_to": ("chair", "head", "legal")}
DAY, START = p.setting("first_meeting", "2026-12-02", "The first date"), p.setting("starts", "10:00", "Its time")
PANEL = p.PanelType(
    key="care_resource",
    name="Care Management and Resource Panel",
    short_name="Resource panel",
    prefix="CRP",
    nature=p.Nature.DECISION,
    subject=p.Subject(noun="child", plural="children"),
    terms=p.Terms("terms.md", date(2026, 11, 28)),
    fields=FIELDS,
    schedule=p.EveryDays(days=7, first=DAY, at=START),
    before=p.before(3, preparation=("the proposal", "options tried", "cost", "views of child and parents")),
    seats=SEATS,
    quorum=p.Quorum(minimum=1, any_of=(("chair", "head"),), cases=NEED),
    minutes=p.MinutesForm(case=PROMPTS),
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(title="Approving officer", natures=(), may_differ=True, copies=COPIES),
    confidentiality=p.Confidentiality(shows=SHOWS, extracts=EXTRACTS, outward_name=OUTWARD, **PRIVILEGED),
    rules=(REFUSED,),
    clocks=CLOCKS,
    settings=(p.Setting("family_meeting_from", "", "Day from which section 31ZA applies; empty: not yet"),),
)


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(values: Values) -> tuple[p.Finding, ...]:
    """Return that the shares of a joint funding do not come to 100%."""
    given = [int(values[who]) for who in SPLIT if values.get(who)]
    return (p.Finding(p.Check.ASK, SUM, "social"),) if len(given) == len(SPLIT) and sum(given) != WHOLE else ()


@hookimpl
def panel_check_outcome(
    outcome: str, values: Values, case: Values, meeting_date: date, settings: Values, clocks: Values
) -> tuple[str, ...]:
    """Return why an outcome cannot stand: Children Act 1989 ss.20(7) to (11) and 31ZA, regs 24 and 25."""
    objects = "refuse" in case.get("parental_agreement", "") and case.get("objector_can_care") != "no"
    allowed = case.get("court_order") or (YOUNG.holds(case) and case.get("young_person_agrees") == "yes")
    due = "" < settings["family_meeting_from"] <= meeting_date.isoformat() and not values.get("override")
    offered = case.get("family_meeting") in OFFER[:2] or case.get("family_meeting_why")
    latest = (clocks.get("reg24", date.max - EIGHT) + EIGHT).isoformat()
    found = (
        (outcome == "accommodation_agreed" and objects and not allowed, OBJECTS),
        (outcome == "proceedings_agreed" and due and not offered, NO_OFFER),
        (outcome in EXTENDED and "reg25" in clocks, ONCE),
        (outcome in EXTENDED and values.get("irm") != "yes" and values.get("extension_until", "") > latest, TOO_LONG),
    )
    return tuple(sentence for wrong, sentence in found if wrong)
