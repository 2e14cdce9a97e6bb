"""What we send, read back by three independent readers: icalendar, recurring_ical_events and libical's linter."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st

from core.disclosure import CalendarEntry
from core.errors import Faulty, Held
from mail.invitations import calendar_text

LONDON = ZoneInfo("Europe/London")
ORGANIZER = "missing-panel+iaeaaaaaaaaaaaaaaaaaaaaaaaaaaaab@panels.anytown.example"
ENTRY = CalendarEntry(
    method="REQUEST",
    uid="0f2c7d1e-5f0a-4b7a-9d55-2f4be3a9d001@panels.anytown.example",
    sequence=2,
    starts=datetime(2026, 12, 8, 14, tzinfo=UTC),
    ends=datetime(2026, 12, 8, 16, tzinfo=UTC),
    place="Ellwood Street; Room 2, left",
    summary="Missing from Care and Home Panel",
    description="OFFICIAL-SENSITIVE\nIf there are no buttons, reply ACCEPT.",
)
ENTRIES = {
    "request": ENTRY,
    "summer": replace(
        ENTRY,
        starts=datetime(2027, 7, 13, 13, tzinfo=UTC),
        ends=datetime(2027, 7, 13, 15, tzinfo=UTC),
        partstat="ACCEPTED",
    ),
    "inquorate": replace(ENTRY, tentative=True, role="CHAIR"),
    "adviser": replace(ENTRY, role="OPT-PARTICIPANT", partstat="TENTATIVE"),
    "representative": replace(ENTRY, delegated_from="Missing.Unit@anytown.police.example"),
    "cancel": replace(ENTRY, method="CANCEL", sequence=3),
    "removed": replace(ENTRY, method="CANCEL", sequence=3, removed=True),
    "bare": replace(ENTRY, place="", description=""),
}
# Run by the system's own Python, where Debian puts the binding. Prints whether the tables are kept, and the errors.
_LINTER = """
import json, sys
import gi
gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib
found = []
for text in json.load(sys.stdin):
    component = ICalGLib.Component.new_from_string(text)
    kept = bool(component) and bool(ICalGLib.restriction_check(component))
    found.append([kept, component.count_errors() if component else -1])
