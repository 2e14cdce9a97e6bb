"""The Permanency Panel: tracks children with a parallel plan, and unborn children who will be removed at birth.

It tracks and gives advice (founding text): plans are settled at the review, and by the agency decision maker and the
court. Sources: CPPCR 2010 reg 33 (first review within 20 working days, the second within 3 months of the first) and
reg 24 (16 weeks); the founding text's 6 months are an outer alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from core import panels as p
from core.hookspecs import hookimpl

WEEK = timedelta(weeks=1)
PLANS = (
    *("return home", "kinship or SGO|kinship|SGO|special guardianship", "connected foster|connected person"),
    *("adoption", "early permanence|fostering for adoption", "long-term fostering|LTF|long term fostering"),
    *("residential long-term|residential", "independence"),
)
STATUS = (
    *("section 20|s20|accommodated", "interim care order|ICO", "care order|s31", "placement order", "EPO"),
    *("police protection", "PLO at home|PLO", "supervision order", "none"),
)
BARRIERS = (
    *("assessment late", "court date", "expert", "placement shortage", "parent non-engagement", "legal"),
    *("health report", "funding", "staffing", "none", "other"),
)
UNBORN = (p.given("expected_delivery_date"), p.missing("date_of_birth"))
BORN = (p.missing("expected_delivery_date"), p.When("unborn", ("", "no")))
FINDING = p.When("primary_plan", ("adoption", "long-term fostering"))

FIELDS = (
    p.name("name", "Child's name", "name", "child", "full name", "young person", "unborn baby"),
    *p.required(p.reference("case_number", "Case number", "child ref", "child reference", "case ref", "case ID")),
    *p.required(p.choice("primary_plan", "Primary plan", PLANS, "plan", "plan A", why="Two live plans are the test.")),
    *p.required(p.choice("parallel_plan", "Parallel plan", PLANS, "second plan", "twin-track plan", "plan B")),
    p.yes_no("unborn", "Unborn child", "unborn", "is unborn", "pre-birth"),
    *p.needed(p.day("date_of_birth", "Date of birth", "DOB", "d.o.b.", "born"), when=BORN),
    *p.needed(p.day("date_looked_after", "Date looked after", "looked after since", "in care since"), when=BORN),
    *p.needed(
        p.day("expected_delivery_date", "Expected delivery date", "EDD", "due date"), when=p.When("unborn", p.YES)
    ),
    *p.asked(p.choice("legal_status", "Legal status", STATUS, "status"), p.long("assessments", "Assessments")),
    *p.asked(p.choices("barriers", "Barriers", BARRIERS, "barrier"), p.long("parents_views", "Parents' views")),
    *p.asked(p.person("iro", "Reviewing officer", "IRO"), p.person("team_manager", "Team manager", "TM", "manager")),
    *p.asked(p.day("first_review_date", "First review held", "first review"), when=BORN),
    *p.asked(p.day("second_review_date", "Second review", "second review date"), when=BORN),
    *p.asked(p.yes_no("plan_ratified", "Plan ratified at review", "plan ratified"), when=BORN),
    *p.asked(p.long("child_views", "Child's views", "child views", "wishes and feelings"), when=BORN),
    *p.asked(p.day("family_finding_started", "Family finding started", "family finding"), when=FINDING),
    *p.asked(p.day("pre_birth_assessment_due", "Pre-birth assessment due", "pre-birth assessment"), when=UNBORN),
    *p.asked(p.day("legal_planning_date", "Legal planning meeting", "legal planning date"), when=UNBORN),
    *p.asked(p.yes_no("birth_plan_agreed", "Birth plan agreed", "birth plan"), when=UNBORN),
    *p.asked(p.yes_no("hospital_alert", "Hospital alert"), p.yes_no("parents_told", "Parents told"), when=UNBORN),
    *p.asked(
        p.yes_no("health_in_circle", "Health knows of the birth plan", "health in birth plan circle"), when=UNBORN
    ),
    *(p.day("ratified_on", "Ratified on"), p.day("issue_date", "Proceedings issued", "issue date")),
    *(
        p.day("next_hearing", "Next hearing"),
        p.day("connected_person_start", "Temporary approval started", "reg 24 start"),
    ),
    *(
        p.day("fostering_panel_date", "Fostering panel date"),
        p.day("adm_decision_date", "ADM decision", "ADM decision date"),
    ),
    *(p.day("placement_order_date", "Placement order date"), p.day("match_panel_date", "Matching panel date")),
    *(p.day("placed_date", "Placed on"), p.reference("contact_plan_ref", "Contact plan reference")),
    *(
        p.yes_no("finance_needed", "Finance needed"),
        p.text("care_case_ref", "Care case reference", "court tracker ref"),
    ),
    *(p.text("siblings", "Siblings", "sibling refs"), p.text("together_apart", "Together or apart")),
    *p.restricted(p.long("match_leads", "Match leads", "early match leads"), p.people("parents", "Parents and family")),
    *p.restricted(p.people("connected", "Connected persons", "kin")),
)


def _kept(make: Callable[..., p.Outcome], names: str, *fields: p.Field, **rest: Any) -> p.Outcome:
    """Return an outcome that needs these fields and keeps the child on the tracker, whatever dates it gives."""
    kept = {"fields": p.required(*fields), "next_step": p.NextStep.REBOOK, "rebook": p.Rebook(), **rest}
    return make(*names.split("|"), **kept)


TEN, SOON = p.working_days(10), p.working_days(p.setting("answer_days", 5, "Working days to take up an escalation"))
REASON, BY = p.text("reason", "reason", "why"), p.day("by", "date", "by", "due")
PLAN, REVIEW = (
    p.choice("plan", "plan", PLANS),
    p.day("second_review_date", "second review date", "second review", "review"),
)
ITEMS, OWNER = p.text("items", "missing items", "missing"), p.person("owner", "owner", "who")
ROUTE, SCOPE = p.choice("route", "route", ("adoption", "fostering")), p.text("scope", "scope")
ADOPTION, FOSTERING = (p.When("route", (each,)) for each in ("adoption", "fostering"))
TO_WHOM = p.choice("to_whom", "to whom", ("head of service", "IRO dispute route|IRO"), "to")
PANEL_DATE = p.day("panel_date", "panel date", "date")
TAKE = p.task("presenter", "Take the plan to the review", TEN, "second_review_date")
CHASE = p.task("field:owner", "Complete the assessment", TEN, "by")
MISSING = p.task("field:owner", "Complete what the plan still lacks", TEN, "by")
FIND = (
    p.task("seat:adoption", "Start family finding", SOON, when=(ADOPTION,)),
    p.task("seat:fostering", "Start family finding", SOON, when=(FOSTERING,)),
)
DRIFT = (
    p.task(
        "chair",
        "Take up the drift with the head of service",
        SOON,
        "by",
        when=(p.When("to_whom", ("head of service",)),),
    ),
    p.task(
        "seat:iro", "Open the dispute resolution route", SOON, "by", when=(p.When("to_whom", ("IRO dispute route",)),)
    ),
)
PAPERS = p.task("presenter", "Send the papers to the agency decision maker", TEN, "by")
TELL = p.task("presenter", "Tell the reviewing officer, and put the change to the next review", SOON)
LEAD = (p.reference("carer_ref", "carer reference", "carer ref", "lead"), p.text("source", "source"))
BIRTH = (p.day("expected_delivery_date", "EDD", "due date"), PLAN, p.day("legal_date", "legal date", "legal planning"))
BABY = (
    *p.required(
        p.day("date_of_birth", "date of birth", "born"), p.reference("case_number", "new child ref", "child ref")
    ),
    p.day("date_looked_after", "looked after since", "date looked after"),
)
IS_BORN, RESOURCE, AMOUNT = (("unborn", "no"),), p.Refer(to=("care_resource",)), p.number("amount", "amount")
WHICH = p.required(p.text("which", "which"), BY)
FROM, TO = p.choice("from_plan", "from", PLANS), p.choice("to_plan", "to", PLANS)
HOW = ("returned home", "SGO or CAO|SGO|CAO", "adoption order", "long-term match", "other")
ACHIEVED = p.required(p.choice("how", "type", HOW), p.day("achieved_on", "date"))
# Neutral on purpose: a pregnancy that ended, or a child who stays at home, leaves no trace of why (edge case 4).
WHY = (
    "tracking no longer needed|no longer needed|pregnancy ended|stays home",
    "moved to another authority",
    "turned 18",
)
OTHER, CLOSE = p.required(p.choice("reason", "reason", WHY)), p.NextStep.CLOSE
CLOSED = ("closed_permanence_achieved", "closed_other")
OUTCOMES = (
    _kept(p.tracking, "plan_endorsed_for_review|plan endorsed for review|plan endorsed", PLAN, REVIEW, action=TAKE),
    _kept(p.tracking, "plan_not_ready|plan not ready", ITEMS, OWNER, BY, action=MISSING),
    _kept(p.tracking, "progress_noted|progress noted", p.text("comment", "comment")),
    _kept(p.tracking, "assessment_chase|assessment chase|chase assessment", fields=(*WHICH, OWNER), action=CHASE),
    _kept(p.advice, "family_finding_start|start family finding", ROUTE, SCOPE, action=FIND),
    _kept(p.tracking, "match_lead_recorded|match lead recorded|match lead", *LEAD, part="leads"),
    _kept(
        p.advice, "refer_to_adm|refer to ADM|agency decision maker", p.day("by", "papers date", "date"), action=PAPERS
    ),
    _kept(p.advice, "refer_to_adoption_panel|refer to adoption panel", PANEL_DATE, refer=p.Refer(to=("adoption",))),
    _kept(p.advice, "refer_to_fostering_panel|refer to fostering panel", PANEL_DATE, refer=p.Refer(to=("fostering",))),
    _kept(p.advice, "refer_to_care_resource|refer to care and resource panel", AMOUNT, REASON, refer=RESOURCE),
    _kept(p.tracking, "escalate_drift|escalate drift|drift escalated", TO_WHOM, BY, action=DRIFT),
    _kept(p.tracking, "birth_plan_confirmed|birth plan confirmed", *BIRTH, only_when=UNBORN),
    _kept(
        p.tracking, "converted_from_unborn|converted from unborn|baby born", fields=BABY, only_when=UNBORN, sets=IS_BORN
    ),
    _kept(p.advice, "change_primary_plan_proposed|change of primary plan proposed", FROM, TO, REASON, action=TELL),
    _kept(p.tracking, "not_presented|not presented|carried over", fields=(REASON,), when_absent=True),
    p.tracking(CLOSED[0], "closed, permanence achieved", "permanence achieved", fields=ACHIEVED, next_step=CLOSE),
    p.tracking(CLOSED[1], "closed, other reason", "closed other", fields=OTHER, next_step=CLOSE),
    p.learning("theme_noted", "theme noted", "theme", fields=p.required(p.text("theme", "theme"))),
)
KEPT = tuple(each.key for each in OUTCOMES if each.next_step is p.NextStep.REBOOK)
ONE = tuple((closed, each) for closed in CLOSED for each in (*KEPT, "closed_other") if closed != each)


def _clock(names: str, since: str, period: p.Period, *ends: str, **rest: Any) -> p.Clock:
    key, label = names.split("|")
    rest = {"since": f"field:{since}", "until": (*ends, *CLOSED), "tell": ("chair",), **rest}
    return p.Clock(key=key, label=label, period=period, **rest)


FOUR = p.months(p.setting("plan_months", 4, "Months in care by which the plan is settled, as the law has it"))
SIX = p.months(p.setting("outer_months", 6, "Months in care after which the founding text sounds an alarm"))
RETRACK = p.weeks(p.setting("retrack_weeks", 4, "Weeks in which a plan that is not ready comes back"))
CLOCKS = (
    _clock("first_review|First review", "date_looked_after", p.working_days(20), "field:first_review_date"),
    _clock("second_review|Second review", "first_review_date", p.months(3), "field:second_review_date"),
    _clock("plan|Plan before the second review", "second_review_date", p.days(0), "field:plan_ratified", bounds=True),
    _clock("four_months|Plan settled", "date_looked_after", FOUR, "field:plan_ratified", bounds=True),
    _clock("six_months|6 months in care", "date_looked_after", SIX, "field:plan_ratified", target=True),
    _clock("reg_24|Temporary approval", "connected_person_start", p.weeks(16), "field:fostering_panel_date"),
    _clock("birth|Expected delivery date", "expected_delivery_date", p.days(0), "converted_from_unborn"),
    _clock("retrack|Plan not ready", "", RETRACK, "heard", since="outcome", outcomes=("plan_not_ready",), bounds=True),
)
SEATS = tuple(
    p.Seat(key=key, label=label, aliases=tuple(also), optional=key == "youth_justice")
    for key, label, *also in (
        *(("fostering", "Fostering"), ("adoption", "Adoption", "RAA"), ("family_finder", "Family finder")),
        *(("assessment", "Assessment service", "safeguarding"), ("iro", "Reviewing service", "IRO service", "IRO")),
        *(("legal", "Legal adviser", "legal", "lawyer"), ("disabled", "Disabled children's service")),
        *(("school", "Virtual school"), ("health", "Health", "LAC nurse"), ("placements", "Placements")),
        ("youth_justice", "Youth justice", "YOT"),
    )
)
# Health sees a child who is not born yet only inside the circle of the birth plan.
ALWAYS = ("chair", *(each.key for each in SEATS if each.key != "health"))
HEALTH = tuple(("health", each) for each in (BORN[0], p.given("date_of_birth"), p.When("health_in_circle", p.YES)))
CLOSED_PARTS = ("leads", "leads_actions", "legal_advice")
ROW = ("initials", "case_number", "presenter", "slot")
SHOWS = p.need_to_know(
    listed=ROW,
    minuted=(*ROW, "present", p.PROMPTS, p.OUTCOMES, "actions"),
    closed=CLOSED_PARTS,
    closed_to=("adoption", "family_finder", "legal"),
    identity=("initials", "case_number"),
    members_own=True,
    copies=(p.Role.TEAM_MANAGER, p.Role.REVIEWING_OFFICER),
)
COPIES = (
    p.Copy(role=p.Role.TEAM_MANAGER, field="team_manager"),
    p.Copy(role=p.Role.REVIEWING_OFFICER, field="iro", seat="iro"),
)
PROMPTS = (
    p.Prompt("progress", "Progress", ("where the plans stand", "barriers")),
    p.Prompt("child_voice", "What the child says", ("child's voice", "wishes and feelings")),
    p.Prompt("leads", "Match leads", ("leads", "possible matches"), part="leads"),
    p.Prompt("legal_advice", "Legal advice", ("legal",), part="legal_advice"),
)
PANEL = p.PanelType(
    key="permanency",
    name="Permanency Panel",
    short_name="Permanency panel",
    prefix="PER",
    nature=p.Nature.TRACKING,
    subject=p.Subject(noun="child", plural="children", under_age=18),
    terms=p.Terms("terms.md", date(2026, 11, 27)),
    fields=FIELDS,
    schedule=p.NthWeekday(week=3, weekday=2, at=p.setting("meeting_time", "09:30", "When the panel starts")),
    sitting=p.sitting(10, 20),
    before=p.before(3, 5),
    seats=(p.CHAIR, *SEATS),
    quorum=p.Quorum(minimum=p.setting("quorum", 3, "Seats that must be there"), must=("chair", "adoption")),
    minutes=p.MinutesForm(case=PROMPTS, must_record=((*KEPT, *CLOSED),), only_one=ONE),
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(natures=(), copies=COPIES),
    confidentiality=p.Confidentiality(
        shows=SHOWS,
        outward_name="Permanency tracking",
        never=("parents", "connected"),
        apart=True,
        privileged=("legal_advice",),
        privileged_to=("chair", "coordinator", "legal"),
        extracts=p.Extracts(always=ALWAYS, seats=HEALTH),
        cross_reference=("care_case_update",),
    ),
    clocks=CLOCKS,
    settings=(p.Setting("can_endorse", True, "Whether this panel may endorse plans for the review"),),
)


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


def _day(values: Mapping[str, str], key: str) -> date | None:
    return date.fromisoformat(values[key]) if values.get(key) else None


@hookimpl
def panel_check_booking(
    values: Mapping[str, str], meeting_date: date, clocks: Mapping[str, date]
) -> tuple[p.Finding | str, ...]:
    """Say what is red or amber by its dates, and whether there are 2 plans at all. The thresholds are proposals."""
    on, review, due = meeting_date, _day(values, "second_review_date"), _day(values, "expected_delivery_date")
    expected = None if values.get("date_of_birth") else due
    no_plan = values.get("plan_ratified") != "yes" and review
    approval = _day(values, "connected_person_start")
    found = (
        (no_plan and review <= on, "red: the second review comes before this meeting, and no plan is ratified"),
        (review and review > clocks.get("second_review", date.max), "red: the second review is later than 3 months"),
        ("assessment late" in values.get("barriers", ""), "red: an assessment is overdue"),
        (values.get("adm_decision_date") and not values.get("family_finding_started"), "red: no family finding"),
        (expected and expected < on, "red: the expected date has passed. Ask what happened before anything is sent"),
        (expected and on > expected - 4 * WEEK and values.get("birth_plan_agreed") != "yes", "red: no birth plan"),
        (
            approval and on >= approval + 14 * WEEK and not values.get("fostering_panel_date"),
            "red: temporary approval is in week 15, with no fostering panel date. Refer the child there",
        ),
        (no_plan and on < review <= on + 2 * WEEK, "amber: the second review is within 10 working days"),
    )
    return tuple(f"This case is {sentence}." for holds, sentence in found if holds)


@hookimpl
def panel_check_outcome(
    outcome: str,
    values: Mapping[str, str],
    case: Mapping[str, str],
    meeting_date: date,
    settings: Mapping[str, object],
    others: tuple[tuple[str, Mapping[str, str]], ...],
) -> tuple[str, ...]:
    """Guard endorsements (a setting), late plans, and a change from a plan that the child does not have."""
    late = (_day(case, "second_review_date") or meeting_date) < meeting_date and "escalate_drift" not in dict(others)
    found = (
        (
            outcome == "plan_endorsed_for_review" and not settings["can_endorse"],
            "This panel tracks. It does not endorse plans.",
        ),
        (outcome == "plan_not_ready" and late, "The second review has passed. Record 'escalate drift' as well."),
        (
            outcome == "change_primary_plan_proposed" and values.get("from_plan") != case.get("primary_plan"),
            "The child's primary plan is another one. Write it after 'from'.",
        ),
    )
    return tuple(sentence for holds, sentence in found if holds)


@hookimpl
def panel_next_steps(outcome: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Say what follows a birth, and what a placement order means for a plan to return home."""
    if outcome == "converted_from_unborn":
        return ("Book each further child of a multiple birth as a case of their own.",)
    if outcome == "change_primary_plan_proposed" and values.get("legal_status") == "placement order":
        return ("The placement order stays in force until a court revokes it. Ask legal services.",)
    return ()
