"""Reads a mail for showing: what its reader would see, and what an answer to it needs.

The mails are our own, or written here; what cannot be read is left out rather than guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

import icalendar

if TYPE_CHECKING:
    from email.message import EmailMessage


@dataclass(frozen=True)
class Invitation:
    """The calendar part of a mail. `starts` and `ends` keep their zone; addresses stand without "mailto:"."""

    method: str
    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    summary: str
    place: str
    organizer: str
    attendee: str

    @property
    def can_be_answered(self) -> bool:
        """Whether a calendar would offer buttons."""
        return self.method == "REQUEST" and bool(self.organizer and self.attendee)


@dataclass(frozen=True)
class Letter:
    """A mail. `headers` are all of them, in order; `recipient` and `reply_to` are bare addresses."""

    headers: tuple[tuple[str, str], ...]
    sender: str
    recipient: str
    reply_to: str
    subject: str
    date: str
    message_id: str
    references: str
    text: str
    html: str
    invitation: Invitation | None
    attachments: tuple[str, ...]

    @property
    def ours(self) -> tuple[tuple[str, str], ...]:
        """The headers that Panelpost marks its mails with (design A4)."""
        return tuple((name, value) for name, value in self.headers if name.lower().startswith("panelpost-"))


def read(raw: bytes) -> Letter:
    """Read a mail's bytes."""
    message: EmailMessage = message_from_bytes(raw, policy=policy.default)
    sender = _header(message, "From")
    return Letter(
        headers=tuple((name, str(value)) for name, value in message.items()),
        sender=sender,
        recipient=parseaddr(_header(message, "To"))[1],
        reply_to=parseaddr(_header(message, "Reply-To") or sender)[1],
        subject=_header(message, "Subject"),
        date=_header(message, "Date"),
        message_id=_header(message, "Message-ID"),
        references=_header(message, "References"),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        invitation=_invitation(message),
        attachments=tuple(part.get_filename() or part.get_content_type() for part in message.iter_attachments()),
    )


def subject_of(raw: bytes) -> str:
    """Return the subject alone, for a list."""
    return _header(BytesHeaderParser(policy=policy.default).parsebytes(raw), "Subject")


def _header(message: object, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())  # type: ignore[attr-defined]


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    try:
        return "" if part is None else str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, ValueError):  # an unknown charset
        return ""


def _invitation(message: EmailMessage) -> Invitation | None:
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            try:
                calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))  # type: ignore[arg-type]
            except ValueError:
                return None
            return _from_event(calendar)
    return None


def _from_event(calendar: icalendar.Component) -> Invitation | None:
    event: Any = next(iter(calendar.walk("VEVENT")), None)  # what a property holds depends on its name
    if event is None or "DTSTART" not in event:
        return None
    starts, ends = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else event["DTSTART"].dt
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        return None
    attendees = event.get("ATTENDEE", "")
    first = attendees[0] if isinstance(attendees, list) else attendees
    return Invitation(
        method=str(calendar.get("METHOD", "")).upper(),
        uid=str(event.get("UID", "")),
        sequence=int(event.get("SEQUENCE", 0)),
        starts=starts,
        ends=ends,
        summary=str(event.get("SUMMARY", "")),
        place=str(event.get("LOCATION", "")),
        organizer=_address(event.get("ORGANIZER", "")),
        attendee=_address(first),
    )


def _address(value: object) -> str:
    text = str(value)
    return text[len("mailto:") :] if text.lower().startswith("mailto:") else text
