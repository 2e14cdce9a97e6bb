"""The Child Sexual Exploitation Group (CSEG): the safety of children who are, or may be, sexually exploited.

Source: founding text; Child Abduction Act 1984 s2; Modern Slavery Act 2015 s52. It allocates, by no statute.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from core import panels as p
from core.hookspecs import hookimpl

Values = Mapping[str, str]
Found = tuple[p.Finding, ...]
LEVELS, LOW = ("no risk", "low|low risk", "medium|medium risk", "high|high risk"), ("no risk", "low")
S31, DISABLED, HARMS = "care order s.31", "learning disability", "may harm others"
STATUS = ("child in need|CIN", "child protection plan|CP plan|CPP", f"{S31}|full care order", "accommodated s.20")
NEEDS = ("none|no", f"{DISABLED}|LD", "other disability or need|yes|disability|learning need")
KINDS = ("peer", "older partner|boyfriend model", "gang or group|gang|group", "organised", "online")
CONCERNS, ADULT = ("may be harmed|harmed|victim", f"{HARMS}|suspect"), p.When("under_18", p.NO)
FIELDS = (
    *p.required(
        p.name("name", "Child's name", "name", "child", "young person", "YP", "name of child", "full name"),
        p.choice("risk_level", "Risk level", LEVELS, "risk", "level of risk", "current risk level"),
        p.day("assessed_on", "Risk assessment date", "assessed on", "date of risk assessment", "risk form date"),
    ),
    *p.asked(
        *(p.day("date_of_birth", "Date of birth", "DOB", "d.o.b.", "born"), p.text("language", "Language")),
        *(p.choice("gender", "Gender", ("female|girl", "male|boy", "other"), "sex"), p.text("ethnicity", "Ethnicity")),
        *(p.reference("case_number", "Case number", "case ref", "LCS"), p.text("risk_tool", "Risk tool")),
        p.choice("legal_status", "Legal status", (*STATUS, "other order", "none"), "status", "legal order"),
        p.choice("disability_or_learning_need", "Disability or learning need", NEEDS, "disability", "learning need"),
        *(p.person("social_worker", "Social worker", "SW"), p.text("referring_agency", "Referring agency", "agency")),
        *(p.long("indicators", "Indicators", why="and which are current"), p.yes_no("nrm_submitted", "NRM submitted")),
        *(p.number("missing_episodes_90_days", "Missing episodes in 90 days"), p.day("last_missing", "Last missing")),
        *(p.long("concern_summary", "Concerns", "reason for referral"), p.yes_no("family_informed", "Family informed")),
        *(p.long("danger_statement", "Danger statement"), p.long("safety_goal", "Safety goal")),
        *(p.choices("exploitation_type", "Exploitation", KINDS), p.yes_no("trafficking_indicators", "Trafficking")),
        *(p.long("views_of_child", "Child's views"), p.long("views_of_parent", "Parents' views", why="or why not")),
        *p.restricted(p.long("placement", "Address", "placement"), p.people("parents_carers", "Parents", "carers")),
    ),
    *p.restricted(
        p.people("suspects", "Suspects", "suspect", "people of concern", "person of concern"),
        *(p.long("suspect_details", "Suspect details"), p.people("linked_children", "Linked children", "network")),
    ),
    *(p.long("locations", "Locations", "location"), p.text("placing_authority", "Placed by", "home council")),
    p.people("home_council_contact", "Home council contact", when=(p.given("placing_authority"),)),
    *(p.text("school", "School"), p.people("school_contact", "School contact"), p.text("attendance", "Attendance")),
    *(p.text("aliases", "Alias", "AKA"), p.number("score", "Score"), p.day("previous_panel_date", "Last panel")),
    *(p.reference("nrm_ref", "NRM reference"), p.text("agencies", "Agencies to invite", "agencies", "invite")),
    p.long("reason_if_not", "Why the family is not informed", "why not", when=(p.When("family_informed", p.NO),)),
    p.yes_no("nrm_consent", "Consents to the NRM", "NRM consent", when=(ADULT, p.When("nrm_submitted", p.YES))),
    *(p.choice("concern", "Concern", CONCERNS, "record"), p.yes_no("immediate_danger", "Immediate danger")),
)
SEATS = p.seats(
    *("chair|Chair|co-chair", "police|Police|exploitation unit|missing unit", "health|Health|designated nurse|CAMHS"),
    *("childrens_social_care|Children's social care|social care", "education|Education lead|school safeguarding lead"),
    *("missing_lead|Missing and return interview lead|missing lead", "youth_offending|Youth offending|YOT"),
    *("early_help|Early help", "community_safety|Community safety and licensing|licensing", "?housing|Housing"),
    *("?probation|Probation", "?voluntary|Specialist voluntary service|voluntary service"),
)
ALWAYS = ("chair", "police", "childrens_social_care", "health", "missing_lead")
CLOSED_TO = ("police", "childrens_social_care")
CLOSED = ("police_part", "suspects", "suspect_details", "disruption", "disruption_actions")
LISTED = ("name", "date_of_birth", "case_number", "legal_status", "placing_authority", "presenter", "slot")
SOON = p.working_days(p.setting("action_days", 10, "Working days for an action without a date"))
ANSWERED = p.working_days(p.setting("escalation_days", 5, "Working days in which an escalation is answered"))
REVIEW = p.months(p.setting("review_months", 3, "Months within which a level is reviewed, and a risk form is fresh"))
HIGH = p.weeks(p.setting("high_review_weeks", 6, "Weeks in which a high risk should be reviewed"))
LEAD_AGE = p.months(p.setting("lead_months", 210, "The age, in months, at which an adult lead is named"))


def owned(what: str, *more: p.Field, who: str = "owner", by: str = "due") -> dict[str, Any]:
    """Return the fields and the action of an outcome that somebody carries out by a day."""
    fields = (*p.required(p.person("owner", who), p.day("due", by)), *more)
    return {"fields": fields, "action": p.task("field:owner", what, SOON, "due")}


REASON = p.required(p.long("reason", "reason", "because", "why"))
NEW_LEVEL = p.choice("risk_level", "new level", LEVELS, "new", "level")
GRADED = p.required(p.choice("old_level", "old level", LEVELS, "old"), NEW_LEVEL, p.day("review_date", "review date"))
BASIS = (*p.required(p.long("basis", "basis"), p.text("statement", "statement by")), p.text("override", "override"))
AGREES = p.choice("consent", "adult agrees", ("yes|agrees",), "consent", when=(ADULT,))  # a child is never asked
TYPE, AGAINST, SERVICE, PANEL_TO, ACTIONS, AREA = p.required(
    *(p.choice("type", "type", ("warning notice", "civil order", "premises", "other")), p.text("target", "target")),
    p.choice("service", "service", ("health", "education", "mentoring", "specialist support|specialist")),
    p.choice("target", "target", ("missing from care", "gang panel|magpan", "MARAC", "Channel", "MAPPA"), "panel"),
    *(p.long("what", "actions"), p.text("area", "area")),
)
ENDED = owned("Check how the child is; book again only for a new concern", *REASON, who="lead", by="check date")
MET = {"fields": (*p.required(p.person("owner", "owner")), p.moment("at", "time", "at")), "urgent": True}
TODAY = p.task("field:owner", "Hold a strategy discussion today", p.days(0), "at")
SERVE = p.task("seat:police", "Decide on a child abduction warning notice", SOON)
ESCALATE = p.task("presenter", "Escalate this, and see that it is answered", ANSWERED)
CLOSE, REBOOK, AT_REVIEW = p.NextStep.CLOSE, p.NextStep.REBOOK, p.Rebook(before=p.days(0), since="review_date")
ENDS, SET = ("step_down", "close", "not_accepted"), ("risk_level_set",)
LED, SETTLED = ("transition_18", *ENDS), (*SET, *ENDS, "transfer_area", "deferred")
OUTCOMES = (
    p.decision(*SET, "risk level set", "risk level", fields=(*GRADED, *REASON), next_step=REBOOK, rebook=AT_REVIEW),
    p.allocation("safety_plan", "safety plan", "safety plan agreed", **owned("Carry out the safety plan", ACTIONS)),
    p.recommendation("strategy_discussion", "strategy discussion", "strategy meeting", action=TODAY, **MET),
    p.allocation("disruption_action", "disruption", **owned("Disrupt this", TYPE, AGAINST), part="disruption"),
    p.recommendation("cawn", "child abduction warning notice", "CAWN", fields=BASIS, action=SERVE),
    p.allocation("nrm_referral", "NRM referral", **owned("Refer to the NRM", AGREES, who="first responder")),
    p.allocation("support", "support", **owned("Start this service", SERVICE, who="provider", by="start")),
    p.recommendation("escalate", "escalate", fields=(*REASON, *p.required(p.text("to", "to"))), action=ESCALATE),
    p.recommendation("refer_other_panel", "refer to another panel", **owned("Refer this yourself", PANEL_TO)),
    p.allocation("transfer_area", "transfer to another area", **owned("Hand over the case", AREA, by="date")),
    p.allocation("transition_18", "transition to adult services", **owned("Plan the move", who="adult lead")),
    p.decision("step_down", "step down", "stepped down", **ENDED, next_step=CLOSE),
    p.decision("close", "close", "closed", **ENDED, next_step=CLOSE),
    p.advice("not_accepted", "not accepted", "below threshold", fields=REASON, next_step=CLOSE),
    p.tracking("deferred", "deferred", "not heard", next_step=REBOOK, when_absent=True),
)
PROMPTS = p.prompts(
    *("summary|Summary", "views|Views of child and family|views", "protective|Protective factors", "missing|Missing"),
    *("health|Health", "education|Education", "places|Locations", "linked|Linked children, as Child B and Child C"),
    *("plan_owner|Safety plan owner|plan owner", "telling|Who tells child and family"),
)
SECRET = p.prompts("intelligence|Police intelligence", "sheet|Suspects and disruption", part="police_part")
BLAMING = ("promiscuous", "lifestyle choice", "prostitute", "putting themselves at risk", "putting herself at risk")
MARKERS = ("intelligence", "intel", "5x5x5", "3x5x2", "CHIS", "source report", "informant", "PNC")
WORDING = (
    p.Wording(words=BLAMING, sentence="These words blame the child. Say what was done to them.", stops=False),
    p.Wording(words=MARKERS, sentence="Write intelligence under Police intelligence, or use another word."),
)
DOORS = "Call 999 now. Then call the front door of children's social care (MASH)."
MASH = "Ask the front door of children's social care (MASH) or early help."
MEDIUM = "Medium risk is heard only where there is no progress. Check whether this is so."
UNDER = p.setting("upper_age", 18, "The age at which somebody is too old for the group")
GRADE = "A child under 13, or with a learning disability, is at medium or high risk. Write level and birth date again."
TWO_RECORDS = "The child is named as a suspect. Take that out, and book it as a second record: may harm others."
STALE = "The risk assessment will be too old on the day. Refresh it, and write its new date."
ONE_NAME = "A suspect has the surname of a carer. Check who is who before anything is sent."
TURNS_18 = "The child turns 18 before the review. Record the transition to adult services too, or close the case."
AT_PLACE = p.setting("shared_location", 3, "How many cases at one place make a place to discuss")
DANGEROUS, IS_HIGH = (p.When("immediate_danger", p.YES),), (p.When("risk_level", ("high",)),)
BORN, WARNED_UNDER = "field:date_of_birth", {S31: 18}  # the age up to which a warning notice protects; else 16
BY = (("concern", "concern"), ("risk_level", "risk level"), ("gender", "gender"), ("legal_status", "legal status"),
      ("disability_or_learning_need", "disability"), ("nrm_submitted", "referral to the NRM"))  # fmt: skip
COUNTS = tuple(p.Count(key, f"Children by {label}", by=key) for key, label in BY)
AGES = p.Count("age", "Children by age", by="age", bands=(10, 13, 16, 18))
PANEL = p.PanelType(
    key="cseg", name="Child Sexual Exploitation Group", short_name="CSE group", prefix="CSE", fields=FIELDS,
    nature=p.Nature.ALLOCATION, returns=p.Returns(counts=(AGES, *COUNTS)),
    subject=p.Subject(noun="child", plural="children", kind="concern", under_age=UNDER),
    terms=p.Terms("terms.md", date(2026, 11, 23)),
    schedule=p.NthWeekday(
        week=p.setting("week", 3, "Which week of the month"),
        weekday=p.setting("weekday", 2, "Which day of the week; 0 is Monday"),
        at=p.setting("meeting_time", "10:00", "When the meeting starts"),
    ),
    before=p.before(5, 8),
    seats=SEATS,
    quorum=p.Quorum(minimum=p.setting("quorum", 4, "How many seats must be filled"), must=ALWAYS[:4]),
    minutes=p.MinutesForm(case=PROMPTS + SECRET, wording=WORDING, only_one=((*SET, *ENDS),), must_record=(SETTLED,)),
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(natures=()),
    clocks=(
        p.Clock(key="review", label="risk review", since="outcome", outcomes=SET, period=REVIEW, until=ENDS),
        p.Clock(key="high", label="high risk", since="outcome", outcomes=SET, when=IS_HIGH, period=HIGH, target=True),
        p.Clock(key="lead", label="adult lead", since=BORN, period=LEAD_AGE, until=LED),
        p.Clock(key="adult", label="18th birthday", since=BORN, period=p.months(216), until=ENDS),
    ),
    guests=p.Guests(fields=("school_contact", "home_council_contact")),
    shared=(p.Shared(field="locations", at_least=AT_PLACE, sentence="Several cases name one place. Discuss it."),),
    rules=(p.BookingRule(check=p.Check.REFUSE, when=DANGEROUS, sentence="This cannot wait for a panel.", door=DOORS),),
    confidentiality=p.Confidentiality(
        shows=p.need_to_know(listed=LISTED, closed=CLOSED, closed_to=CLOSED_TO, members_own=True, guests=p.MINUTED),
        outward_name=p.setting("outward_name", "CSE group", "What calendars and subjects say"),
        never=("suspects", "parents_carers"),
        never_surnames=("suspects",),
        apart=True,
        keep_years=p.setting("keep_years", 6, "Years that a case is kept after its last meeting"),
        extracts=p.Extracts(field="agencies", always=ALWAYS, seats=(("education", p.given("school")),)),
        cross_reference=("missing_from_care", "mcypp", "magpan"),
    ),
    settings=(
        p.Setting("medium_risk", p.Check.FLAG, "What becomes of a child at medium risk: flag or refuse"),
        p.Setting("grading_age", 13, "Under this age no child is graded at low risk"),
        p.Setting("repeat_months", 12, "Months after closing in which a case is a repeat"),
    ),
)  # fmt: skip


def stays_up(case: Values, settings: Any) -> bool:
    """Whether a child may not be graded low: under 13 (or of unknown age), or with a learning disability."""
    age, disabled = case.get("age", "0"), case.get("disability_or_learning_need") == DISABLED
    return disabled or not age.isdigit() or int(age) < settings["grading_age"]


def surnames(text: str) -> set[str]:
    """Return the surnames in a field of people."""
    people = (each.partition("<")[0].partition("(")[0].casefold().split() for each in text.split(";"))
    return {words[-1] for words in people if words} - {"none"}


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(values: Values, meeting_date: date, settings: Any, history: Any, clocks: Any) -> Found:
    """Look at the level, the age of the risk form, who shares a name, the age of 18, and what was closed before."""
    level, suspects = values.get("risk_level", ""), values.get("suspects", "")
    fresh, since = (meeting_date - relativedelta(months=settings[key]) for key in ("review_months", "repeat_months"))
    ended = [e for e in history if e.meeting and e.meeting >= since and {key for key, _ in e.outcomes} & set(ENDS)]
    found = (
        (level in LOW and stays_up(values, settings), p.Finding(p.Check.ASK, GRADE, "risk_level")),
        (level in LOW and not stays_up(values, settings), p.Finding(p.Check.REFUSE, "The risk is too low.", door=MASH)),
        (level == "medium", p.Finding(settings["medium_risk"], MEDIUM, door=MASH)),
        (values.get("assessed_on", "9") < fresh.isoformat(), p.Finding(p.Check.ASK, STALE, "assessed_on")),
        (values.get("name", "?").casefold() in suspects.casefold(), p.Finding(p.Check.ASK, TWO_RECORDS, "suspects")),
        (surnames(suspects) & surnames(values.get("parents_carers", "")), p.Finding(p.Check.CHAIR, ONE_NAME)),
        (clocks.get("lead", date.max) <= meeting_date, p.Finding(p.Check.FLAG, "Name an adult lead: 18 is near.")),
        (ended, p.Finding(p.Check.FLAG, f"This is a repeat. Times closed in 12 months: {len(ended)}.")),
    )
    return tuple(finding for holds, finding in found if holds)


@hookimpl
def panel_check_outcome(
    outcome: str, values: Values, case: Values, meeting_date: date, settings: Any, others: Any, clocks: Any
) -> tuple[str, ...]:
    """Guard levels and reviews, the move to adult services, and warning notices (Child Abduction Act 1984 s2)."""
    review, age = date.fromisoformat(values.get("review_date", "0001-01-01")), case.get("age", "99")
    limit, lead = meeting_date + relativedelta(months=settings["review_months"]), str(clocks.get("lead", ""))
    late = outcome == "transition_18" and str(meeting_date) <= lead < values.get("due", "")
    covered = not age.isdigit() or int(age) < WARNED_UNDER.get(case.get("legal_status", ""), 16)
    found = {
        GRADE: outcome == SET[0] and values.get("risk_level") in LOW and stays_up(case, settings),
        "The review is too late: bring it within 3 months.": review > limit,
        TURNS_18: clocks.get("adult", date.max) <= review and "transition_18" not in dict(others),
        "Name the adult lead by the age of 17 and a half.": late,
        "A warning notice does not cover this child.": outcome == "cawn" and not (covered or values.get("override")),
    }
    return tuple(sentence for sentence, holds in found.items() if holds)


@hookimpl
def panel_may_see(document: p.Kind, role: p.Role, values: Values, seats: tuple[str, ...]) -> bool:
    """Keep the record of a child who may harm others to offices, police and social care, in list and minutes."""
    inside = role in p.OFFICES or not set(CLOSED_TO).isdisjoint(seats)
    return inside or document not in (*p.NAMES_LISTS, p.Kind.MINUTES) or values.get("concern") != HARMS
