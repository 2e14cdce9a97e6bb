from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.resources import files
from itertools import pairwise

import pytest

from core.deadlines import WorkingDays, due_moment
from core.disclosure import Disclosure, Document, Item, Reader, disclose
from core.host import load, resolve, settings_of
from core.inspection import inspect_type
from core.kinds import Kind, Role
from core.panels import FieldKind, Nature, Need, NextStep, Outcome, Sensitivity, Shortfall
from core.quorum import count
from core.schedule import dates
from core.testing.leaks import facts
from plugins.missing_from_care import PANEL, PREPARATION

TERMS = files("plugins.missing_from_care").joinpath("terms.md").read_text("utf-8")
RESOLVED, _ = resolve(PANEL, {})
FIELDS = (
    *("name", "date_of_birth", "case_number", "aliases", "reason", "responsible_authority", "host_authority"),
    *("legal_status", "placement", "currently_missing", "missing_since", "episodes_90_days", "episodes_12_months"),
    *("risk_level", "exploitation", "concerns", "rhi", "rhi_date", "returned_at", "strategy_meeting", "safety_plan"),
    *("safety_plan_reviewed", "philomena", "iro", "team_manager", "operational_manager"),
)
VALUES = {
    **{key: f"<{key}>" for key in FIELDS},
    **{
        key: f"<{key}>" for key in ("presenter", "slot", "prompts", "outcomes", "actions", "present", "reason", "given")
    },
}


def sent(kind: Kind, role: Role, own: frozenset[str] = frozenset()) -> Disclosure:
    """Disclose a document with every value there is, about two children, to one reader."""
    items = (Item("MIS-26-0001", VALUES), Item("MIS-26-0002", VALUES))
    reader = Reader(1, "somebody@anytown.example", "Somebody", role, own)
    return disclose(Document(kind, items), [reader], facts(RESOLVED), lambda _: True)


def outcome(key: str) -> Outcome:
    found = PANEL.outcome(key)
    assert found is not None
    return found


def test_declaration_has_no_problems() -> None:
    assert inspect_type(PANEL, TERMS) == ()
    assert load().broken == ()


def test_booking_has_every_field_of_the_dossier() -> None:
    assert tuple(field.key for field in PANEL.fields) == FIELDS


def test_edge_case_1_only_the_name_is_needed_and_two_things_are_asked_once() -> None:
    needs = {need: [field.key for field in PANEL.fields if field.need is need] for need in Need}

    assert needs[Need.REQUIRED] == ["name"]
    assert needs[Need.ASK_ONCE] == ["date_of_birth", "reason"]


def test_every_field_says_why_it_is_asked() -> None:
    assert [field.key for field in PANEL.fields if not field.why] == []


def test_settings_have_the_dossiers_defaults() -> None:
    assert {each.key: each.default for each in settings_of(PANEL)} == {
        "capacity": 9,
        "slot_minutes": 20,
        "small_numbers": 5,
        "meeting_time": "14:00",
        "names_list_days": 3,
        "names_list_at": "12:00",
        "quorum_warning_days": 1,
        "frequent_episodes": 3,
        "frequent_days": 90,
        "invite_ahead": 3,
        "months_ahead": 13,
        "confirm_within_days": 5,
        "draft_within_days": 2,
        "duty_email": "",
        "marking": "OFFICIAL-SENSITIVE",
        "keep_lists_months": 12,
        "keep_years": 0,
        "upper_age": 18,
        "action_days": 5,
    }


def test_panel_meets_on_second_tuesdays() -> None:
    assert dates(RESOLVED.schedule, date(2026, 10, 1), date(2026, 12, 31)) == (
        date(2026, 10, 13),
        date(2026, 11, 10),
        date(2026, 12, 8),
    )


def test_nine_cases_of_twenty_minutes_are_three_hours() -> None:
    assert RESOLVED.sitting.capacity * RESOLVED.sitting.slot_minutes == 180


