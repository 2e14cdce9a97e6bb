from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intents import Wish
from mail.understanding.dates import find_dates, find_wish, read_date, read_time

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "written",
    [
        "3/4/10",
        "3rd April 2010",
        "03.04.2010",
        "2010-04-03",
        "3 Apr 10",
        "03-04-2010",
        "030410",
        "3rd of April, 2010",
        "April 3rd 2010",
        "born 3.4.2010",
        "third of April two thousand and ten",
    ],
)
def test_date_of_birth_is_read_in_any_spelling(written: str) -> None:
    assert read_date(written, TODAY, ahead=False) == date(2010, 4, 3)


@pytest.mark.parametrize(
    "written",
    [
        "8 Dec",
        "Tues 8 December",
        "8/12",
        "8/12/26",
        "8.12.2026",
        "December 8th",
        "8th Decemeber",
        "8 December at 2pm",
        "Tuesday the 8th of December",
    ],
)
def test_date_ahead_is_the_coming_one(written: str) -> None:
    assert read_date(written, TODAY) == date(2026, 12, 8)


@pytest.mark.parametrize(
    "written",
    [
        "31/2/2010",
        "Monday 8 December",
        "24/7",
        "3 times in May",
        "15 yrs",
        "13/13/10",
        "next Tuesday",
        "8 or 9 December and 3/4/10",
    ],
)
def test_date_that_is_not_sure_is_none(written: str) -> None:
    assert read_date(written, TODAY) is None


def test_date_without_year_is_the_last_one_where_it_lies_behind() -> None:
    assert read_date("Friday 20 November", TODAY, ahead=False) == date(2026, 11, 20)
    assert read_date("last night", TODAY, ahead=False) == date(2026, 11, 23)


def test_found_date_tells_its_place_and_its_weekday() -> None:
    found = find_dates("panel on Monday 8 December", TODAY)

    assert [(each.start, each.end, each.weekday_given, each.fits, each.year_given) for each in found] == [
        (9, 26, 0, False, False)
    ]


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31)))
def test_date_written_in_full_is_read_back(day: date) -> None:
    assert read_date(f"{day.day} {day:%B %Y}", TODAY) == day
    assert read_date(f"{day:%d/%m/%Y}", TODAY) == day
    assert read_date(day.isoformat(), TODAY) == day


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2pm", time(14)),
        ("14:00", time(14)),
        ("14.00", time(14)),
        ("1400", time(14)),
        ("half past two", time(14, 30)),
        ("quarter to ten", time(9, 45)),
        ("noon", time(12)),
        ("10 December 10:00 at Ellwood Street", time(10)),
        ("12am", time(0)),
        ("8.12.2026", None),
        ("two", None),
    ],
)
def test_time_is_read(written: str, at: time | None) -> None:
    assert read_time(written) == at


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Please book Sam in.", Wish.NONE),
        ("Please book Sam into the next panel.", Wish.NEXT),
        ("Could Sam have the next available slot?", Wish.NEXT),
        ("asap please", Wish.NEXT),
        ("The panel after next please", Wish.AFTER_NEXT),
        ("I can't make the next panel so could we have the one after?", Wish.AFTER_NEXT),
        ("Please book Sam for the panel in the new year", Wish.UNCLEAR),
        ("Please book Sam for 8 December or 12 January", Wish.UNCLEAR),
        ("Please book for Monday 8 December", Wish.UNCLEAR),
        ("I can't make the December panel.", Wish.UNCLEAR),
        ("Please book Sam for w/c 7 December", Wish.UNCLEAR),
        ("When is the next panel?", Wish.NONE),
        ("Sam was last missing on 20 November. Strategy meeting is on 1 December.", Wish.NONE),
        ("LAC review is 3 December. Born 12/12/12. I am on leave until 7 December.", Wish.NONE),
    ],
)
def test_wish_without_a_day_is_read(text: str, wish: Wish) -> None:
    assert find_wish(text, TODAY).wish is wish


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Please book Sam for 8 December.", date(2026, 12, 8)),
        ("Sam, last missing 12 November, for the 8 December panel.", date(2026, 12, 8)),
        ("second Tuesday in January", date(2027, 1, 12)),
        ("Review due 3 December. Please book to panel 12 January.", date(2027, 1, 12)),
        ("Book Sam for 8 December. Actually make it 12 January.", date(2027, 1, 12)),
        ("Next panel on 8 December please", date(2026, 12, 8)),
        ("Please book Sam for the missing panel in two weeks' time", date(2026, 12, 8)),
        ("Panel on 08/12/2025 please", date(2025, 12, 8)),
    ],
)
def test_wish_for_a_day_is_read(text: str, day: date) -> None:
    wish = find_wish(text, TODAY)

    assert (wish.wish, wish.day) == (Wish.DAY, day)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Could he go to December's panel?", (2026, 12)),
        ("I'm on leave on 8 December, please book Sam for January.", (2027, 1)),
        ("Please add him to next month's panel", (2026, 12)),
        ("He was heard in October. Could it be January?", (2027, 1)),
        ("Book for the December panel, I think it's the 15th?", (2026, 12)),
        ("the first panel in the new year", (2027, 1)),
    ],
)
def test_wish_for_a_month_is_read(text: str, month: tuple[int, int]) -> None:
    wish = find_wish(text, TODAY)

    assert (wish.wish, wish.month) == (Wish.MONTH, month)


def test_wish_for_the_one_after_a_day_needs_a_monthly_panel() -> None:
    text = "I can't make 8 December so could it be the one after that?"

    assert find_wish(text, TODAY).wish is Wish.UNCLEAR
    assert find_wish(text, TODAY, monthly=True).month == (2027, 1)
