"""Answers that calendar programs send (iTIP REPLY, RFC 5546), and the other calendar messages.

Nothing a calendar program can send raises here: what cannot be read is `CalendarOther("")`, and the raw mail is kept.
The traps of icalendar 7.3 that are met below: one ATTENDEE is a value and several a list; a line with broken quotes
goes to `component.errors` without a word; a bad value is a `vBroken` whose attributes raise; a missing END raises
IndexError; two calendars need `multiple=True`; an unknown TZID gives naive times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar
from icalendar.prop.broken import vBroken

from core.intents import AnswerInvitation, CalendarOther, Intent, Reply

_MAILTO = re.compile(r"^\s*mailto:\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>\"',;:]+@[^\s<>\"',;:]+")
_ENDS = re.compile(rb"^(BEGIN|END):([A-Z-]+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_REPLIES = {
    "ACCEPTED": Reply.ACCEPT,
    "DECLINED": Reply.DECLINE,
    "TENTATIVE": Reply.TENTATIVE,
    "DELEGATED": Reply.DELEGATE,
}
_LARGEST = 1_000_000  # bytes; an invitation of ours is 2 kB
_MOST = 50  # events or attendees of one reply


def read_calendar(calendars: Sequence[bytes]) -> tuple[Intent, ...]:
    """Return what the calendar parts of one mail say, each thing once.

    A REPLY gives an `AnswerInvitation` for every attendee who answered (whose answer counts, core decides from the
    token), anything else a `CalendarOther` with its method; "" is unreadable.
    """
    found = [intent for content in calendars for intent in _read(content)]
    readable = [intent for intent in found if not (isinstance(intent, CalendarOther) and not intent.method)]
    # The same bytes often come twice, as text/calendar and as application/ics.
    return tuple(dict.fromkeys(readable or found))


def _read(content: bytes) -> list[Intent]:
    unreadable: list[Intent] = [CalendarOther(method="")]
    if len(content) > _LARGEST:
        return unreadable
    try:
        parsed = Calendar.from_ical(_completed(content), multiple=True)
        return [intent for each in parsed for intent in _intents(each)] or unreadable
    except Exception:  # noqa: BLE001 - whatever a stranger's calendar does to the parser, the mail is kept for a person
        return unreadable


def _completed(content: bytes) -> bytes:
    """Close what was opened and cut off: a truncated REPLY is still an answer."""
    content = content.lstrip(b"\xef\xbb\xbf \t\r\n").rstrip(b"\x00 \t\r\n") + b"\r\n"
    still_open: list[bytes] = []
    for kind, name in _ENDS.findall(content):
        if kind.upper() == b"BEGIN":
            still_open.append(name.upper())
        elif still_open and still_open[-1] == name.upper():
            still_open.pop()
    return content + b"".join(b"END:" + name + b"\r\n" for name in reversed(still_open))


def _intents(calendar: Any) -> Iterator[Intent]:
    method = _text(calendar.get("METHOD")).strip().upper()
    events = [each for each in calendar.walk() if each.name in {"VEVENT", "VTODO"}][:_MOST]
    if method != "REPLY":
        yield CalendarOther(method, uid=_text(events[0].get("UID")) if events else "")
        return
    answers = [answer for event in events for answer in _answers(event)]
    yield from answers
    if not answers:
        yield CalendarOther("REPLY" if events else "", uid=_text(events[0].get("UID")) if events else "")


def _answers(event: Any) -> Iterator[AnswerInvitation]:
    for attendee in _attendees(event)[:_MOST]:
        parameters: Mapping[str, Any] = getattr(attendee, "params", {})
        reply = _REPLIES.get(_text(parameters.get("PARTSTAT")).strip().upper())
        if reply is None:
            continue  # NEEDS-ACTION, or none: Exchange lists people who have not answered
        yield AnswerInvitation(
            reply,
            attendee=_address(attendee, parameters),
            uid=_text(event.get("UID")).strip(),
            sequence=_sequence(event.get("SEQUENCE")),
            stamp=_stamp(event.get("DTSTAMP")),
            comment=_comment(event),
            delegated_to=tuple(filter(None, (_bare(each) for each in _listed(parameters.get("DELEGATED-TO"))))),
        )


def _attendees(event: Any) -> list[Any]:
    """Return the attendees, also those on a line that the parser dropped for its quotes."""
    whole = _listed(event.get("ATTENDEE"))
    for name, problem in getattr(event, "errors", ()):
        if name in {None, "ATTENDEE"} and (rescued := _rescued(str(problem))):
            whole.append(rescued)
    return whole


class _Rescued(str):
    """An attendee read from a line that is no proper iCalendar."""

    __slots__ = ("params",)

    params: Mapping[str, str]


def _rescued(problem: str) -> _Rescued | None:
    line = re.search(r"ATTENDEE\b.*?(?=': |$)", problem, re.IGNORECASE | re.DOTALL)
    answer = re.search(r"PARTSTAT=\"?([A-Z-]+)", line[0], re.IGNORECASE) if line else None
    address = re.search(rf"mailto:({_ADDRESS.pattern})", line[0], re.IGNORECASE) if line else None
    if not answer or not address:
        return None
    attendee = _Rescued(address[1])
    attendee.params = {"PARTSTAT": answer[1]}
    return attendee


def _address(attendee: Any, parameters: Mapping[str, Any]) -> str:
    """Return the address: MAILTO in any case, bare (Kolab), or in EMAIL where the value is none (Google, Apple)."""
    return _bare(attendee) or _bare(parameters.get("EMAIL"))


def _bare(value: Any) -> str:
    match = _ADDRESS.search(_MAILTO.sub("", _text(value)))
    return match[0].lower() if match else ""


def _sequence(value: Any) -> int:
    """Return the SEQUENCE; missing or broken counts as 0 (RFC 5545 3.8.7.4)."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def _stamp(value: Any) -> datetime | None:
    """Return the DTSTAMP in UTC. It must be in UTC (RFC 5545 3.8.7.2): a naive one is taken so, a bare date is none."""
    stamp = next((getattr(each, "dt", None) for each in _listed(value)), None)
    if not isinstance(stamp, datetime):
        return None
    return stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)


def _comment(event: Any) -> str:
    """Return every COMMENT; some programs (Thunderbird, Google) write the words to X-RESPONSE-COMMENT instead."""
    given = [getattr(each, "params", {}).get("X-RESPONSE-COMMENT") for each in _listed(event.get("ATTENDEE"))]
    parts = [_text(each).strip() for each in (*_listed(event.get("COMMENT")), *given)]
    return "\n".join(dict.fromkeys(part.replace("\\n", "\n").replace("\\,", ",") for part in parts if part))


def _listed(value: Any) -> list[Any]:
    """Return the values of a property, without broken ones."""
    values = list(value) if isinstance(value, (list, tuple)) else [value]
    return [each for each in values if each is not None and not isinstance(each, vBroken)]


def _text(value: Any) -> str:
    """Return a property as text; of several the first."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    return "" if value is None or isinstance(value, (date, Mapping)) else str(value)
