"""The Missing Children and Young People Panel: the agencies of a police area solve problems, see trends and escalate.

It advises; each agency acts under its own powers. The founding paragraph (terms.md) has three aims: best practice,
trends, and cases for which one agency is not enough. Times, thresholds and the authorities' names are settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core import panels as p
from core.hookspecs import hookimpl

ORDER = ("first", "second", "third")
NAMES = tuple(p.setting(f"{each}_authority", f"{each} authority", "What this authority is called") for each in ORDER)
LABELS = tuple(p.setting(f"{each}_seat", f"Children's services, {each} authority", "Its seat's name") for each in ORDER)
AUTHORITIES = (*(p.Choice(each) for each in NAMES), p.Choice("other"))
ITEMS = ("child|case|young person", "group|missing together", "trend|pattern|place", "best practice|practice")
CASE = p.When("item", ("", "child", "group"))  # what is not said to be something else is about a child
FOURTH = p.When("responsible", ("other",))
HOMES = ("home|family", "foster|foster care", "residential|children's home", "semi-independent", "kinship", "other")
RISKS = ("very low|no apparent risk", "low", "medium", "high", "not known|unknown")
WANTED = ("problem solving", "specific intervention|intervention", "escalation|escalate", "trend information only")
CONCERNS = ("none|no", "CSE|sexual exploitation", "CCE|criminal exploitation", "both|CSE and CCE", "trafficking")
SECTION_49 = ("interim care order s.38|ICO", "care order s.31|FCO", "EPO s.44|EPO", "police protection s.46")
STATUSES = ("at home", "s.20|section 20|accommodated", *SECTION_49, "other", "not known|unknown")

FIELDS = (
    p.name("name", "Name", "child", "child's name", "young person", "YP", "title", "trend", "name of child"),
    p.choice("item", "Kind of item", ITEMS, "item", "type of item"),
    *p.needed(p.text("topic", "Topic", "pattern", "subject"), when=p.When("item", ("trend", "best practice"))),
    *p.identifying(
        *p.needed(p.day("date_of_birth", "Date of birth", "DOB", "d.o.b.", "born"), when=CASE),
        *p.needed(p.reference("case_number", "Case number", "case ref", "LCS"), when=(CASE, p.missing("police_ref"))),
        p.reference("police_ref", "Police reference", "police ref", "COMPACT", "misper number"),
    ),
    *p.needed(
        p.choice("responsible", "Responsible authority", (), "placing authority", choices=AUTHORITIES),
        p.choice("concern", "Exploitation concern", CONCERNS, "exploitation", "CSE", "CCE", "CSE or CCE"),
        p.long("tried", "Single agency work tried", "work tried", "what has been tried", "tried", "single agency work"),
        when=CASE,
    ),
    *p.asked(
        p.choice("host", "Host authority", (), "placed in", "area placed", choices=AUTHORITIES),
        p.choice("living", "Living situation", HOMES, "lives", "placement type", "living arrangements"),
        p.number("episodes", "Episodes in 90 days", "episodes", "missing episodes", "episodes in the last 90 days"),
        p.number("longest", "Longest absence in hours", "longest absence", "longest episode", "hours missing"),
        p.choice("risk", "Last police risk level", RISKS, "risk", "risk level", "police risk"),
        p.yes_no("missing_now", "Currently missing", "missing now", "still missing", "missing"),
        p.choice("wanted", "What you want from the panel", WANTED, "wanted", "request", "what is wanted"),
        p.yes_no("told", "Family told", "family told of the referral", "family informed", "parents told"),
        when=CASE,
    ),
    *p.asked(p.text("fourth", "Other authority"), p.person("visitor", "Other authority's social worker"), when=FOURTH),
    *p.asked(p.moment("since", "Missing since", "went missing", "last seen"), when=p.When("missing_now", p.YES)),
    *p.asked(p.text("not_told_why", "Why the family is not told", "reason not told"), when=p.When("told", p.NO)),
    p.choices("linked", "Other authorities linked", (), "linked authorities", choices=AUTHORITIES),
    p.text("provider", "Placement provider", "provider", "placement", "children's home", "carer"),
    *(p.text("group", "Group", "group name"), p.text("invited", "Agencies to invite", "invite", "agencies invited")),
    *(p.yes_no("insufficient", "Single agency response insufficient"), p.long("wish", "What exactly you want", "wish")),
    p.number("legacy_absent", "Absent episodes (legacy)", "absent episodes", "absences", "absent"),
    p.choice("rhi", "Return interview", ("offered", "completed|done", "declined", "overdue", "not due"), "RHI"),
    *(p.moment("returned", "Returned at", "returned", "found on"), p.day("rhi_date", "RHI date")),
    *(p.text("school", "School or training", "school", "training", "attendance"), p.long("views", "Views", "wishes")),
    p.choice("philomena", "Philomena form in place", ("yes", "no", "not known|unknown"), "Philomena"),
    p.choice("legal_status", "Legal status", STATUSES, "status", "order"),
    *p.restricted(
        p.long("found", "Where found, with whom and transport", "where found", "with whom", "transport"),
        p.people("persons", "Persons of concern", "person of concern", "people of concern", "POC", "associates"),
        p.long("addresses", "Addresses of concern", "address of concern", "locations of concern"),
        p.people("together", "Goes missing with", "missing with", "siblings", "peers"),
    ),
)
REDIRECT = "Sexual exploitation is a concern, so the CSE group leads. Redirect the case, or keep it for trends only."
SEATS = (
    p.CHAIR,
    *p.seats("police|Police missing and vulnerability lead|police|missing unit"),
    *(p.Seat(key=f"{ORDER[n]}_authority", label=LABELS[n], aliases=(NAMES[n],)) for n in range(3)),
    *p.seats("youth_justice|Youth justice|youth offending|YOS|YJS", "health|Health|safeguarding nurse"),
    *p.seats("?education|Education|attendance", "?housing|Housing", "?licensing|Licensing"),
    *p.seats("?provider|Placement provider|children's home", "?voluntary|Voluntary sector|RHI provider|charity"),
    *p.seats("?strategic_lead|Strategic lead|strategic group"),
)
CORE = tuple(each.key for each in SEATS if not each.optional)
THEIRS = "the child is this authority's, or lives there"
QUORUM = p.Quorum(
    minimum=p.setting("quorum", 4, "How many people must be there"), must=("chair", "police"),
    people=p.setting("count_people", True, "Whether somebody with two seats counts once"),
    cases=tuple(p.CaseNeed(seats=(f"{each}_authority",), when=(CASE, *where), because=THEIRS)
                for each, name in zip(ORDER, NAMES, strict=True)
                for where in ((p.When("responsible", (name,)),), (FOURTH, p.When("host", (name,))))),
)  # fmt: skip
REASON, BY = p.required(p.long("reason", "reason", "why", "because")), p.day("by", "by when", "by", "due")
LADDER = (
    "service manager",
    "head of service",
    "director",
    "superintendent",
    "strategic group",
    "safeguarding partnership",
)
ESCALATED = (*p.required(p.choice("level", "level", LADDER), p.person("to", "to", "named person")), *REASON, BY)
AUTHORITY, HELD = p.required(p.text("authority", "authority", "force", "to")), p.day("on", "date", "on", "by")
NOTICE = p.required(p.choice("notice", "notice", ("warning notice|CAWN", "recovery order"), "which", "type"))
CHECKED = (p.choice("legal_status", "legal status", STATUSES, "status"), p.text("override", "override"))
TARGETS = (("CSE group", "cseg"), ("missing from care panel", "missing_from_care"), ("gang panel", "magpan"))
TARGET = p.required(p.choice("target", "target panel", (*(label for label, _ in TARGETS), "other"), "panel", "to"))
SEEN = p.required(p.text("area", "area", "where"), p.text("pattern", "type", "pattern"), p.text("period", "period"))
COUNTED = (p.number("count", "count", "children"), p.text("hypothesis", "hypothesis", "why"))
PRACTICE = (*p.required(p.long("practice", "practice")), p.text("source", "source"), p.text("share", "share with"))
ENDED = p.required(p.choice("reason", "reason", ("risk reduced", "moved away", "turned 18"), "why"))
NEXT, ON_THAT_DAY = p.day("next_date", "next date", "next panel", "date", "review date"), p.Rebook(on="next_date")
PASSED: Mapping[str, Any] = {
    "addressee": "all agencies",
    "fields": ("practice",),
    "paragraphs": ("Good practice: {practice}",),
}
REBOOK, CLOSE = p.NextStep.REBOOK, p.NextStep.CLOSE
ANSWER = p.working_days(p.setting("answer_days", 5, "Working days to answer an escalation in writing"))
DRAFT = p.working_days(p.setting("draft_within_days", 10, "Working days for draft minutes"))
SOON, TODAY = p.working_days(p.setting("action_days", 2, "Working days for an action without a date")), p.days(0)
OUTCOMES = (
    p.advice("action_plan", "multi agency action plan agreed", "action plan agreed", "action plan", next_step=REBOOK),
    p.advice("escalated", "escalated to senior managers", "escalate", "escalation", fields=ESCALATED, urgent=True,
             action=p.task("field:to", "Answer the escalation in writing", ANSWER, "by")),
    p.advice("other_area", "escalated to placing authority or other force", "escalate to placing authority",
             fields=(*AUTHORITY, p.person("contact", "contact")),
             action=p.task("presenter", "Take the case up with the other authority or force", SOON)),
    p.advice("strategy", "strategy discussion requested", "strategy discussion", fields=(*AUTHORITY, HELD), urgent=True,
             action=p.task("presenter", "Ask for a strategy discussion", TODAY, "on")),
    p.allocation("redirected", "redirected to another panel", "redirect", "redirect to CSE group", fields=TARGET,
                 refer=p.Refer(by="target", targets=TARGETS), next_step=CLOSE),
    p.advice("notice", "notice or order to be considered", "notice or order", fields=(*NOTICE, *REASON, *CHECKED),
             action=p.task("seat:police", "Consider the notice or order with legal services", SOON)),
    p.tracking("trend", "trend recorded", "trend", fields=(*SEEN, *COUNTED), nameless=True),
    p.learning("best_practice", "best practice recorded", "best practice", fields=PRACTICE, nameless=True,
               letters=tuple(p.Letter(to=f"seat:{key}", **PASSED) for key in CORE[1:])),
    p.tracking("review", "keep under review", "review", fields=(NEXT,), next_step=REBOOK, rebook=ON_THAT_DAY),
    p.tracking("closed", "closed", "close", fields=(*ENDED, HELD), next_step=CLOSE,
               action=p.task("presenter", "Put an exit note on the child's file", SOON)),
    p.tracking("deferred", "deferred", "not heard", next_step=REBOOK, when_absent=True),
)  # fmt: skip
LINE = ("name", "topic", "date_of_birth", "slot", "responsible")  # what an authority sees of another one's child
FILE = ("host", "case_number", "police_ref", "living", "episodes", "risk", "missing_now", "presenter")
SAID = ("name", "slot", p.PROMPTS, p.OUTCOMES, "actions")
PROMPTS = (
    *p.prompts("facts|Facts and episodes|facts|episodes", "factors|Push and pull factors|push and pull|factors"),
    *p.prompts("held|What each agency holds|information", "attempts|What has been tried|tried"),
    *p.prompts("intelligence|Police intelligence|intelligence", part="intelligence"),
    *p.prompts("analysis|Problem analysis|analysis|problem", "view|Risk and its direction|risk|direction"),
)
# Absences of the old category are added up by themselves: they are no missing episodes (statutory guidance 2014).
RETURNS = p.Returns(
    people=(CASE,), small_numbers=p.setting("smallest_count", 5, "Counts of children below this are not written down"),
    counts=(
        p.Count("children", "Children"),
        p.Count("episodes", "Missing episodes in the 90 days before", sum="episodes"),
        p.Count("repeats", "Children by missing episodes", by="episodes", bands=(0, 1, 2, 3, 6)),
        p.Count("legacy_absent", "Absent episodes (legacy)", sum="legacy_absent"),
        p.Count("legacy_children", "Children by absent episodes (legacy)", by="legacy_absent", bands=(0, 1)),
        p.Count("authorities", "Children by responsible authority", by="responsible"),
        p.Count("living", "Children by living situation", by="living"),
        p.Count("age", "Children by age", by="age", bands=(10, 13, 16)),
        p.Count("rhi", "Children by return interview", by="rhi"),
        p.Count("levels", "Escalations by level", of=p.Counted.OUTCOMES, outcomes=("escalated",), by="level"),
        p.Count("escalations", "Escalations by answer", of=p.Counted.ACTIONS, outcomes=("escalated",)),
    ),
)  # fmt: skip
PANEL = p.PanelType(
    key="mcypp", name="Missing Children and Young People Panel", short_name="Missing children panel", prefix="MCP",
    nature=p.Nature.ADVICE, terms=p.Terms("terms.md", date(2026, 11, 23)), fields=FIELDS, seats=SEATS,
    subject=p.Subject(noun="child", plural="children", under_age=p.setting("upper_age", 18, "Too old from this age")),
    rules=(p.BookingRule(check=p.Check.CHAIR, when=(CASE, p.When("concern", ("CSE", "both"))), sentence=REDIRECT,
                         door="The child sexual exploitation group."),
           p.BookingRule(check=p.Check.ASK, when=(FOURTH, p.missing("host")), field="host",
                         sentence="the authority where the child lives must be there")),
    schedule=p.NthWeekday(week=p.setting("week", 3, "Which week"), weekday=p.setting("weekday", 2, "0 is Monday"),
                          at=p.setting("meeting_time", "10:00", "When it starts")),
    outcomes=OUTCOMES, sitting=p.sitting(20, 9, together="group"), before=p.before(7, 10, answers_days=2),
    quorum=QUORUM,
    minutes=p.MinutesForm(case=PROMPTS), confirmation=p.Confirmation(natures=(), draft_within=DRAFT),
    clocks=(p.Clock(key="rhi", label="Return interview (statutory guidance 2014)", since="field:returned",
                    period=p.hours(72), until=("field:rhi_date",), warn_days=1),),
    escalations=(p.Escalation(to="seat:strategic_lead", outcomes=("escalated",), after=p.working_days(
        p.setting("next_level_days", 1, "Working days overdue until the next level up is told"))),),
    guests=p.Guests(fields=("visitor",)),
    shared=(p.Shared(field="provider", at_least=p.setting("place_cases", 3, "Cases at one provider that are a pattern"),
                     sentence="Several children of this panel live with one provider. Consider a trend item."),),
    confidentiality=p.Confidentiality(
        shows=p.need_to_know(listed=(*LINE, *FILE), closed=("intelligence",), closed_to=("police",), members_own=True,
                             guests=SAID),
        extracts=p.Extracts(field="invited", always=(*CORE, "strategic_lead")), never=("persons",), apart=True,
        cross_reference=("missing_from_care", "cseg", "magpan")),
    returns=RETURNS, settings=(p.Setting("threshold_episodes", 3, "Episodes in 90 days that make a case for the panel"),
              p.Setting("threshold_hours", 24, "Hours of one absence that make a case for the panel")),
)  # fmt: skip
Values = Mapping[str, str]
Settings = Mapping[str, object]
ORDERS, SIXTEEN = frozenset(each.split("|")[0] for each in SECTION_49), 16
UNPROTECTED = (
    "A warning notice protects a child under 16. It and a recovery order protect one under a care order, interim care "
    "order or emergency protection order, or in police protection. Check the age and the legal status."
)


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(values: Values, settings: Settings) -> tuple[str, ...]:
    """Flag a child who reaches none of the panel's criteria; absences of the old category do not count."""
    counts = (("episodes", "threshold_episodes"), ("longest", "threshold_hours"))
    often = any(int(values.get(field) or 0) >= int(str(settings[key])) for field, key in counts)
    said = values.get("risk") == "high" or values.get("insufficient") == "yes" or values.get("wanted") == "escalation"
    return () if often or said or not CASE.holds(values) else ("Nothing in this booking reaches the panel's criteria.",)


