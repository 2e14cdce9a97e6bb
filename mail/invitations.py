"""Calendar text of our own invitations: one VEVENT for one recipient (RFC 5545, 5546, 6047).

The text is written directly, for two reasons: `icalendar` writes time zones as RDATE lists, which Outlook ignores
(London winter meetings come out one hour wrong), and building its zone costs 4 ms a message. What is written here is
read back by `icalendar`, `recurring_ical_events` and libical's own restriction tables in the tests.

Rules kept here: no names, case numbers or agenda (`CalendarEntry` holds none); ORGANIZER in lower case, because
sabre/dav lower-cases addresses and our reply tokens are letters and digits only; one ATTENDEE, the exact delivery
address; no VALARM, no X- properties, no RRULE; SEQUENCE always.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.errors import Faulty, Held

if TYPE_CHECKING:
    from core.disclosure import CalendarEntry

PRODID = "-//Panelpost//Panelpost//EN"
LONDON = "Europe/London"
METHODS = frozenset({"REQUEST", "CANCEL"})
"""What we send: never ADD (Outlook and sabre disagree about it), never COUNTER or PUBLISH."""

# Two yearly rules, as London has kept them since 1996; checked against zoneinfo in the tests.
_LONDON_RULES = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/London",
    "BEGIN:DAYLIGHT",
    "DTSTART:19810329T010000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "TZNAME:BST",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "TZNAME:GMT",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)
_ZONES = {LONDON: (ZoneInfo(LONDON), _LONDON_RULES)}

_MAX_OCTETS = 75  # RFC 5545 3.1, the line break not counted
_ADDRESS = re.compile(r"[!#$%&'*+/=?^_`{|}~.0-9A-Za-z-]{1,64}@[0-9A-Za-z.-]{1,255}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")


def exact_address(address: str) -> str:
    """Return an address that can stand in a header or a `mailto:` as it is; Held when it cannot.

    Quoted local parts and addresses outside ASCII are not used by anybody we write to, and let header text be forged.
    """
    if not _ADDRESS.fullmatch(address):
        raise Held("An address cannot be written into a mail as it stands. Look for spaces, quotes or accents in it.")
    return address


def calendar_text(
    entry: CalendarEntry,
    organizer: str,
    organizer_name: str,
    attendee: str,
    attendee_name: str,
    stamp: datetime,
    timezone: str,
) -> bytes:
    """Return the iTIP message of one entry for one attendee: UTF-8, CRLF, folded at 75 octets.

    `stamp` (aware) becomes DTSTAMP; making it rise with every message of a UID is the caller's job. Only Europe/London
    is written: another zone is Faulty, as is a method that we never send.
    """
    if entry.method not in METHODS:
        raise Faulty(f"calendar method {entry.method}: not one we send. Use {' or '.join(sorted(METHODS))}.")
    if timezone not in _ZONES:
        raise Faulty(f"timezone {timezone}: calendar invitations can only be written for {LONDON}.")
    if organizer.lower() == attendee.lower():
        raise Held("An invitation would go to the panel's own reply address. Correct the member's address.")
    zone, rules = _ZONES[timezone]
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{PRODID}",
        "VERSION:2.0",
        f"METHOD:{entry.method}",
        *rules,
        "BEGIN:VEVENT",
        f"UID:{_text(entry.uid)}",
        f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTART;TZID={timezone}:{entry.starts.astimezone(zone):%Y%m%dT%H%M%S}",
        f"DTEND;TZID={timezone}:{entry.ends.astimezone(zone):%Y%m%dT%H%M%S}",
        f"SUMMARY:{_text(entry.summary)}",
        *([f"LOCATION:{_text(entry.place)}"] if entry.place else []),
        *([f"DESCRIPTION:{_text(entry.description)}"] if entry.description else []),
        *([f"STATUS:{_status(entry)}"] if not entry.removed else []),
        "TRANSP:OPAQUE",
        "CLASS:PRIVATE",
        f"ORGANIZER;{_common_name(organizer_name)}:mailto:{exact_address(organizer).lower()}",
        f"ATTENDEE;{_attendee(entry, attendee_name)}:mailto:{exact_address(attendee)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _status(entry: CalendarEntry) -> str:
    if entry.method == "CANCEL":
        return "CANCELLED"
    return "TENTATIVE" if entry.tentative else "CONFIRMED"


def _attendee(entry: CalendarEntry, name: str) -> str:
    """Return the parameters of ATTENDEE. PARTSTAT is written out even when it is the default: Outlook shows it."""
    parameters = [
        "CUTYPE=INDIVIDUAL",
        f"ROLE={entry.role}",
        f"PARTSTAT={entry.partstat}",
    ]
    if entry.method == "REQUEST" and entry.partstat == "NEEDS-ACTION":
        parameters.append("RSVP=TRUE")
    if entry.delegated_from:
        parameters.append(f'DELEGATED-FROM="mailto:{exact_address(entry.delegated_from)}"')
    if name.strip():  # an empty one is shown as a person without a name
        parameters.append(_common_name(name))
    return ";".join(parameters)


def _common_name(name: str) -> str:
    """Return CN, quoted. Quotes cannot be escaped in a parameter, and `^` starts an escape (RFC 6868): both go."""
    clean = _CONTROLS.sub(" ", name).replace('"', "'").replace("^", "")
    return f'CN="{" ".join(clean.split())[:100]}"'


def _text(value: str) -> str:
    """Return a TEXT value (RFC 5545 3.3.11): escaped, line ends kept, no other control characters."""
    lines = (" ".join(_CONTROLS.sub(" ", line).split()) for line in _LINE_ENDS.split(value))
    escaped = "\n".join(lines).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Return a content line in octets, folded so that no character of several octets is cut."""
    octets = line.encode()
    if len(octets) <= _MAX_OCTETS:
        return octets + b"\r\n"
    parts, room = [], _MAX_OCTETS
    while len(octets) > room:
        cut = room
        while octets[cut] & 0xC0 == 0x80:  # noqa: PLR2004 - the middle of a UTF-8 character
            cut -= 1
        parts.append(octets[:cut])
        octets, room = octets[cut:], _MAX_OCTETS - 1  # the space that continues a line counts
    parts.append(octets)
    return b"\r\n ".join(parts) + b"\r\n"