def test_edge_case_8_without_police_the_chair_is_warned_and_may_go_on() -> None:
    answers = dict.fromkeys((seat.key for seat in PANEL.seats), "accepted") | {"police": "declined"}

    lacking = count(RESOLVED.quorum, RESOLVED.seats, answers)

    assert lacking.sentences == ("Police missing person unit must take part and has declined.",)
    assert not lacking.blocks
    assert RESOLVED.quorum.shortfall is Shortfall.WARN


def test_police_own_what_they_are_asked_even_when_no_officer_is_named() -> None:
    owners = {each.key: rule.owner for each in PANEL.outcomes for rule in each.actions}

    assert [key for key, owner in owners.items() if owner == "seat:police"] == [
        "police_action_in_borough",
        "police_action_elsewhere",
        "warning_notice_sought",
    ]


def test_seats_are_the_five_of_the_terms() -> None:
    assert [seat.key for seat in PANEL.seats] == [
        "chair",
        "police",
        "youth_support",
        "exploitation_coordinator",
        "independent_reviewing_officer",
    ]


def test_presenters_prepare_four_things() -> None:
    assert len(PREPARATION) == 4


def test_urgent_outcomes_are_those_that_cannot_wait_for_confirmation() -> None:
    assert [each.key for each in PANEL.outcomes if each.urgent] == [
        "recovery_order_advice",
        "recovery_order_apply",
        "collection_order_advice",
        "strategy_discussion",
    ]


def test_what_is_kept_on_or_not_heard_is_booked_again() -> None:
    steps = {each.key: each.next_step for each in PANEL.outcomes if each.next_step is not NextStep.NONE}

    assert steps == {
        "keep_on_next_panel": NextStep.REBOOK,
        "not_presented": NextStep.REBOOK,
        "information_shared": NextStep.CLOSE,
    }


def test_panel_decides_or_tracks() -> None:
    tracked = {each.key for each in PANEL.outcomes if each.nature is Nature.TRACKING}

    assert tracked == {"return_interview", "information_shared", "keep_on_next_panel", "not_presented"}
    assert {each.nature for each in PANEL.outcomes} == {Nature.DECISION, Nature.TRACKING}


def test_edge_case_6_return_interview_is_due_72_hours_after_the_return() -> None:
    (rule,) = outcome("return_interview").actions

    friday = datetime(2026, 12, 4, 22, tzinfo=UTC)

    assert rule.since == "returned_at"
    assert due_moment(rule.due, friday, WorkingDays(), "Europe/London") == datetime(2026, 12, 7, 22, tzinfo=UTC)


def test_outcome_with_a_date_of_its_own_takes_it_as_due() -> None:
    dated = {FieldKind.DATE}

    for each in PANEL.outcomes:
        own = {field.key for field in each.fields if field.kind in dated} - {"review_date", "next_date"}
        assert not each.actions or {rule.due_field for rule in each.actions} - {""} == own


def test_names_list_shows_six_values_and_no_more() -> None:
    for kind in (Kind.NAMES_LIST, Kind.NAMES_LIST_ADDITION):
        for role in (Role.MEMBER, Role.REPRESENTATIVE, Role.CHAIR, Role.COORDINATOR):
            (view,) = sent(kind, role).views
            assert [list(item.values) for item in view.items] == [
                ["name", "date_of_birth", "case_number", "responsible_authority", "presenter", "slot"]
            ] * 2


