from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workalendar.europe import UnitedKingdom

from core.deadlines import WorkingDays, due, due_moment
from core.panels import Period, Unit

LONDON = ZoneInfo("Europe/London")
DAYS = WorkingDays("GB-ENG")


@pytest.mark.parametrize(
    ("panel", "names_list"),
    [
        (date(2026, 12, 8), date(2026, 12, 3)),
        (date(2023, 4, 11), date(2023, 4, 4)),  # Easter Monday the day before
        (date(2023, 5, 9), date(2023, 5, 3)),  # the coronation's extra holiday the day before
        (date(2029, 5, 8), date(2029, 5, 2)),  # early May holiday the day before
    ],
    ids=str,
)
def test_names_list_day_is_three_whole_working_days_before_the_panel(panel: date, names_list: date) -> None:
    assert DAYS.back(panel, 3) == names_list


def test_extra_holiday_of_a_site_is_no_working_day() -> None:
    days = WorkingDays("GB-ENG", extra=[date(2027, 6, 1)])

    assert DAYS.is_working_day(date(2027, 6, 1))
    assert not days.is_working_day(date(2027, 6, 1))
    assert days.holiday(date(2027, 6, 1)) == "a local holiday"


def test_weekend_is_no_working_day() -> None:
    assert [DAYS.is_working_day(date(2026, 12, day)) for day in (4, 5, 6, 7)] == [True, False, False, True]


def test_holiday_has_a_name_and_an_ordinary_day_has_none() -> None:
    assert (DAYS.holiday(date(2026, 12, 25)), DAYS.holiday(date(2026, 12, 8))) == ("Christmas Day", "")


def test_nations_differ() -> None:
    scotland = WorkingDays("GB-SCT")

    assert DAYS.is_working_day(date(2026, 11, 30))
    assert not scotland.is_working_day(date(2026, 11, 30))  # St Andrew's Day


@pytest.mark.parametrize("nation", ["GB-XX", "XX", "", "Anytown"])
def test_unknown_nation_says_how_to_write_it(nation: str) -> None:
    with pytest.raises(ValueError, match="GB-ENG"):
        WorkingDays(nation)


def test_none_back_is_the_day_itself() -> None:
    assert DAYS.back(date(2026, 12, 6), 0) == date(2026, 12, 6)


def test_fewer_than_none_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        DAYS.forward(date(2026, 12, 8), -1)


@given(st.dates(date(2016, 1, 1), date(2036, 12, 31)), st.integers(1, 40))
def test_back_and_forward_meet(day: date, count: int) -> None:
    there = DAYS.back(day, count)

    assert DAYS.is_working_day(there)
    assert sum(DAYS.is_working_day(there + timedelta(days=n)) for n in range((day - there).days)) == count
    if DAYS.is_working_day(day):
        assert DAYS.forward(there, count) == day


def test_workalendar_counts_the_same_working_days_but_for_the_coronation_it_does_not_know() -> None:
    theirs = UnitedKingdom()
    every_day = (date(2016, 1, 1) + timedelta(days=n) for n in itertools.count())

    different = [
        day
        for day in itertools.takewhile(lambda day: day.year < 2030, every_day)
        if DAYS.is_working_day(day) != theirs.is_working_day(day)
    ]

    assert different == [date(2023, 5, 8)]


def test_working_days_skip_weekend_and_christmas() -> None:
    assert due(Period(2, Unit.WORKING_DAYS), date(2026, 12, 24), DAYS, LONDON) == date(2026, 12, 30)


def test_calendar_days_skip_nothing() -> None:
    assert due(Period(28, Unit.CALENDAR_DAYS), date(2026, 12, 8), DAYS, LONDON) == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 12, 8), 1, date(2027, 1, 8)),
    ],
    ids=str,
)
def test_months_end_with_the_month(start: date, months: int, end: date) -> None:
    assert due(Period(months, Unit.MONTHS), start, DAYS, LONDON) == end


def test_edge_case_6_return_interview_counts_weekend_hours() -> None:
    returned = datetime(2026, 12, 4, 23, 30, tzinfo=LONDON)  # a Friday night

    assert due_moment(Period(72, Unit.HOURS), returned, DAYS, LONDON) == datetime(2026, 12, 7, 23, 30, tzinfo=UTC)
    assert due(Period(72, Unit.HOURS), returned, DAYS, LONDON) == date(2026, 12, 7)


def test_hours_are_clock_hours_when_the_clocks_change() -> None:
    returned = datetime(2026, 10, 23, 14, tzinfo=LONDON)  # the clocks go back on 25 October 2026

    ends = due_moment(Period(72, Unit.HOURS), returned, DAYS, LONDON)

    assert ends.astimezone(LONDON).isoformat() == "2026-10-26T13:00:00+00:00"


def test_time_without_a_zone_is_local() -> None:
    stored = datetime.fromisoformat("2026-07-01T14:00")

    assert due_moment(Period(72, Unit.HOURS), stored, DAYS, LONDON) == datetime(2026, 7, 4, 13, tzinfo=UTC)


def test_hours_from_a_date_alone_take_the_earlier_answer() -> None:
    ends = due_moment(Period(72, Unit.HOURS), date(2026, 12, 4), DAYS, "Europe/London")

    assert ends == datetime(2026, 12, 7, tzinfo=UTC)


def test_moment_near_midnight_counts_from_its_local_day() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight on 2 July in London

    assert due(Period(1, Unit.CALENDAR_DAYS), late, DAYS, "Europe/London") == date(2026, 7, 3)


def test_a_day_runs_out_at_its_local_end() -> None:
    ends = due_moment(Period(1, Unit.CALENDAR_DAYS), date(2026, 7, 1), DAYS, LONDON)

    assert ends == datetime(2026, 7, 2, 23, tzinfo=UTC)
