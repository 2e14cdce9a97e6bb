"""The corpus of booking mails (tests/corpus/bookings): read honestly, judged as its README says."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.intents import Book, DateWish, Wish
from mail.reading import read
from mail.understanding.booking import BookingRead, read_booking
from plugins.missing_from_care import PANEL

CORPUS = Path(__file__).parents[2] / "corpus" / "bookings"
MAILS = sorted(CORPUS.glob("*.eml"))
NOT_READ_HERE = {"automatic"}  # sorted out by their headers before anybody reads them (mail.sorting)


@dataclass(frozen=True)
class Case:
    """One mail with what is expected of it and what was made of it."""

    expected: dict[str, Any]
    got: BookingRead
    today: date


def second_tuesday(year: int, month: int) -> date:
    return next(date(year, month, day) for day in range(8, 15) if date(year, month, day).weekday() == 1)


def meetings_from(today: date) -> list[date]:
    months = [(today.year + (today.month - 1 + ahead) // 12, (today.month - 1 + ahead) % 12 + 1) for ahead in range(14)]
    return [day for day in (second_tuesday(*month) for month in months) if day >= today]


def meeting(wish: DateWish, today: date) -> str:
    """Return the ISO day of the meeting that is meant, "" when it must be asked."""
    days = meetings_from(today)
    match wish.wish:
        case Wish.NONE | Wish.NEXT:
            return days[0].isoformat()
        case Wish.AFTER_NEXT:
            return days[1].isoformat()
        case Wish.MONTH if wish.month:
            return next((day.isoformat() for day in days if (day.year, day.month) == wish.month), "")
        case Wish.DAY if wish.day is not None and wish.day in days:
            return wish.day.isoformat()
        case _:
            return ""


@cache
def case(path: Path) -> Case:
    expected = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    now = expected["now"] if isinstance(expected["now"], datetime) else datetime.fromisoformat(expected["now"])
    today = now.astimezone(ZoneInfo("Europe/London")).date()
    incoming = read(path.read_bytes())
    sender = incoming.from_addresses[0][0] if incoming.from_addresses else ""
    got = read_booking(incoming.subject, incoming.text, incoming.table_rows, PANEL, today, sender, ())
    return Case(expected, got, today)


def plain(name: str) -> str:
    return re.sub(r"[\s'’‘`‐‑–-]", "", name).casefold()


def booked(got: BookingRead, today: date) -> dict[str, tuple[str, Book, dict[str, str]]]:
    """Return each child that would be booked or asked a date for: plain name to meeting, intent, values."""
    if not got.is_request:
        return {}
    return {
        plain(values["name"]): (meeting(book.wish, today), book, dict(values))
        for book in got.books
        if "name" not in book.unclear
        for values in book.subjects
    }


def asked(got: BookingRead, today: date) -> set[str]:
    names = {"name" for book in got.books if "name" in book.unclear or not book.subjects}
    return names or {"date" for book in got.books if not meeting(book.wish, today)}


def same(key: str, wanted: str, found: str | None) -> bool:
    """Compare a value; a person may be kept with name and address, a long text longer than its gist."""
    if found is None:
        return False
    if PANEL.field(key) is None or wanted.casefold() == found.casefold():
        return True
    return (
        key in {"iro", "team_manager", "operational_manager", "exploitation", "placement"}
        and wanted.casefold() in found.casefold()
    )


def test_corpus_has_enough_mails() -> None:
    assert len(MAILS) >= 100


@pytest.mark.parametrize("path", MAILS, ids=[path.stem for path in MAILS])
def test_corpus_mail_books_no_wrong_child_and_no_wrong_date(path: Path) -> None:
    each = case(path)

    found = booked(each.got, each.today)

    if each.expected["kind"] in NOT_READ_HERE:
        return
    wanted = {plain(book["name"]): book["meeting"] for book in each.expected.get("book", [])}
    assert not {plain(name) for name in each.expected["not_book"]} & set(found)
    assert set(found) <= set(wanted)
    assert {name: day for name, (day, _, _) in found.items() if day not in {wanted[name], ""}} == {}


@pytest.mark.parametrize("path", MAILS, ids=[path.stem for path in MAILS])
def test_corpus_mail_is_read_as_a_careful_clerk_would(path: Path) -> None:
    each = case(path)
    found = booked(each.got, each.today)
    books = each.expected.get("book", [])

    if each.expected["kind"] in NOT_READ_HERE:
        return
    assert each.got.is_request == (each.expected["kind"] == "booking")
    assert each.got.book.danger == each.expected["danger"]
    if each.expected["kind"] != "booking":
        return
    assert asked(each.got, each.today) == set(each.expected["ask"])
    assert set(found) == {plain(book["name"]) for book in books}
    for book in books:
        day, _, values = found[plain(book["name"])]
        assert day == book["meeting"]
        wrong = {
            key: values.get(key) for key, value in book["fields"].items() if not same(key, str(value), values.get(key))
        }
        assert wrong == {}
        assert values.get("date_of_birth") == book["fields"].get("date_of_birth")


def test_corpus_bookings_need_no_question_in_95_of_100() -> None:
    cases = [each for each in map(case, MAILS) if each.expected["kind"] == "booking"]

    asking = [
        each for each in cases if asked(each.got, each.today) - set(each.expected["ask"]) or not each.got.is_request
    ]

    assert len(asking) / len(cases) <= 0.05


def test_second_tuesday_is_the_panels_day() -> None:
    assert second_tuesday(2026, 12) == date(2026, 12, 8)
    assert monthrange(2026, 12)[0] == 1
    assert datetime(2026, 12, 8, tzinfo=UTC).weekday() == 1
