from __future__ import annotations

from dataclasses import replace

import pytest

from core.panels import NthWeekday, PanelType, Setting, by_setting
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


def test_a_choice_puts_what_its_table_says_and_another_value_is_a_problem_that_names_the_choices() -> None:
    table = {"one": "MISSING", "two": "AWAY"}
    marked = replace(PANEL.confidentiality, marking=by_setting("edition", "one", "Which words", table))
    declared = replace(PANEL, confidentiality=marked, settings=(Setting("size", "small", "How", ("small", "big")),))

    second, problems = resolve(declared, {"edition": "two", "size": "big"})
    wrong, found = resolve(declared, {"edition": "three", "size": "huge"})

    assert (second.confidentiality.marking, values_of(second)["edition"], problems) == ("AWAY", "two", ())
    assert values_of(second)["size"] == "big"
    assert wrong.confidentiality.marking == "MISSING"
    assert [each.expected for each in found] == ["Write one of: one, two.", "Write one of: small, big."]


def test_all_problems_come_at_once() -> None:
    _, problems = resolve(PANEL, {"capacity": "x", "slots": 1, "meeting_time": ""})

    assert sorted(problem.where for problem in problems) == ["capacity", "meeting_time", "slots"]


def test_declared_type_itself_stays_unresolved() -> None:
    before = settings_of(PANEL)

    resolve(PANEL, {"capacity": 4})

    assert settings_of(PANEL) == before
    assert isinstance(PANEL, PanelType)