print(json.dumps(found))
"""


def written(entry: CalendarEntry = ENTRY, **changes: Any) -> bytes:
    arguments: dict[str, Any] = {
        "organizer": ORGANIZER,
        "organizer_name": "Missing from Care and Home Panel",
        "attendee": "Missing.Unit+Panel@anytown.police.example",
        "attendee_name": "Police missing unit",
        "stamp": datetime(2026, 11, 24, 9, 30, 5, tzinfo=UTC),
        "timezone": "Europe/London",
    }
    return calendar_text(entry, **{**arguments, **changes})


def read(raw: bytes) -> icalendar.Calendar:
    found = icalendar.Calendar.from_ical(raw)
    assert isinstance(found, icalendar.Calendar)
    return found


def lines(raw: bytes) -> list[str]:
    """Unfold the way RFC 5545 3.1 says."""
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")


def line(raw: bytes, name: str) -> str:
    """Return the one content line of the event with this name."""
    event = lines(raw)[lines(raw).index("BEGIN:VEVENT") :]
    found = [each for each in event if re.match(rf"{name}[;:]", each)]
    assert len(found) == 1
    return found[0]


def test_a_request_is_written_to_the_letter() -> None:
    found = lines(written())

    assert found[:4] == ["BEGIN:VCALENDAR", "PRODID:-//Panelpost//Panelpost//EN", "VERSION:2.0", "METHOD:REQUEST"]
    assert found[found.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:0f2c7d1e-5f0a-4b7a-9d55-2f4be3a9d001@panels.anytown.example",
        "DTSTAMP:20261124T093005Z",
        "SEQUENCE:2",
        "DTSTART;TZID=Europe/London:20261208T140000",
        "DTEND;TZID=Europe/London:20261208T160000",
        "SUMMARY:Missing from Care and Home Panel",
        "LOCATION:Ellwood Street\\; Room 2\\, left",
        "DESCRIPTION:OFFICIAL-SENSITIVE\\nIf there are no buttons\\, reply ACCEPT.",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "CLASS:PRIVATE",
        f'ORGANIZER;CN="Missing from Care and Home Panel":mailto:{ORGANIZER}',
        (
            'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Police missing unit"'
            ":mailto:Missing.Unit+Panel@anytown.police.example"
        ),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize("name", ENTRIES)
def test_lines_end_and_fold_as_the_standard_wants(name: str) -> None:
    raw = written(ENTRIES[name], attendee_name="Ångström Ōé " * 8)

    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(each) <= 75 and each.decode() for each in raw.split(b"\r\n")[:-1])
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", raw) is None


@pytest.mark.parametrize("name", ENTRIES)
def test_nothing_that_clients_stumble_over_is_written(name: str) -> None:
    found = lines(written(ENTRIES[name]))

    properties = [re.split("[;:]", each)[0] for each in found[found.index("BEGIN:VEVENT") :] if each]
    assert [each for each in properties if each.startswith("X-") or each in {"RRULE", "RECURRENCE-ID"}] == []
    assert "BEGIN:VALARM" not in found
    assert [properties.count(each) for each in ("UID", "SEQUENCE", "ATTENDEE", "ORGANIZER")] == [1] * 4


@pytest.mark.parametrize(
    ("name", "status"),
    [("request", "CONFIRMED"), ("inquorate", "TENTATIVE"), ("cancel", "CANCELLED"), ("removed", None)],
)
def test_the_status_says_what_became_of_the_meeting(name: str, status: str | None) -> None:
    event = read(written(ENTRIES[name])).events[0]

    assert event.get("STATUS") == status


def test_an_answer_is_asked_for_until_it_is_given() -> None:
    assert "RSVP=TRUE" in line(written(), "ATTENDEE")
    for name in ("summer", "adviser", "cancel", "removed"):
        assert "RSVP" not in line(written(ENTRIES[name]), "ATTENDEE")


def test_a_representative_names_whom_they_stand_for() -> None:
    attendee = line(written(ENTRIES["representative"]), "ATTENDEE")

    assert 'DELEGATED-FROM="mailto:Missing.Unit@anytown.police.example"' in attendee


def test_the_organiser_is_lower_case_and_the_attendee_exact() -> None:
    raw = written(organizer=ORGANIZER.upper())

    assert line(raw, "ORGANIZER").endswith(f":mailto:{ORGANIZER}")
    assert line(raw, "ATTENDEE").endswith(":mailto:Missing.Unit+Panel@anytown.police.example")


@pytest.mark.parametrize("name", ENTRIES)
def test_icalendar_reads_the_same_back(name: str) -> None:
    entry = ENTRIES[name]

    calendar = read(written(entry))
    event = calendar.events[0]

    assert [component.errors for component in calendar.walk()] == [[] for _ in calendar.walk()]
    assert event.start == entry.starts
    assert event.end == entry.ends
    assert event.stamp == datetime(2026, 11, 24, 9, 30, 5, tzinfo=UTC)
    assert str(event.get("LOCATION", "")) == entry.place
    assert str(event.get("DESCRIPTION", "")) == entry.description
    assert event["ATTENDEE"].params["PARTSTAT"] == entry.partstat
    assert calendar["METHOD"] == entry.method


@pytest.mark.parametrize("name", ["request", "summer"])
def test_recurring_ical_events_finds_the_same_moments(name: str) -> None:
    entry = ENTRIES[name]

    found = recurring_ical_events.of(read(written(entry))).at(entry.starts.year)

    assert [(each.start, each.end) for each in found] == [(entry.starts, entry.ends)]


@given(st.text(max_size=200), st.text(max_size=200))
def test_names_and_texts_are_data(name: str, text: str) -> None:
    entry = replace(ENTRY, summary=text, place=text, description=text)

    raw = written(entry, attendee_name=name, organizer_name=text)

    calendar = read(raw)
    event = calendar.events[0]
    assert [component.errors for component in calendar.walk()] == [[], [], [], [], []]
    assert event["ATTENDEE"] == "mailto:Missing.Unit+Panel@anytown.police.example"
    assert set(event) <= {
        *("UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "TRANSP"),
        *("CLASS", "ORGANIZER", "ATTENDEE"),
    }
    assert all(len(each) <= 75 for each in raw.split(b"\r\n"))


def test_a_name_cannot_end_its_quotes() -> None:
    raw = written(attendee_name='Jo "JW";PARTSTAT=ACCEPTED:mailto:x@example.org\r\nX-EVIL:1 ^n')

    assert line(raw, "ATTENDEE") == (
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;"
        "CN=\"Jo 'JW';PARTSTAT=ACCEPTED:mailto:x@example.org X-EVIL:1 n\""
        ":mailto:Missing.Unit+Panel@anytown.police.example"
    )


def changes_of_london() -> list[datetime]:
    """Return the moments at which London's clocks change, 1996 to 2040, found by looking at every hour."""
    hours = [datetime(1996, 10, 28, tzinfo=UTC) + timedelta(hours=hour) for hour in range(44 * 366 * 24)]
    return [
        after
        for before, after in pairwise(hours)
        if before.astimezone(LONDON).utcoffset() != after.astimezone(LONDON).utcoffset()
    ]


