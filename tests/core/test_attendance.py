"""Which answer counts (calendar-rules, "order"). Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.attendance import Answer, Attendance, Given, stands
from core.meetings import Meeting

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STARTS = datetime(2026, 12, 8, 14, tzinfo=UTC)


def meeting(sequence: int) -> Meeting:
    return Meeting(
        id=1,
        panel="missing",
        rule_date="2026-12-08",
        date=date(2026, 12, 8),
        starts=STARTS,
        ends=STARTS + timedelta(hours=3),
        place="Ellwood Street",
        state="planned",
        uid="u@panels.example",
        sequence=sequence,
        invited=True,
        listed=None,
        minutes_asked=None,
    )


def row(sequence: int, stamp: datetime | None) -> Attendance:
    return Attendance(1, 1, 1, "police", Answer.ACCEPTED, None, True, sequence, stamp, None)


@pytest.mark.parametrize(
    ("held", "given", "current", "counts"),
    [
        ((-1, None), (0, NOON), 0, True),
        ((0, NOON), (0, NOON), 0, True),  # the same second: the last received
        ((0, NOON), (0, NOON + timedelta(seconds=1)), 0, True),
        ((0, NOON), (0, NOON - timedelta(seconds=1)), 0, False),
        ((0, NOON), (0, NOON + timedelta(days=1)), 1, False),  # to the date before the move
        ((0, NOON), (1, NOON - timedelta(days=1)), 1, True),  # to the new date, from a clock that is behind
    ],
)
def test_an_answer_counts_when_it_is_not_older(
    held: tuple[int, datetime | None], given: tuple[int, datetime], current: int, *, counts: bool
) -> None:
    assert stands(row(*held), Given(Answer.DECLINED, *given), meeting(current)) is counts
