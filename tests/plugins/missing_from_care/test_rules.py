from __future__ import annotations

from datetime import date

import pytest

from core.host import load, settings_of
from core.panels import age_on
from plugins import missing_from_care as panel
from plugins.missing_from_care.rules import UNDER_SECTION_49

DAY = date(2026, 12, 8)
SIXTEEN = {"date_of_birth": "2010-06-01"}
FIFTEEN = {"date_of_birth": "2011-06-01"}
ORDERS = ["recovery_order_advice", "recovery_order_apply"]
BY_AGREEMENT = {"legal_status": "s.20"}


def check(outcome: str, case: dict[str, str], values: dict[str, str] | None = None) -> tuple[str, ...]:
    return panel.panel_check_outcome(outcome=outcome, values=values or {}, case=case, meeting_date=DAY)


@pytest.mark.parametrize("outcome", ["warning_notice_sought", *ORDERS])
def test_edge_case_7_child_of_16_under_s_20_is_blocked_with_the_reason(outcome: str) -> None:
    (why,) = check(outcome, SIXTEEN | BY_AGREEMENT)

    assert "care order" in why
    assert why.endswith("This child's legal status is: s.20.")


def test_edge_case_7_child_of_15_under_s_20_may_have_a_warning_notice() -> None:
    assert check("warning_notice_sought", FIFTEEN | BY_AGREEMENT) == ()


@pytest.mark.parametrize("outcome", ORDERS)
def test_edge_case_7_child_of_15_under_s_20_may_have_no_recovery_order(outcome: str) -> None:
    assert len(check(outcome, FIFTEEN | BY_AGREEMENT)) == 1


@pytest.mark.parametrize("outcome", ["warning_notice_sought", *ORDERS])
def test_edge_case_7_chair_overrides_with_a_reason(outcome: str) -> None:
    case = SIXTEEN | BY_AGREEMENT

    assert check(outcome, case, {"override": "Legal advice of 7 December differs"}) == ()
    assert check(outcome, case, {"override": "  "}) != ()


@pytest.mark.parametrize("status", sorted(UNDER_SECTION_49))
@pytest.mark.parametrize("outcome", ["warning_notice_sought", *ORDERS])
@pytest.mark.parametrize("born", ["2009-01-01", "2015-01-01", ""])
def test_order_or_police_protection_allows_both_at_any_age(outcome: str, status: str, born: str) -> None:
    assert check(outcome, {"date_of_birth": born, "legal_status": status}) == ()


@pytest.mark.parametrize("status", ["at home", "s.20", "remand", "UASC s.20", "other"])
def test_every_other_status_blocks_both_at_16(status: str) -> None:
    case = SIXTEEN | {"legal_status": status}

    assert all(check(outcome, case) for outcome in ("warning_notice_sought", *ORDERS))


@pytest.mark.parametrize("status", ["", "not known"])
def test_unknown_legal_status_is_named(status: str) -> None:
    case = SIXTEEN | {"legal_status": status}

    assert check("warning_notice_sought", case) == (
        "The child's legal status is not known. It decides whether a warning notice can be used.",
    )
    assert check("recovery_order_apply", case) == (
        "The child's legal status is not known. It decides whether a recovery order can be sought.",
    )


@pytest.mark.parametrize("born", ["", "about 2010"])
def test_unknown_age_is_named(born: str) -> None:
    assert check("warning_notice_sought", BY_AGREEMENT | {"date_of_birth": born}) == (
        "The child's date of birth is not known. It decides whether a warning notice can be used.",
    )


def test_both_missing_facts_are_named() -> None:
    assert len(check("warning_notice_sought", {})) == 2


def test_under_16_needs_no_legal_status_for_a_warning_notice() -> None:
    assert check("warning_notice_sought", FIFTEEN) == ()


@pytest.mark.parametrize("outcome", ["warning_notice_sought", *ORDERS])
def test_adult_is_blocked_whatever_the_order(outcome: str) -> None:
    (why,) = check(outcome, {"date_of_birth": "2008-12-08", "legal_status": "care order s.31"})

    assert "18 or older" in why


