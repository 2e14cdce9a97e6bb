"""The Missing from Care and Home Panel: what its terms of reference say (terms.md), and defaults where they are silent.

Every default that no source gives (capacity, slots, quorum, times for drafts and confirmation) is a setting or can be
overridden by the chair. Booking is never refused for lack of written information.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.hookspecs import hookimpl
from core.panels import (
    Before,
    Confidentiality,
    Confirmation,
    Copy,
    Count,
    Emergency,
    Kind,
    MinutesForm,
    Nature,
    NthWeekday,
    PanelType,
    Period,
    Prompt,
    Quorum,
    Returns,
    Role,
    Seat,
    Setting,
    Shortfall,
    Show,
    Sitting,
    Subject,
    Terms,
    Unit,
    setting,
)
from plugins.missing_from_care import rules
from plugins.missing_from_care.fields import FIELDS
from plugins.missing_from_care.outcomes import OUTCOMES

TUESDAY = 1

SEATS = (
    Seat(key="chair", label="Chair", agency="Children's social care", aliases=("service manager", "chairperson")),
    Seat(
        key="police",
        label="Police missing person unit",
        agency="Police",
        aliases=(
            "police",
            "missing person unit",
            "missing persons unit",
            "missing unit",
            "police missing unit",
            "MISPER",
        ),
    ),
    Seat(
        key="youth_support",
        label="Targeted youth support",
        agency="Youth service",
        aliases=("youth support", "TYS", "TYSS", "targeted youth support service", "youth service"),
    ),
    Seat(
        key="exploitation_coordinator",
        label="CSE, trafficking and missing co-ordinator",
        agency="Children's services",
        aliases=(
            *("exploitation coordinator", "exploitation co-ordinator", "CSE coordinator", "CSE co-ordinator", "CSE"),
            *("CSE, trafficking and missing coordinator", "missing coordinator", "missing co-ordinator"),
        ),
    ),
    Seat(
        key="independent_reviewing_officer",
        label="Independent reviewing officer",
        agency="Independent reviewing service",
        aliases=("IRO", "reviewing officer"),
    ),
)

PREPARATION = (
    "a brief history",
    "a summary of the current difficulties",
    "3 key things that the police could do, here or in another force's area",
    "ideas for what other agencies could offer",
)

MINUTES = MinutesForm(
    case=(
        Prompt("brief_history", "Brief history", ("history", "background")),
        Prompt("current_difficulties", "Current difficulties", ("difficulties", "summary of current difficulties")),
        Prompt(
            "police_asks",
            "Three police asks",
            ("police asks", "3 police asks", "police ask", "asks of police", "3 key things police could do"),
        ),
        Prompt(
            "agencies",
            "What other agencies could do",
            ("other agencies", "agencies", "what other agencies could offer"),
        ),
        Prompt("partner_information", "Partner information", ("information shared", "partner info", "partners")),
        Prompt(
            "orders", "Notices and orders considered", ("notices and orders", "orders considered", "orders", "notices")
        ),
        Prompt("placement_view", "Does the placement meet the child's needs", ("placement meets needs", "placement")),
        Prompt("out_of_area", "Out of area liaison", ("out of area", "out of borough", "liaison")),
        Prompt("risk_view", "Panel's view of risk", ("panel view of risk", "risk view", "panel's view", "risk")),
    ),
    meeting=(
        Prompt("apologies", "Apologies", ("apologies from", "sent apologies")),
        Prompt("other_business", "Other business", ("AOB", "any other business")),
    ),
)

LIST_READERS = (Role.MEMBER, Role.REPRESENTATIVE, Role.CHAIR, Role.COORDINATOR)
LIST_VALUES = ("name", "date_of_birth", "case_number", "responsible_authority", "presenter", "slot")
MINUTES_VALUES = ("name", "slot", "presenter", "present", "prompts", "outcomes", "actions")

# Need to know: presenters, owners and confirmers see their own cases alone. No rule lets anybody else in, so persons of
# concern, parents, carers and placements are told nothing, and restricted fields are in no document at all.
SHOWS = (
    Show(documents=(Kind.NAMES_LIST, Kind.NAMES_LIST_ADDITION), to=LIST_READERS, fields=LIST_VALUES, own=False),
    Show(documents=(Kind.MINUTES_DRAFT,), to=(Role.CHAIR,), fields=(*MINUTES_VALUES, "reason"), own=False),
    Show(documents=(Kind.MINUTES_DRAFT,), to=(Role.COORDINATOR,), fields=MINUTES_VALUES, own=False),
    Show(documents=(Kind.MINUTES,), to=LIST_READERS, fields=MINUTES_VALUES, own=False),
    Show(
        documents=(Kind.OUTCOME_TO_CONFIRM,),
        to=(Role.CONFIRMER,),
        fields=("name", "presenter", "outcomes", "actions"),
    ),
    Show(
        documents=(Kind.OUTCOME_CONFIRMED,),
        to=(Role.PRESENTER, Role.TEAM_MANAGER, Role.REVIEWING_OFFICER),
        fields=("name", "outcomes", "actions"),
    ),
    Show(documents=(Kind.OUTCOME_CONFIRMED,), to=(Role.OWNER,), fields=("name", "actions")),
    Show(
        documents=(Kind.ACTION, Kind.ACTION_REMINDER, Kind.ACTION_OVERDUE, Kind.ACTION_CLOSED),
        to=(Role.OWNER,),
        fields=("name", "actions", "reason"),
    ),
    # The case worker follows an action through even when another agency does it.
    Show(
        documents=(Kind.ACTION_OVERDUE, Kind.ACTION_CLOSED), to=(Role.PRESENTER,), fields=("name", "actions", "reason")
    ),
    Show(
        documents=(Kind.ACTION_OVERDUE, Kind.ACTION_CLOSED),
        to=(Role.COORDINATOR,),
        fields=("name", "actions", "reason"),
        own=False,
    ),
)

EMERGENCY = (
    "This panel is not an emergency service, and its mailbox is not watched day and night.",
    "If a child is in immediate danger, call 999 now. If there is no immediate danger, report a missing child on 101.",
    "Ask your manager or the duty service for a strategy discussion today. It does not wait for the panel.",
)

COUNTS = (
    Count("missing", "Children by whether they are missing", by="currently_missing"),
    Count("risk", "Children by risk level", by="risk_level"),
    Count("status", "Children by legal status", by="legal_status"),
    Count("age", "Children by age", by="age", bands=(10, 13, 16)),
    Count("episodes", "Episodes in the 90 days before", sum="episodes_90_days"),
    Count("repeats", "Children by episodes in 90 days", by="episodes_90_days", bands=(0, 1, 2, 3, 6)),
    Count("rhi", "Children by return home interview", by="rhi"),
)

PANEL = PanelType(
    key="missing_from_care",
    name="Missing from Care and Home Panel",
    short_name="Missing panel",
    prefix="MIS",
    nature=Nature.DECISION,
    version="1.0",
    subject=Subject(
        noun="child",
        plural="children",
        under_age=setting("upper_age", 18, "The age at which a young person is too old for the panel"),
    ),
    terms=Terms("terms.md", date(2026, 11, 23)),
    fields=FIELDS,
    schedule=NthWeekday(week=2, weekday=TUESDAY, at=setting("meeting_time", "14:00", "When the panel starts")),
    sitting=Sitting(
        slot_minutes=setting("slot_minutes", 20, "Minutes for one case"),
        capacity=setting("capacity", 9, "How many cases fit into one meeting"),
        invite_ahead=setting("invite_ahead", 3, "How many meetings ahead members are invited"),
        months_ahead=setting("months_ahead", 13, "How many months ahead dates are kept"),
    ),
    before=Before(
        names_list_days=setting("names_list_days", 3, "Working days before the meeting that the names list leaves"),
        names_list_at=setting("names_list_at", "12:00", "When it leaves; a later booking is late"),
        quorum_warning_days=setting("quorum_warning_days", 1, "Working days before the meeting that quorum is checked"),
        preparation=PREPARATION,
    ),
    seats=SEATS,
    quorum=Quorum(minimum=3, must=("chair", "police"), shortfall=Shortfall.WARN),
    minutes=MINUTES,
    outcomes=OUTCOMES,
    confirmation=Confirmation(
        copies=(
            Copy(role=Role.TEAM_MANAGER, field="team_manager"),
            Copy(role=Role.REVIEWING_OFFICER, field="iro", seat="independent_reviewing_officer"),
        ),
        by_field="operational_manager",
        title="Operational manager",
        draft_within=Period(setting("draft_within_days", 2, "Working days for the draft minutes"), Unit.WORKING_DAYS),
        within=Period(setting("confirm_within_days", 5, "Working days to confirm decisions"), Unit.WORKING_DAYS),
    ),
    confidentiality=Confidentiality(
        marking=setting("marking", "OFFICIAL-SENSITIVE", "The marking on every message"),
        shows=SHOWS,
        keep_lists_months=setting("keep_lists_months", 12, "Months that names lists and invitations are kept"),
    ),
    emergency=Emergency(
        advice=EMERGENCY,
        alert=setting("duty_email", "", "Who is told at once of immediate danger; empty: the coordinator"),
    ),
    returns=Returns(counts=COUNTS),
    settings=(
        Setting("frequent_episodes", 3, "How many episodes count as frequent; advice only"),
        Setting("frequent_days", 90, "In how many days they count as frequent"),
    ),
)

GUARDS = {
    "warning_notice_sought": rules.warning_notice,
    "recovery_order_advice": rules.recovery_order,
    "recovery_order_apply": rules.recovery_order,
}


@hookimpl
def panel_type() -> PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(
    values: Mapping[str, str], meeting_date: date, settings: Mapping[str, object] | None = None
) -> tuple[str, ...]:
    """Flag who is too old on the day. Few episodes are no flag: the threshold is advice."""
    return rules.age_flags(values, meeting_date, _number(settings, "upper_age", 18))


@hookimpl
def panel_agenda_order(bookings: tuple[Mapping[str, str], ...]) -> tuple[int, ...]:
    """Put children who are missing now first, then high risk, else keep booking order."""
    return tuple(sorted(range(len(bookings)), key=lambda index: rules.agenda_rank(bookings[index])))


@hookimpl
def panel_check_outcome(
    outcome: str, values: Mapping[str, str], case: Mapping[str, str], meeting_date: date
) -> tuple[str, ...]:
    """Guard warning notices and recovery orders by age and legal status, unless the chair overrides with a reason."""
    guard = GUARDS.get(outcome)
    if guard is None or values.get("override", "").strip():
        return ()
    return guard(values, case, meeting_date)


@hookimpl
def panel_next_steps(
    outcome: str, values: Mapping[str, str], settings: Mapping[str, object] | None = None
) -> tuple[str, ...]:
    """Say what the case worker does next; a closed case of a child who is often missing may need to come back."""
    steps = rules.NEXT_STEPS.get(outcome, ())
    episodes, days = _number(settings, "frequent_episodes", 3), _number(settings, "frequent_days", 90)
    if outcome == "information_shared" and rules.often_missing(values, episodes, days):
        often = (
            f"The child has been missing {values['episodes_90_days']} times in {days} days. Book again if that goes on."
        )
        return (*steps, often)
    return steps


def _number(settings: Mapping[str, object] | None, key: str, default: int) -> int:
    value = (settings or {}).get(key, default)
    return value if isinstance(value, int) else default
