from __future__ import annotations

import pytest

from core.panels import NthWeekday, PanelType
from core.resolution import resolve, settings_of, values_of
from plugins.missing_from_care import PANEL


def test_configured_values_take_the_places_of_settings() -> None:
    resolved, problems = resolve(PANEL, {"capacity": 4, "meeting_time": "10:30", "duty_email": "duty@anytown.example"})

    assert problems == ()
    assert resolved.sitting.capacity == 4
    assert resolved.schedule == NthWeekday(week=2, weekday=1, at="10:30")
    assert resolved.emergency.alert == "duty@anytown.example"
    assert resolved.confirmation.within.count == 5
    assert values_of(resolved)["capacity"] == 4
    assert values_of(resolved)["frequent_episodes"] == 3


def test_resolved_type_has_the_same_settings() -> None:
    resolved, _ = resolve(PANEL, {})

    assert settings_of(resolved) == settings_of(PANEL)


def test_unknown_key_names_the_near_spelling() -> None:
    _, (problem,) = resolve(PANEL, {"capcity": 4})

    assert (problem.where, problem.expected) == ("capcity", "Did you mean capacity?")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("capacity", "9"),
        ("capacity", True),
        ("capacity", -1),
        ("capacity", 2.5),
        ("meeting_time", "2pm"),
        ("meeting_time", "25:00"),
        ("meeting_time", "14:00:00"),
        ("meeting_time", 14),
        ("marking", "OFFICIAL\r\nBcc: somebody@else.example"),
        ("duty_email", ["a@b.example"]),
    ],
    ids=str,
)
def test_wrong_value_is_a_problem_and_leaves_the_default(key: str, value: object) -> None:
    resolved, problems = resolve(PANEL, {key: value})

    assert [problem.where for problem in problems] == [key]
    assert values_of(resolved) == values_of(PANEL)


def test_all_problems_come_at_once() -> None:
    _, problems = resolve(PANEL, {"capacity": "x", "slots": 1, "meeting_time": ""})

    assert sorted(problem.where for problem in problems) == ["capacity", "meeting_time", "slots"]


def test_declared_type_itself_stays_unresolved() -> None:
    before = settings_of(PANEL)

    resolve(PANEL, {"capacity": 4})

    assert settings_of(PANEL) == before
    assert isinstance(PANEL, PanelType)