@pytest.mark.parametrize("kind", [Kind.NAMES_LIST, Kind.NAMES_LIST_ADDITION, Kind.MINUTES, Kind.MINUTES_DRAFT])
@pytest.mark.parametrize("role", [Role.ANYONE, Role.PRESENTER, Role.OWNER, Role.CONFIRMER, Role.TEAM_MANAGER])
def test_edge_case_11_no_one_else_gets_a_list_or_minutes(kind: Kind, role: Role) -> None:
    assert sent(kind, role, own=frozenset({"MIS-26-0001"})).views == ()


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("role", list(Role))
def test_person_of_concern_is_in_no_document(kind: Kind, role: Role) -> None:
    disclosure = sent(kind, role, own=frozenset({"MIS-26-0001", "MIS-26-0002"}))

    assert "concerns" in VALUES
    assert all("concerns" not in item.values for view in disclosure.views for item in view.items)
    assert PANEL.field("concerns") in [each for each in PANEL.fields if each.sensitivity is Sensitivity.RESTRICTED]


@pytest.mark.parametrize(
    "role", [Role.PRESENTER, Role.CONFIRMER, Role.TEAM_MANAGER, Role.REVIEWING_OFFICER, Role.OWNER]
)
@pytest.mark.parametrize("kind", list(Kind))
def test_nobody_sees_another_workers_child(kind: Kind, role: Role) -> None:
    disclosure = sent(kind, role, own=frozenset({"MIS-26-0001"}))

    shown = {item.ref for view in disclosure.views for item in view.items if item.values}
    assert shown <= {"MIS-26-0001"}


def test_action_owner_learns_the_action_and_not_the_other_outcomes() -> None:
    (view,) = sent(Kind.OUTCOME_CONFIRMED, Role.OWNER, own=frozenset({"MIS-26-0001"})).views

    assert [list(item.values) for item in view.items] == [["name", "actions"]]


def test_confirmation_goes_to_worker_team_manager_and_reviewing_officer() -> None:
    for role in (Role.PRESENTER, Role.TEAM_MANAGER, Role.REVIEWING_OFFICER):
        (view,) = sent(Kind.OUTCOME_CONFIRMED, role, own=frozenset({"MIS-26-0001"})).views
        assert [set(item.values) for item in view.items] == [{"name", "outcomes", "actions"}]


@pytest.mark.parametrize(
    "fact",
    [
        *(
            "police, children's services and other agencies",
            "prompt",
            "robust",
            "often missing",
            "agreed, and reviewed",
        ),
        *("other local authority areas", "Abduction notices, recovery orders and collection orders"),
        *("placement meets the child's needs", "responds properly", "high risk cases", "missing frequently"),
        *("does not have to be missing on the day", "does not replace strategy discussions, strategy meetings or"),
        *(
            "cannot attend every strategy meeting",
            "face to face",
            "missing person unit",
            "looked after chairs the panel",
        ),
        *("targeted youth support", "trafficking and missing co-ordinator", "independent reviewing officer"),
        *("Another manager from the authority's social services", "representative from their own service area"),
        *("second Tuesday of every month at 2pm, unless a meeting is re-arranged", "by email to the panel's mailbox"),
        *("do not need to send any written information", "usually 3 working days before", "necessary research"),
        *("present their own cases", "a brief history", "summary of the current difficulties", "3 key things"),
        *(
            "another force's area",
            "other agencies could do",
            "operational manager confirms the panel's decisions in writing",
        ),
        *("Case workers are responsible for carrying out", "any actions that follow", "The invitation gives"),
    ],
)
def test_terms_hold_every_fact_of_the_founding_text(fact: str) -> None:
    assert fact in TERMS


@pytest.mark.parametrize("name", ["Islington", "Ellwood", "Hannah", "@"])
def test_terms_name_no_borough_place_or_person(name: str) -> None:
    assert name not in TERMS


def test_terms_are_written_plainly() -> None:
    assert "Please" not in TERMS
    headings = [line for line in TERMS.splitlines() if line.startswith("#")]
    levels = [len(line) - len(line.lstrip("#")) for line in headings]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("way", ["999", "strategy discussion", "duty service", "101", "not an emergency"])
def test_edge_case_13_emergency_advice_names_the_right_doors(way: str) -> None:
    assert way in " ".join(PANEL.emergency.advice)
