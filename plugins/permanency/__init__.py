"""The Permanency Panel: tracks children with a parallel plan, and unborn children who will be removed at birth.

It tracks and advises (founding text); reviews, the agency decision maker and courts decide. Time limits: CPPCR 2010 reg
33 (reviews: 20 working days, then 3 months after the first) and reg 24 (16 weeks). 6 months: founding text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from core import panels as p
from core.hookspecs import hookimpl

Values = Mapping[str, str]
Others = tuple[tuple[str, Values], ...]
WEEK = timedelta(weeks=1)
PLANS = (
    *("return home", "kinship or SGO|kinship|SGO", "connected foster|connected person", "adoption", "independence"),
    *("early permanence|fostering for adoption", "long-term fostering|LTF", "residential long-term|residential"),
)
STATUS = (
    *("section 20|s20|accommodated", "interim care order|ICO", "care order|s31", "placement order", "EPO"),
    *("police protection", "PLO at home|PLO", "supervision order", "none"),
)
BARRIERS = (
    *("assessment late", "court date", "expert", "placement shortage", "parent non-engagement", "legal"),
    *("health report", "funding", "staffing", "none", "other"),
)
UNBORN, IS_UNBORN = (p.given("expected_delivery_date"), p.missing("date_of_birth")), p.When("unborn", p.YES)
BORN, IN_CARE = (p.missing("expected_delivery_date"), p.When("unborn", ("", "no"))), p.given("date_looked_after")
FINDING = p.When("primary_plan", ("adoption", "long-term fostering"))
DUE = p.day("expected_delivery_date", "Expected delivery date", "EDD", "due date")

FIELDS = (
    p.name("name", "Child's name", "name", "child", "full name", "young person", "unborn baby"),
    *p.required(p.reference("case_number", "Case number", "child ref", "child reference", "case ref", "case ID")),
    *p.required(p.choice("primary_plan", "Primary plan", PLANS, "plan", "plan A", why="Two live plans are the test.")),
    *p.required(p.choice("parallel_plan", "Parallel plan", PLANS, "second plan", "twin-track plan", "plan B")),
    *(p.yes_no("unborn", "Unborn child", "unborn", "is unborn", "pre-birth"), *p.needed(DUE, when=IS_UNBORN)),
    *p.needed(p.day("date_of_birth", "Date of birth", "DOB", "d.o.b.", "born"), when=BORN),
    *p.needed(p.day("date_looked_after", "Date looked after", "looked after since", "in care since"), when=BORN),
    *p.asked(p.choice("legal_status", "Legal status", STATUS, "status"), p.long("assessments", "Assessments")),
    *p.asked(p.choices("barriers", "Barriers", BARRIERS, "barrier"), p.long("parents_views", "Parents' views")),
    *p.asked(p.person("iro", "Reviewing officer", "IRO"), p.person("team_manager", "Team manager", "TM", "manager")),
    *p.asked(p.day("first_review_date", "First review"), p.day("second_review_date", "Second review"), when=IN_CARE),
    *p.asked(p.yes_no("plan_ratified", "Plan ratified"), p.long("child_views", "Child's views"), when=IN_CARE),
    *p.asked(p.day("family_finding_started", "Family finding started", "family finding"), when=FINDING),
    *p.asked(p.day("pre_birth_assessment_due", "Pre-birth assessment due", "pre-birth assessment"), when=UNBORN),
    *p.asked(p.day("legal_planning_date", "Legal planning meeting", "legal planning date"), when=UNBORN),
    *p.asked(p.yes_no("birth_plan_agreed", "Birth plan"), p.yes_no("hospital_alert", "Hospital alert"), when=UNBORN),
    *p.asked(p.yes_no("parents_told", "Parents told"), p.yes_no("health_in_circle", "Health told"), when=UNBORN),
    *(p.day("ratified_on", "Ratified on"), p.day("issue_date", "Proceedings issued"), p.text("siblings", "Siblings")),
    *(p.day("next_hearing", "Next hearing"), p.day("connected_person_start", "Temporary approval", "reg 24 start")),
    *(p.day("fostering_panel_date", "Fostering panel date"), p.day("adm_decision_date", "ADM decision date")),
    *(p.day("placement_order_date", "Placement order date"), p.day("match_panel_date", "Matching panel date")),
    *(p.day("placed_date", "Placed on"), p.text("contact_plan_ref", "Contact plan"), p.text("care_case", "Care case")),
    *(p.yes_no("finance_needed", "Finance needed"), p.text("together_apart", "Together or apart")),
    *p.restricted(p.long("match_leads", "Match leads"), p.people("parents", "Parents and family", "parents")),
    *p.restricted(p.people("connected", "Connected persons", "kin")),
)


def _kept(make: Callable[..., p.Outcome], names: str, *fields: p.Field, **rest: Any) -> p.Outcome:
    """Return an outcome that needs these fields and keeps the child on the tracker, whatever dates it gives."""
    kept = {"fields": p.required(*fields), "next_step": p.NextStep.REBOOK, "rebook": p.Rebook(), **rest}
    return make(*names.split("|"), **kept)


TEN, SOON = p.working_days(10), p.working_days(p.setting("answer_days", 5, "Working days to take up an escalation"))
REASON, BY, PLAN = p.text("reason", "reason", "why"), p.day("by", "date", "by", "due"), p.choice("plan", "plan", PLANS)
REVIEW = p.day("second_review_date", "second review date", "second review", "review")
ITEMS, OWNER = p.text("items", "missing items", "missing"), p.person("owner", "owner", "who")
TEAMS, BOOKED = ("adoption", "fostering"), "refer_to_fostering_panel"
FOSTERING = p.Refer(to=("fostering",), carries=(("connected", "name"), ("case_number", "child_ref")))
ROUTE, SCOPE = p.choice("route", "route", TEAMS), p.text("scope", "scope")
TO_WHOM = p.choice("to_whom", "to whom", ("head of service", "IRO dispute route|IRO"), "to")
HEARS = (("head of service", "chair"), ("IRO dispute route", "seat:iro"))
PANEL_DATE, PAPERS_BY = p.day("panel_date", "panel date", "date"), p.day("by", "papers date", "date")
TAKE = p.task("presenter", "Take the plan to the review", TEN, "second_review_date")
CHASE = p.task("field:owner", "Complete what the panel asked for", TEN, "by")
FIND = tuple(p.task(f"seat:{e}", "Start family finding", SOON, when=(p.When("route", (e,)),)) for e in TEAMS)
DRIFT = tuple(p.task(o, "Take up the drift", SOON, "by", when=(p.When("to_whom", (e,)),)) for e, o in HEARS)
PAPERS = p.task("presenter", "Send the papers to the agency decision maker", TEN, "by")
PLACED, MORE = p.When("legal_status", ("placement order",)), p.yes_no("more_children", "more children", "twins")
CHANGE = (
    p.task("presenter", "Tell the reviewing officer, and put the change to the next review", SOON),
    p.task("presenter", "Ask legal services: a placement order stands until a court revokes it", SOON, when=(PLACED,)),
)
TWINS = p.task("presenter", "Book each further child as a case of their own", SOON, when=(p.When(MORE.key, p.YES),))
LEAD = (p.reference("carer_ref", "carer reference", "carer ref", "lead"), p.text("source", "source"))
BIRTH = (p.day("expected_delivery_date", "EDD", "due date"), PLAN, p.day("legal_date", "legal date"))
CHILD = p.required(p.day("date_of_birth", "date of birth", "born"), p.reference("case_number", "new child ref", "ref"))
BABY = (*CHILD, p.day("date_looked_after", "looked after since", "date looked after"), MORE)
AGREED, IS_BORN = (("birth_plan_agreed", "yes"),), (("unborn", "no"),)
RESOURCE = p.Refer(to=("care_resource",), carries=(("reason", "summary"),))
WHICH, AMOUNT = p.required(p.text("which", "which"), BY), p.number("amount", "amount")
FROM, TO = p.choice("from_plan", "from", PLANS), p.choice("to_plan", "to", PLANS)
HOW = ("returned home", "SGO or CAO|SGO|CAO", "adoption order", "long-term match", "other")
ACHIEVED = p.required(p.choice("how", "type", HOW), p.day("achieved_on", "date"))
# Neutral on purpose: a pregnancy that ended, or a child who stays at home, leaves no trace of why (edge case 4).
WHY = ("tracking no longer needed|pregnancy ended|stays home", "moved to another authority", "turned 18")
OTHER, CLOSE = p.required(p.choice("reason", "reason", WHY)), p.NextStep.CLOSE
CLOSED = ("closed_permanence_achieved", "closed_other")
OUTCOMES = (
    _kept(p.tracking, "plan_endorsed_for_review|plan endorsed for review|plan endorsed", PLAN, REVIEW, action=TAKE),
    _kept(p.tracking, "plan_not_ready|plan not ready", ITEMS, OWNER, BY, action=CHASE),
    _kept(p.tracking, "progress_noted|progress noted", p.text("comment", "comment")),
    _kept(p.tracking, "assessment_chase|assessment chase|chase assessment", fields=(*WHICH, OWNER), action=CHASE),
    _kept(p.advice, "family_finding_start|start family finding", ROUTE, SCOPE, action=FIND),
    _kept(p.tracking, "match_lead_recorded|match lead recorded|match lead", *LEAD, part="leads"),
    _kept(p.advice, "refer_to_adm|refer to ADM|refer to agency decision maker", PAPERS_BY, action=PAPERS),
    _kept(p.advice, "refer_to_adoption_panel|refer to adoption panel", PANEL_DATE, refer=p.Refer(to=("adoption",))),
    _kept(p.advice, f"{BOOKED}|refer to fostering panel", PANEL_DATE, refer=FOSTERING),
    _kept(p.advice, "refer_to_care_resource|refer to care and resource panel", AMOUNT, REASON, refer=RESOURCE),
    _kept(p.tracking, "escalate_drift|escalate drift|drift escalated", TO_WHOM, BY, action=DRIFT),
    _kept(p.tracking, "birth_plan_confirmed|birth plan confirmed", *BIRTH, only_when=UNBORN, sets=AGREED),
    _kept(p.tracking, "converted_from_unborn|baby born", fields=BABY, action=TWINS, only_when=UNBORN, sets=IS_BORN),
    _kept(p.advice, "change_primary_plan_proposed|change of primary plan proposed", FROM, TO, REASON, action=CHANGE),
    _kept(p.tracking, "not_presented|not presented|carried over", fields=(REASON,), when_absent=True),
    p.tracking(CLOSED[0], "closed, permanence achieved", "permanence achieved", fields=ACHIEVED, next_step=CLOSE),
    p.tracking(CLOSED[1], "closed, other reason", "closed other", fields=OTHER, next_step=CLOSE),
    p.learning("theme_noted", "theme noted", "theme", fields=p.required(p.text("theme", "theme"))),
)
KEPT = tuple(each.key for each in OUTCOMES if each.next_step is p.NextStep.REBOOK)
ONE = tuple((closed, each) for closed in CLOSED for each in (*KEPT, "closed_other") if closed != each)


def _clock(names: str, since: str, period: p.Period, *ends: str, **rest: Any) -> p.Clock:
    (key, label), until = names.split("|"), (*ends, *CLOSED)
    return p.Clock(key=key, label=label, since=since, period=period, until=until, tell=("chair",), **rest)


FOUR = p.months(p.setting("plan_months", 4, "Months in care by which the plan is settled, as the law has it"))
SIX = p.months(p.setting("outer_months", 6, "Months in care after which the founding text sounds an alarm"))
RETRACK = p.weeks(p.setting("retrack_weeks", 4, "Weeks in which a plan that is not ready comes back"))
TEMPORARY, DATED, WEEK_15 = "field:connected_person_start", "field:fostering_panel_date", p.weeks(14, inclusive=True)
CLOCKS = (
    _clock("first_review|First review", "field:date_looked_after", p.working_days(20), "field:first_review_date"),
    _clock("second_review|Second review", "field:first_review_date", p.months(3), "field:second_review_date"),
    _clock("plan|Plan before second review", "field:second_review_date", p.days(0), "field:plan_ratified", bounds=True),
    _clock("four_months|Plan settled", "field:date_looked_after", FOUR, "field:plan_ratified", bounds=True),
    _clock("six_months|6 months in care", "field:date_looked_after", SIX, "field:plan_ratified", target=True),
    _clock("reg_24|Temporary approval", TEMPORARY, p.weeks(16), DATED),
    _clock("week_15|Red: fostering panel date", TEMPORARY, WEEK_15, DATED, BOOKED, refer=FOSTERING),
    _clock("birth|Expected delivery date", "field:expected_delivery_date", p.days(0), "converted_from_unborn"),
    _clock("retrack|Plan not ready", "outcome", RETRACK, "heard", outcomes=("plan_not_ready",), bounds=True),
)
SEATS = p.seats(
    *("fostering|Fostering", "adoption|Adoption|RAA", "family_finder|Family finder", "health|Health|LAC nurse"),
    *("assessment|Assessment service|safeguarding", "iro|Reviewing service|IRO service|IRO", "school|Virtual school"),
    *("legal|Legal adviser", "disabled|Disabled children", "placements|Placements", "?youth_justice|Youth justice"),
)
# Health sees a child who is not born yet only inside the circle of the birth plan.
ALWAYS = ("chair", *(each.key for each in SEATS if each.key != "health"))
HEALTH = tuple(("health", each) for each in (BORN[0], p.given("date_of_birth"), p.When("health_in_circle", p.YES)))
ROW = ("initials", "case_number", "presenter", "slot")
SHOWS = p.need_to_know(
    listed=ROW,
    minuted=(*ROW, "present", p.PROMPTS, p.OUTCOMES, "actions"),
    closed=("leads", "leads_actions", "legal_advice"),
    closed_to=("adoption", "family_finder", "legal"),
    identity=("initials", "case_number"),
    members_own=True,
    copies=(p.Role.TEAM_MANAGER, p.Role.REVIEWING_OFFICER),
)
MANAGER = p.Copy(role=p.Role.TEAM_MANAGER, field="team_manager")
OFFICER = p.Copy(role=p.Role.REVIEWING_OFFICER, field="iro", seat="iro")
OPEN = p.prompts("progress|Progress|where the plans stand", "child_voice|What the child says|child's voice")
LEADS = p.prompts("leads|Match leads|possible matches", part="leads")
LEGAL = p.prompts("legal_advice|Legal advice|legal", part="legal_advice")
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
    minutes=p.MinutesForm(case=(*OPEN, *LEADS, *LEGAL), must_record=((*KEPT, *CLOSED),), only_one=ONE),
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(natures=(), copies=(MANAGER, OFFICER)),
    confidentiality=p.Confidentiality(
        shows=SHOWS,
        outward_name="Permanency tracking meeting",
        never=("parents", "connected"),
        apart=True,
        privileged=("legal_advice",),
        privileged_to=("chair", "coordinator", "legal"),
        extracts=p.Extracts(always=ALWAYS, seats=HEALTH),
        cross_reference=(p.CrossReference("care_case_update", copies=("rag",)),),
    ),
    clocks=CLOCKS,
    settings=(p.Setting("can_endorse", True, "Whether this panel may endorse plans for the review"),),
)


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


def _day(values: Values, key: str) -> date | None:
    return date.fromisoformat(values[key]) if values.get(key) else None


@hookimpl
def panel_check_booking(values: Values, meeting_date: date, clocks: Mapping[str, date]) -> tuple[str, ...]:
    """Say what is red or amber by its dates, and whether there are two plans. The thresholds are local proposals."""
    on, review, start = meeting_date, _day(values, "second_review_date"), _day(values, "connected_person_start")
    due = None if values.get("date_of_birth") else _day(values, "expected_delivery_date")
    open_plan, no_birth_plan = (values.get(key) != "yes" for key in ("plan_ratified", "birth_plan_agreed"))
    late = start and on >= start + 14 * WEEK and not values.get("fostering_panel_date")
    found = (
        (values.get("primary_plan") == values.get("parallel_plan"), "not eligible: both plans are the same"),
        (review and open_plan and review <= on, "red: the second review comes first, and no plan is ratified"),
        (review and review > clocks.get("second_review", date.max), "red: the second review is later than 3 months"),
        ("assessment late" in values.get("barriers", ""), "red: an assessment is overdue"),
        (values.get("adm_decision_date") and not values.get("family_finding_started"), "red: no family finding"),
        (due and due < on, "red: the expected date has passed. Ask what happened before anything is sent"),
        (due and no_birth_plan and on > due - 4 * WEEK, "red: 36 weeks have passed without a birth plan"),
        (late, "red: temporary approval is in week 15 or later. Refer it to the fostering panel"),
        (review and open_plan and on < review <= on + 2 * WEEK, "amber: the second review is within 10 working days"),
    )
    return tuple(f"This case is {sentence}." for holds, sentence in found if holds)


@hookimpl
def panel_check_outcome(
    outcome: str, values: Values, case: Values, meeting_date: date, settings: Mapping[str, object], others: Others
) -> tuple[str, ...]:
    """Guard endorsements (a setting), late plans, and a change from a plan that the child does not have."""
    review = _day(case, "second_review_date")
    if outcome == "plan_endorsed_for_review" and not settings["can_endorse"]:
        return ("This panel tracks. It does not endorse plans.",)
    if outcome == "plan_not_ready" and review and review < meeting_date and "escalate_drift" not in dict(others):
        return ("The second review has passed. Record 'escalate drift' as well.",)
    if outcome == "change_primary_plan_proposed" and values.get("from_plan") != case.get("primary_plan"):
        return ("The child's primary plan is another one. Write it after 'from'.",)
    return ()
