"""Who was there, by what the minutes say, and what a block makes of its booking."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from core.booking import State
from core.completeness import attendance_note, heard, present
from core.minutes import MEETING
from plugins.missing_from_care import PANEL as MISSING

if TYPE_CHECKING:
    from core.sites import Panel

PANEL = cast("Panel", SimpleNamespace(type=MISSING, members=()))


def content(present: str) -> dict[str, Any]:
    """Return minutes that say who was there."""
    return {MEETING: {"present": present}}


@pytest.mark.parametrize(
    ("written", "seats"),
    [
        ("chair, police", {"chair", "police"}),
        ("Service manager; missing unit; IRO", {"chair", "police", "independent_reviewing_officer"}),
        ("TYS and the CSE co-ordinator", {"youth_support", "exploitation_coordinator"}),
        ("", set()),
    ],
)
def test_seats_are_known_by_the_words_people_use(written: str, seats: set[str]) -> None:
    assert present(PANEL, content(written)).seats == seats


def test_a_seat_that_had_to_be_filled_is_noted_when_it_was_not() -> None:
    assert attendance_note(PANEL, content("chair, IRO, youth support")) == ["No police present."]


def test_too_few_seats_are_noted() -> None:
    assert attendance_note(PANEL, content("chair and police")) == ["2 of the 3 seats that quorum needs were filled."]


def test_nothing_is_noted_while_nobody_said_who_was_there() -> None:
    assert attendance_note(PANEL, {}) == []


def test_an_absent_presenter_without_outcomes_is_not_presented() -> None:
    assert heard({"present": "absent"}) is State.NOT_PRESENTED
    assert heard({"present": "absent", "outcomes": [{}]}) is State.HEARD
    assert heard({"present": "came"}) is State.HEARD