@hookimpl
def panel_check_outcome(outcome: str, values: Values, case: Values, settings: Settings) -> tuple[str, ...]:
    """Guard small counts, and whom a notice or order protects (Child Abduction Act 1984 s.2; Children Act s.50)."""
    if outcome == "trend" and 0 < int(values.get("count") or 0) < int(str(settings["smallest_count"])):
        return ("So small a count could tell who the children are. Leave it out.",)
    if outcome != "notice" or values.get("override"):
        return ()
    young = values.get("notice") == "warning notice" and int(case.get("age") or SIXTEEN) < SIXTEEN
    status = values.get("legal_status") or case.get("legal_status", "")
    return () if case.get("under_18") != "no" and (young or status in ORDERS) else (UNPROTECTED,)


@hookimpl
def panel_may_see(field: str, values: Values, seats: tuple[str, ...], settings: Settings) -> bool:
    """Keep trends from providers, and a child's file from authorities that it is nothing to (three authorities)."""
    if "provider" in seats and not CASE.holds(values):
        return False
    if field not in FILE or not seats or not all(each.endswith("_authority") for each in seats):
        return True
    linked = {values.get("responsible"), values.get("host"), *values.get("linked", "").split("; ")}
    return any(settings[each] in linked for each in seats)


@hookimpl
def panel_agenda_order(bookings: tuple[Values, ...]) -> tuple[int, ...]:
    """Put children who are missing now first, and those who go missing together side by side."""
    groups = [each.get("group") or str(number) for number, each in enumerate(bookings)]
    away = {group for group, each in zip(groups, bookings, strict=True) if each.get("missing_now") == "yes"}
    return tuple(sorted(range(len(groups)), key=lambda at: (groups[at] not in away, groups.index(groups[at]))))


@hookimpl
def panel_next_steps(outcome: str, values: Values) -> tuple[str, ...]:
    """Say where an escalation goes that is not answered in time."""
    above = LADDER[LADDER.index(values["level"]) + 1 :] if outcome == "escalated" else ()
    return (f"If no answer comes in time, escalate to the {above[0]}.",) if above else ()
