"""What a report reads from the store: which meetings and bookings, and how outcomes and actions stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from core.panels import Count, Returns
from core.reports import Report, Span, last_quarter, quarter_of, read_report
from core.sites import Panel, Site
from core.store.engine import Store
from core.store.tables import ActionRow, Booking, Case, Meeting, MinutesRevision, OutcomeRow, Person

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
AUTUMN = Span(date(2026, 10, 1), date(2026, 12, 31))
TODAY = date(2027, 1, 5)
AGES = Count("ages", "Age", by="age", bands=(15, 16))


@pytest.fixture
def panel(site: Site) -> Panel:
    """The missing panel, with every number shown."""
    held = site.panels["missing"]
    return replace(held, type=replace(held.type, returns=Returns(counts=(AGES,), small_numbers=0)))


class Books:
    """Writes meetings and what was done there straight into the store."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.made = 0
        person = {"address_hash": "a", "address": "jo.bright@anytown.example", "name": "Jo Bright"}
        self.person = self._write(Person, person)

    def _write(self, table: Any, row: Mapping[str, Any]) -> int:
        return int(self.connection.execute(insert(table).values(**row).returning(table.id)).scalar_one())

    def meet(self, day: str, state: str = "over", panel: str = "missing") -> int:
        """Hold a meeting; return its id."""
        row = {"panel": panel, "rule_date": "", "day": day, "starts": NOON, "ends": NOON, "place": "Ellwood Street"}
        self.made += 1
        return self._write(Meeting, {**row, "state": state, "uid": f"m{self.made}"})

    def case(self) -> int:
        """Make a case."""
        return self._write(Case, {"panel": "missing", "name_hash": "n"})

    def book(self, meeting: int | None, case: int | None = None, state: str = "heard", **values: str) -> int:
        """Book a case; return the booking's id."""
        self.made += 1
        row = {"reference": f"MIS-26-{self.made:04}", "panel": "missing", "uid": f"b{self.made}", "made": NOON}
        case = case or self.case()
        return self._write(Booking, {**row, "case_id": case, "meeting_id": meeting, "state": state, "values": values})

    def minutes(self, meeting: int) -> int:
        """Write a meeting's minutes."""
        row = {"meeting_id": meeting, "revision": 1, "state": "approved", "content": {}, "changed": NOON}
        return self._write(MinutesRevision, row)

    def outcome(self, booking: int, minutes: int, state: str, key: str = "safety_plan_agreed") -> int:
        """Record an outcome."""
        row = {"booking_id": booking, "minutes_id": minutes, "key": key, "values": {}, "state": state}
        return self._write(OutcomeRow, row)

    def action(self, booking: int, minutes: int, state: str, due: str, outcome: int | None = None) -> None:
        """Give an action."""
        row = {"booking_id": booking, "minutes_id": minutes, "outcome_id": outcome, "owner_id": self.person}
        self._write(ActionRow, {**row, "what": "Visit Sam Example", "due": due, "state": state, "reason": "Sam is ill"})


@pytest.fixture
def connection(store: Store) -> Any:
    with store.write() as opened:
        yield opened


@pytest.fixture
def books(connection: Connection) -> Books:
    return Books(connection)


def figures(found: Report) -> dict[str, int | None]:
    """Return the figures by section and key."""
    return {f"{section.key}.{line.key}": line.figure.count for section in found.sections for line in section.lines}


def rows(found: Report, key: str) -> dict[str, int | None]:
    """Return the rows of a line in which there is something."""
    lines = [line for section in found.sections for line in section.lines if line.key == key]
    return {row.label: row.count for line in lines for row in line.rows if row.count}


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-11-24", "2026-10-01", "2026-12-31"),
        ("2027-01-01", "2027-01-01", "2027-03-31"),
        ("2027-06-30", "2027-04-01", "2027-06-30"),
        ("2028-02-29", "2028-01-01", "2028-03-31"),
    ],
)
def test_a_quarter_is_of_the_year(day: str, first: str, last: str) -> None:
    assert quarter_of(date.fromisoformat(day)) == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2026-11-24", "2026-07-01", "2026-09-30"),
        ("2027-01-01", "2026-10-01", "2026-12-31"),
        ("2026-12-31", "2026-07-01", "2026-09-30"),
        ("2028-05-31", "2028-01-01", "2028-03-31"),
    ],
)
def test_the_last_full_quarter_is_the_one_before_todays(today: str, first: str, last: str) -> None:
    found = last_quarter(date.fromisoformat(today))

    assert found == Span(date.fromisoformat(first), date.fromisoformat(last))


def test_both_days_of_a_period_are_in_it_and_no_others(connection: Connection, books: Books, panel: Panel) -> None:
    for day in ("2026-09-30", "2026-10-01", "2026-12-31", "2027-01-01"):
        books.book(books.meet(day))
    books.book(books.meet("2026-11-10", state="cancelled"))
    books.meet("2026-11-11", panel="another")

    found = figures(read_report(connection, panel, AUTUMN, TODAY))

    assert (found["meetings.meetings"], found["meetings.cases"]) == (2, 2)


