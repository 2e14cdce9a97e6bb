"""One child or two: the rules that need no store."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from core.cases import contradict, fold_name
from plugins.missing_from_care import PANEL

if TYPE_CHECKING:
    from core.sites import Panel


class _Site:
    """A panel at a site, as far as these rules look at it."""

    type = PANEL


HERE = cast("Panel", _Site())
BORN = {"name": "Sam Example", "date_of_birth": "2010-04-03"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sam Example", "SAM  EXAMPLE"),
        ("Zoë O'Sample", "Zoe O’Sample"),
        ("Anne-Marie Token", "Anne Marie Token"),
        ("Michał Token", "Michal Token"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_two_names_are_not_the_same() -> None:
    assert fold_name("Sam Example") != fold_name("Sam Sample")


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Sam Example", "date_of_birth": "2011-06-05"},
        {"date_of_birth": "2011-06-05"},
        {"name": "Alex Sample", "date_of_birth": "2010-04-03"},
    ],
)
def test_another_birth_date_or_name_contradicts(other: dict[str, str]) -> None:
    assert contradict(HERE, BORN, other)


@pytest.mark.parametrize(
    "other", [{}, {"name": "sam example"}, {"date_of_birth": "2010-04-03"}, {"case_number": "7712003"}]
)
def test_what_is_not_said_contradicts_nothing(other: dict[str, str]) -> None:
    assert not contradict(HERE, BORN, other)


def test_a_case_number_is_compared_without_its_spacing() -> None:
    assert not contradict(HERE, {"case_number": "LL 77-12003"}, {"case_number": "ll7712003"})
    assert contradict(HERE, {"case_number": "7712003"}, {"case_number": "7712004"})
