from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intents import DateWish, Wish
from core.panels import EveryDays, NthWeekday, PerCase
from core.schedule import (
    Found,
    NotADay,
    Past,
    Unclear,
    dates,
    first_on_or_after,
    local_time,
    moment,
    slot_times,
    slot_words,
    time_words,
    wanted,
)

LONDON = ZoneInfo("Europe/London")
SECOND_TUESDAY = NthWeekday(week=2, weekday=1, at="14:00")
FORTNIGHTLY = EveryDays(days=14, first="2026-12-01", at="10:00")
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Meeting:
    date: date
    id: int


DECEMBER = Meeting(date(2026, 12, 8), 1)
JANUARY = Meeting(date(2027, 1, 12), 2)
FEBRUARY = Meeting(date(2027, 2, 9), 3)
YEAR = (FEBRUARY, DECEMBER, JANUARY)


def test_edge_case_2_month_that_starts_on_a_tuesday_has_its_second_on_the_8th() -> None:
    assert dates(SECOND_TUESDAY, date(2026, 12, 1), date(2026, 12, 31)) == (date(2026, 12, 8),)


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_second_tuesday_is_the_tuesday_from_8_to_14(start: date, until: date) -> None:
    found = dates(SECOND_TUESDAY, start, until)

    assert all(day.weekday() == 1 and 8 <= day.day <= 14 and start <= day <= until for day in found)
    assert list(found) == sorted(set(found))


def test_year_has_twelve_dates() -> None:
    assert len(dates(SECOND_TUESDAY, date(2027, 1, 1), date(2027, 12, 31))) == 12


def test_both_ends_are_included() -> None:
    assert dates(SECOND_TUESDAY, date(2026, 12, 8), date(2026, 12, 8)) == (date(2026, 12, 8),)


def test_last_weekday_of_the_month_can_be_meant() -> None:
    last_friday = NthWeekday(week=-1, weekday=4, at="10:00")

    assert dates(last_friday, date(2026, 12, 1), date(2027, 1, 31)) == (date(2026, 12, 25), date(2027, 1, 29))


def test_every_fortnight_counts_from_the_first_meeting() -> None:
    found = dates(FORTNIGHTLY, date(2026, 12, 2), date(2027, 1, 12))

    assert found == (date(2026, 12, 15), date(2026, 12, 29), date(2027, 1, 12))


def test_nothing_lies_before_the_first_meeting() -> None:
    assert dates(FORTNIGHTLY, date(2026, 1, 1), date(2026, 12, 1)) == (date(2026, 12, 1),)


def test_panel_by_case_has_no_dates_of_its_own() -> None:
    assert dates(PerCase(), date(2026, 1, 1), date(2030, 1, 1)) == ()
    assert first_on_or_after(PerCase(), TODAY) is None


@pytest.mark.parametrize(
    ("schedule", "day", "first"),
    [
        (SECOND_TUESDAY, date(2026, 12, 8), date(2026, 12, 8)),
        (SECOND_TUESDAY, date(2026, 12, 9), date(2027, 1, 12)),
        (FORTNIGHTLY, date(2020, 1, 1), date(2026, 12, 1)),
        (EveryDays(days=1000, first="2026-12-01", at="10:00"), date(2026, 12, 2), date(2029, 8, 27)),
    ],
    ids=str,
)
def test_first_on_or_after_finds_the_next_date(schedule: NthWeekday | EveryDays, day: date, first: date) -> None:
    assert first_on_or_after(schedule, day) == first


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 10, 13), 13), (date(2026, 11, 10), 14)], ids=["BST", "GMT"])
def test_edge_case_3_panel_is_at_14_on_both_sides_of_the_clock_change(day: date, hour: int) -> None:
    begins = moment(day, "14:00", "Europe/London")

    assert begins == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    assert begins.tzinfo is UTC
    assert time_words(begins, LONDON) == "2pm"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("14:00", time(14)),
        ("14.00", time(14)),
        ("1400", time(14)),
        ("1400hrs", time(14)),
        ("2:30pm", time(14, 30)),
        ("2.30 p.m.", time(14, 30)),
        ("at 2 PM", time(14)),
        ("9:05 am", time(9, 5)),
        ("12pm", time(12)),
        ("12:30 am", time(0, 30)),
        ("14:00pm", time(14)),
        ("Midday", time(12)),
        ("midnight", time(0)),
        ("9:30", time(9, 30)),
    ],
)
def test_time_is_read_as_people_write_it(text: str, at: time) -> None:
    assert local_time(text) == at


