"""Fields with one or more choices: every way of naming several, and what nothing is made of."""

from __future__ import annotations

from datetime import date

import pytest

from core.panels import FieldKind, choice, choices
from mail.understanding.choices import not_chosen
from mail.understanding.values import read_value

TODAY = date(2026, 11, 24)
NEEDS = choices(
    "needs",
    "Support needed",
    (
        "housing and benefits",
        "parenting|parenting course",
        "school attendance|attendance|EWO",
        "drugs, alcohol or both|substances",
        "drugs",
        "mental health|CAMHS",
        "not known",
    ),
)
CRITERIA = choices(
    "criteria",
    "Criteria",
    ("visible high risk|14 ticks", "professional judgement", "escalation", "repeat"),
)
BAND = choice("band", "Band", ("level 2|2", "level 3|3", "level 4|4"))


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("parenting", "parenting"),
        ("mental health and parenting", "parenting; mental health"),
        ("CAMHS, attendance", "school attendance; mental health"),
        ("parenting; EWO; CAMHS", "parenting; school attendance; mental health"),
        ("parenting / mental health", "parenting; mental health"),
        ("parenting\nmental health", "parenting; mental health"),
        ("housing and benefits and parenting course", "housing and benefits; parenting"),
        ("drugs, alcohol or both, CAMHS", "drugs, alcohol or both; mental health"),
        ("drugs", "drugs"),
        ("parenting, parenting course", "parenting"),
        ("parentng and mental helth", "parenting; mental health"),
        ("mainly parenting, some mental health too", "parenting; mental health"),
        ("not parenting, mental health", "mental health"),
        ("☒ parenting ☐ school attendance ☑ mental health", "parenting; mental health"),
        ("[x] parenting [ ] school attendance [X] mental health", "parenting; mental health"),
        ("parenting ☒ school attendance ☐ mental health ☒", "parenting; mental health"),
        ("☐ parenting ☐ school attendance", None),
        ("n/k", "not known"),
        ("", "not known"),
        ("dragons", None),
    ],
)
def test_several_choices_are_labels_in_the_order_declared(written: str, stored: str | None) -> None:
    assert read_value(NEEDS, written, TODAY) == stored


def test_choices_without_a_not_known_are_not_known() -> None:
    assert read_value(CRITERIA, "n/k", TODAY) is None


def test_every_alias_of_every_choice_is_its_label() -> None:
    for each in NEEDS.choices:
        for alias in each.aliases:
            assert read_value(NEEDS, f"{alias}, {NEEDS.choices[0].label}", TODAY) == "; ".join(
                dict.fromkeys((NEEDS.choices[0].label, each.label))
            )


@pytest.mark.parametrize("written", ["☐ level 2 ☒ level 3", "[ ] 2  [x] 3  [ ] 4", "level 2 ☐ level 3 ☑"])
def test_one_choice_can_be_ticked(written: str) -> None:
    assert read_value(BAND, written, TODAY) == "level 3"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("parenting, dragons", ("dragons",)),
        ("parenting and mental health", ()),
        ("drugs, alcohol or both", ()),
        ("parenting, n/k", ()),
        ("parenting, not housing and benefits", ()),
    ],
)
def test_parts_that_are_no_choice_are_told(written: str, left: tuple[str, ...]) -> None:
    assert not_chosen(NEEDS, written) == left


def test_other_kinds_leave_nothing_over() -> None:
    assert not_chosen(BAND, "level 2, dragons") == ()
    assert BAND.kind is FieldKind.CHOICE
