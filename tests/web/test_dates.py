from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.panels import day_words
from web.dates import age_text, machine_text, moment_text, time_text


def test_a_day_has_no_leading_zero_and_no_ordinal() -> None:
    assert day_words(date(2026, 12, 8)) == "8 December 2026"


@pytest.mark.parametrize(
    ("hour", "minute", "text"),
    [(0, 0, "midnight"), (0, 5, "12:05am"), (9, 30, "9:30am"), (12, 0, "midday"), (12, 30, "12:30pm"), (14, 0, "2pm")],
)
def test_a_time_is_written_the_gov_uk_way(hour: int, minute: int, text: str) -> None:
    assert time_text(datetime(2026, 12, 8, hour, minute, tzinfo=UTC)) == text


def test_a_moment_is_shown_in_local_time_on_both_sides_of_a_clock_change() -> None:
    zone = ZoneInfo("Europe/London")

    assert moment_text(datetime(2026, 12, 8, 14, tzinfo=UTC), zone) == "8 December 2026, 2pm"
    assert moment_text(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), zone) == "1 July 2026, 12:30am"


def test_a_moment_for_machines_is_utc() -> None:
    assert machine_text(datetime(2026, 12, 8, 14, tzinfo=UTC)) == "2026-12-08T14:00:00Z"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(59, "less than a minute"), (60, "1 minute"), (359, "5 minutes"), (3600, "1 hour"), (200_000, "2 days")],
)
def test_an_age_is_rounded_down(seconds: int, text: str) -> None:
    assert age_text(timedelta(seconds=seconds)) == text