@pytest.mark.parametrize("text", ["", "2", "25:00", "14:60", "soon", "14:00 or 15:00", "-1:00"])
def test_what_is_no_time_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="like 14:00 or 2:30pm"):
        local_time(text)


def test_slots_follow_each_other() -> None:
    start = datetime(2026, 12, 8, 14, tzinfo=UTC)

    assert slot_times(start, 0, 20)[0] == start
    assert slot_times(start, 1, 20)[0] == slot_times(start, 0, 20)[1]
    assert slot_words(start, 1, 20, LONDON) == "2:20pm to 2:40pm"


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "midnight"), (9, "9am"), (12, "midday"), (14, "2pm"), (23, "11pm")], ids=str
)
def test_whole_hours_in_words(hour: int, words: str) -> None:
    assert time_words(datetime(2026, 12, 8, hour, tzinfo=UTC), LONDON) == words


@pytest.mark.parametrize("wish", [Wish.NONE, Wish.NEXT])
def test_nothing_said_and_next_mean_the_next_panel(wish: Wish) -> None:
    assert wanted(DateWish(wish), YEAR, TODAY) == Found(DECEMBER)


def test_after_next_means_the_second() -> None:
    assert wanted(DateWish(Wish.AFTER_NEXT), YEAR, TODAY) == Found(JANUARY)


def test_panel_of_today_is_next_until_it_is_over() -> None:
    wish, day = DateWish(Wish.NEXT), DECEMBER.date

    assert wanted(wish, YEAR, day) == Found(DECEMBER)
    assert wanted(wish, YEAR, day, is_over=lambda meeting: meeting == DECEMBER) == Found(JANUARY)


def test_month_means_the_panel_in_it() -> None:
    assert wanted(DateWish(Wish.MONTH, month=(2027, 1)), YEAR, TODAY) == Found(JANUARY)


def test_month_without_a_panel_offers_the_nearest_two() -> None:
    without_january = (DECEMBER, FEBRUARY)

    assert wanted(DateWish(Wish.MONTH, month=(2027, 1)), without_january, TODAY) == NotADay((DECEMBER, FEBRUARY))


def test_day_of_a_panel_is_found() -> None:
    assert wanted(DateWish(Wish.DAY, day=date(2027, 1, 12)), YEAR, TODAY) == Found(JANUARY)


@pytest.mark.parametrize(
    ("day", "nearest"),
    [
        (date(2026, 12, 10), (DECEMBER, JANUARY)),
        (date(2026, 12, 1), (DECEMBER, JANUARY)),
        (date(2027, 3, 9), (JANUARY, FEBRUARY)),
    ],
    ids=str,
)
def test_other_day_offers_the_nearest_two(day: date, nearest: tuple[Meeting, ...]) -> None:
    assert wanted(DateWish(Wish.DAY, day=day), YEAR, TODAY) == NotADay(nearest)


def test_only_panels_to_come_are_offered() -> None:
    found = wanted(DateWish(Wish.DAY, day=date(2026, 12, 10)), YEAR, date(2026, 12, 9))

    assert found == NotADay((JANUARY, FEBRUARY))


@pytest.mark.parametrize(
    "wish",
    [DateWish(Wish.DAY, day=date(2026, 11, 10)), DateWish(Wish.MONTH, month=(2026, 10))],
    ids=["day", "month"],
)
def test_what_has_gone_by_is_past(wish: DateWish) -> None:
    assert wanted(wish, YEAR, TODAY) == Past((DECEMBER, JANUARY))


def test_panel_that_has_begun_today_is_past() -> None:
    wish = DateWish(Wish.DAY, day=DECEMBER.date)

    found = wanted(wish, YEAR, DECEMBER.date, is_over=lambda meeting: meeting == DECEMBER)

    assert found == Past((JANUARY, FEBRUARY))


def test_today_without_a_panel_is_not_a_day() -> None:
    assert wanted(DateWish(Wish.DAY, day=TODAY), YEAR, TODAY) == NotADay((DECEMBER, JANUARY))


@pytest.mark.parametrize("wish", [DateWish(Wish.UNCLEAR), DateWish(Wish.DAY), DateWish(Wish.MONTH)], ids=str)
def test_unclear_wish_stays_unclear(wish: DateWish) -> None:
    assert wanted(wish, YEAR, TODAY) == Unclear((DECEMBER, JANUARY))


@pytest.mark.parametrize("wish", [Wish.NEXT, Wish.AFTER_NEXT])
def test_without_panels_there_is_nothing_to_offer(wish: Wish) -> None:
    none: tuple[Meeting, ...] = ()

    assert wanted(DateWish(wish), none, TODAY) == NotADay(())