def test_a_leap_day_is_a_day(connection: Connection, books: Books, panel: Panel) -> None:
    """Whoever was born on one has their birthday on 1 March in other years, and on the day itself in this one."""
    books.book(books.meet("2028-02-29"), date_of_birth="2012-02-29")
    day = date(2028, 2, 29)

    found = read_report(connection, panel, Span(day, day), TODAY)

    assert figures(found)["meetings.cases"] == 1
    assert rows(found, "ages") == {"16 or over": 1}


def test_age_is_that_on_the_day_of_the_meeting(connection: Connection, books: Books, panel: Panel) -> None:
    books.book(books.meet("2026-10-06"), date_of_birth="2010-10-07")

    assert rows(read_report(connection, panel, AUTUMN, TODAY), "ages") == {"15": 1}


def test_a_case_is_heard_for_the_first_time_or_again(connection: Connection, books: Books, panel: Panel) -> None:
    known, fresh = books.case(), books.case()
    books.book(books.meet("2026-09-08"), known)
    for day in ("2026-10-13", "2026-11-10"):
        meeting = books.meet(day)
        books.book(meeting, known)
        books.book(meeting, fresh)

    found = read_report(connection, panel, AUTUMN, TODAY)

    assert figures(found)["meetings.cases"] == 2
    assert rows(found, "cases") == {"heard for the first time": 1, "heard before": 1}


def test_what_was_withdrawn_or_not_presented_was_not_discussed(
    connection: Connection, books: Books, panel: Panel
) -> None:
    meeting = books.meet("2026-10-13")
    books.book(meeting, state="withdrawn")
    books.book(meeting, state="not presented")

    found = figures(read_report(connection, panel, AUTUMN, TODAY))

    assert (found["meetings.cases"], found["meetings.withdrawn"], found["meetings.not_presented"]) == (0, 1, 1)


@pytest.mark.parametrize("day", ["2026-10-13", "2026-11-10", None])
def test_a_booking_that_went_into_another_of_its_case_was_not_withdrawn(
    connection: Connection, books: Books, panel: Panel, day: str | None
) -> None:
    case = books.case()
    books.book(books.meet("2026-10-13"), case, state="withdrawn")
    books.book(books.meet(day) if day else None, case, state="waiting")

    assert figures(read_report(connection, panel, AUTUMN, TODAY))["meetings.withdrawn"] == 0


def test_outcomes_are_final_or_wait_and_replaced_ones_are_none(
    connection: Connection, books: Books, panel: Panel
) -> None:
    meeting = books.meet("2026-10-13")
    booking, minutes = books.book(meeting), books.minutes(meeting)
    for state in ("confirmed", "draft", "not agreed", "replaced"):
        books.outcome(booking, minutes, state)

    found = read_report(connection, panel, AUTUMN, TODAY)

    assert figures(found)["outcomes.safety_plan_agreed"] == 3
    assert rows(found, "safety_plan_agreed") == {"final": 1, "waiting to be confirmed": 2}


def test_an_action_is_unanswered_on_the_day_after_it_was_due(
    connection: Connection, books: Books, panel: Panel
) -> None:
    meeting = books.meet("2026-12-08")
    booking, minutes = books.book(meeting), books.minutes(meeting)
    for state in ("done", "not possible", "not done", "draft", "sent back", "replaced"):
        books.action(booking, minutes, state, "2026-12-15")
    for due in ("2027-01-04", "2027-01-05"):
        books.action(booking, minutes, "open", due, books.outcome(booking, minutes, "confirmed"))

    assert rows(read_report(connection, panel, AUTUMN, TODAY), "actions") == {
        "done": 1,
        "not possible": 1,
        "not done": 1,
        "overdue, unanswered": 1,
        "not due yet": 1,
        "waiting to be confirmed": 2,
    }


def test_nothing_that_somebody_wrote_is_in_a_report(connection: Connection, books: Books, panel: Panel) -> None:
    """It could be: the store that is read has a name, a number, a reference, what an owner has to do and why not."""
    meeting = books.meet("2026-12-08")
    booking, minutes = books.book(meeting, name="Sam Example", case_number="77120"), books.minutes(meeting)
    books.action(booking, minutes, "not possible", "2026-12-15", books.outcome(booking, minutes, "confirmed"))

    found = read_report(connection, panel, AUTUMN, TODAY)

    said = json.dumps(asdict(found), default=str)
    assert figures(found)["actions.actions"] == 1
    assert not [secret for secret in ("Sam", "77120", "MIS-", "Visit", "ill", "jo.bright") if secret in said]


def test_a_report_says_that_its_period_is_not_over(connection: Connection, panel: Panel) -> None:
    found = read_report(connection, panel, AUTUMN, date(2026, 12, 31))

    assert found.incomplete == ("The period ends on 31 December 2026: what comes after 31 December 2026 is not in it.",)


def test_a_report_says_that_minutes_are_missing(connection: Connection, books: Books, panel: Panel) -> None:
    books.book(books.meet("2026-10-13"), state="booked")
    books.book(books.meet("2026-11-10"), state="heard")

    found = read_report(connection, panel, AUTUMN, TODAY)

    assert found.incomplete == (
        "The minutes of 1 meeting are not approved yet: what was discussed there is not counted.",
    )
