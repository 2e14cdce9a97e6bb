from __future__ import annotations

from datetime import date, datetime

import pytest

from core.panels import day_words
from mail.composing.dates import clock_time, said, weekday


@pytest.mark.parametrize(
    ("hour", "minute", "written"),
    [
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (9, 30, "9:30am"),
        (12, 0, "midday"),
        (12, 30, "12:30pm"),
        (14, 0, "2pm"),
        (23, 59, "11:59pm"),
    ],
)
def test_times_are_written_as_gov_uk_does(hour: int, minute: int, written: str) -> None:
    assert clock_time(datetime(2026, 12, 8, hour, minute)) == written  # noqa: DTZ001 - local on purpose


def test_dates_have_no_ordinal_and_no_leading_zero() -> None:
    assert day_words(date(2026, 12, 8)) == "8 December 2026"
    assert weekday(date(2026, 12, 8)) == "Tuesday 8 December 2026"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2026-12-08", "8 December 2026"),
        ("2026-07-08T13:30:00+00:00", "8 July 2026 at 2:30pm"),
        ("2026-07-08T13:30:00Z", "8 July 2026 at 2:30pm"),
        ("2026-11-20T22:15", "20 November 2026 at 10:15pm"),
        ("2026-02-30", "2026-02-30"),
        ("next Tuesday", "next Tuesday"),
        ("2026-12-08 or so", "2026-12-08 or so"),
        ("", ""),
    ],
)
def test_iso_dates_are_said_and_other_text_is_left_alone(value: str, written: str) -> None:
    assert said(value, "Europe/London") == written