def test_the_written_zone_is_london_as_zoneinfo_knows_it() -> None:
    zone = tz.tzical(StringIO("\n".join(lines(written())))).get("Europe/London")
    assert zone is not None
    changes = changes_of_london()

    moments = [change + timedelta(hours=hours) for change in changes for hours in (-48, -2, 2, 12, 24 * 40)]

    locals_ = [moment.astimezone(LONDON).replace(tzinfo=None, fold=0) for moment in moments]
    assert len(changes) == 88
    assert [zone.utcoffset(local) for local in locals_] == [LONDON.utcoffset(local) for local in locals_]


def test_the_written_zone_uses_two_yearly_rules_and_no_dates() -> None:
    found = lines(written())
    zone = found[found.index("BEGIN:VTIMEZONE") : found.index("END:VTIMEZONE")]

    assert [each for each in zone if each.startswith("RRULE")] == [
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    ]
    assert [each for each in zone if each.startswith("RDATE")] == []


def libical(texts: list[str]) -> list[list[int]]:
    """Ask libical's restriction tables about each text: whether they are kept, and how many errors it found."""
    command = ["/usr/bin/python3", "-c", _LINTER]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=60)
    found: list[list[int]] = json.loads(done.stdout)
    return found


def test_libical_finds_nothing_wrong(needs_program: Callable[..., Path]) -> None:
    needs_program("libical's binding", "/usr/lib/*/girepository-1.0/ICalGLib-3.0.typelib")

    found = libical([written(entry).decode() for entry in ENTRIES.values()])

    assert dict(zip(ENTRIES, found, strict=True)) == {name: [True, 0] for name in ENTRIES}


def test_libical_would_find_a_fault(needs_program: Callable[..., Path]) -> None:
    needs_program("libical's binding", "/usr/lib/*/girepository-1.0/ICalGLib-3.0.typelib")
    whole = written().decode()
    without = {name: re.sub(rf"(?m)^{name}[;:].*\r\n( .*\r\n)*", "", whole) for name in ("ORGANIZER", "ATTENDEE")}

    found = libical([without["ORGANIZER"], without["ATTENDEE"], whole.replace("METHOD:REQUEST", "METHOD:PUBLISH")])

    assert [kept for kept, _ in found] == [False, False, False]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"timezone": "Europe/Paris"}, Faulty),
        ({"attendee": ORGANIZER.upper()}, Held),
        ({"attendee": "jo@x.example\r\nX-EVIL:1"}, Held),
        ({"organizer": "two words@x.example"}, Held),
    ],
)
def test_what_cannot_be_written_is_refused(changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        written(**changes)


@pytest.mark.parametrize("method", ["ADD", "COUNTER", "REPLY", "PUBLISH", ""])
def test_only_requests_and_cancels_are_written(method: str) -> None:
    with pytest.raises(Faulty):
        written(replace(ENTRY, method=method))