def test_legal_status_said_at_the_panel_counts_before_the_bookings() -> None:
    case = SIXTEEN | BY_AGREEMENT

    assert check("recovery_order_apply", case, {"legal_status": "EPO s.44"}) == ()


def test_other_outcomes_have_no_guard() -> None:
    guarded = {"warning_notice_sought", *ORDERS}

    assert [each.key for each in panel.PANEL.outcomes if check(each.key, {})] == [
        each.key for each in panel.PANEL.outcomes if each.key in guarded
    ]


def test_every_guarded_outcome_can_be_overridden() -> None:
    for key in panel.GUARDS:
        outcome = panel.PANEL.outcome(key)
        assert outcome is not None
        assert "override" in {field.key for field in outcome.fields}


@pytest.mark.parametrize(
    ("born", "flagged"),
    [("2008-12-08", True), ("2008-12-09", False), ("2000-01-01", True), ("", False), ("next year", False)],
)
def test_edge_case_14_who_turns_18_by_the_panel_is_flagged(born: str, flagged: bool) -> None:
    flags = panel.panel_check_booking(values={"date_of_birth": born}, meeting_date=DAY)

    assert bool(flags) is flagged


def test_borough_may_hear_care_leavers() -> None:
    values = {"date_of_birth": "2006-01-01"}

    assert panel.panel_check_booking(values, DAY, {"upper_age": 25}) == ()
    assert len(panel.panel_check_booking(values, DAY, {"upper_age": 20})) == 1


def test_flag_names_nobody() -> None:
    values = {"name": "Sam Example", "date_of_birth": "2000-01-01"}

    assert "Sam" not in " ".join(panel.panel_check_booking(values, DAY))


@pytest.mark.parametrize("episodes", ["", "0", "2", "9"])
def test_few_episodes_are_no_flag(episodes: str) -> None:
    assert panel.panel_check_booking({"episodes_90_days": episodes}, DAY) == ()


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 12, 8), date(2026, 12, 7), 17),
        (date(2008, 12, 8), date(2026, 12, 8), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
    ids=str,
)
def test_age_turns_on_the_birthday(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


def test_agenda_hears_missing_children_first_then_high_risk() -> None:
    bookings = (
        {"name": "A", "risk_level": "low"},
        {"name": "B", "risk_level": "high"},
        {"name": "C", "currently_missing": "yes"},
        {"name": "D"},
        {"name": "E", "reason": "both"},
        {"name": "F", "currently_missing": "yes", "risk_level": "high"},
        {"name": "G", "currently_missing": "no"},
    )

    order = panel.panel_agenda_order(bookings)

    assert [bookings[index]["name"] for index in order] == ["C", "F", "B", "E", "A", "D", "G"]


def test_agenda_keeps_booking_order_otherwise() -> None:
    assert panel.panel_agenda_order(({}, {}, {})) == (0, 1, 2)


def test_return_interview_says_72_hours() -> None:
    assert "72 hours" in panel.panel_next_steps("return_interview", {})[0]


def test_closed_case_of_a_child_often_missing_may_come_back() -> None:
    often, seldom = {"episodes_90_days": "3"}, {"episodes_90_days": "2"}

    assert len(panel.panel_next_steps("information_shared", often)) == 1
    assert panel.panel_next_steps("information_shared", seldom) == ()
    assert panel.panel_next_steps("information_shared", often, {"frequent_episodes": 4}) == ()
    assert panel.panel_next_steps("information_shared", often, {"frequent_days": 30}) == ()


def test_next_steps_are_for_outcomes_that_exist() -> None:
    assert panel.rules.NEXT_STEPS.keys() <= {outcome.key for outcome in panel.PANEL.outcomes}


def test_hooks_answer_through_the_host() -> None:
    host = load()
    none: tuple[str, ...] = ()
    case = SIXTEEN | BY_AGREEMENT

    why = host.call(
        "missing_from_care",
        "panel_check_outcome",
        none,
        outcome="recovery_order_apply",
        values={},
        case=case,
        meeting_date=DAY,
    )

    assert why == check("recovery_order_apply", case)
    assert len(settings_of(host.types["missing_from_care"])) == 19
