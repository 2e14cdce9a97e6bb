"""A mail being written: read from the form, checked, and made into the bytes a mail program would send."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

import icalendar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from web.mailroom.letters import Invitation, Letter

ANSWERS = {"ACCEPTED": "Accepted", "TENTATIVE": "Tentative", "DECLINED": "Declined"}
"""What a calendar answers with (RFC 5545 PARTSTAT), and the word its subject line starts with."""

_ADDRESS = r"[^\s@<>\",;:()\[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_WRITTEN = re.compile(rf"(?P<bare>{_ADDRESS})|(?P<name>[^<>\"@\r\n]*)<(?P<inside>{_ADDRESS})>", re.ASCII)
_REPLY = re.compile(r"re\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """What stands in the form. `other` is a free address that goes before `sender`; `answered` the mail replied to."""

    sender: str = ""
    other: str = ""
    recipient: str = ""
    subject: str = ""
    body: str = ""
    answered: int | None = None

    @property
    def from_address(self) -> str:
        """The address it is written from, in lower case; "" when there is none that can be used."""
        found = _WRITTEN.fullmatch(self.other or self.sender)
        return (found["bare"] or found["inside"]).lower() if found else ""

    @property
    def from_name(self) -> str:
        """The name that was written with a free address, as in "Alex Example <alex@anytown.example>"."""
        found = _WRITTEN.fullmatch(self.other)
        return (found["name"] or "").strip() if found else ""

    def problems(self, is_ours: Callable[[str], bool]) -> dict[str, str]:
        """Return what is wrong, by field."""
        found = {}
        if not self.from_address:
            found["other"] = "Choose who writes, or enter an email address, such as alex@anytown.example"
        if not is_ours(self.recipient):
            found["recipient"] = "Choose one of the panels' addresses"
        if not (self.subject or self.body.strip()):
            found["body"] = "Enter a subject or a text"
        return found


def read(form: Mapping[str, str]) -> Draft:
    """Read the form. A subject is one line: a line break in it would start a header of its own (ASVS 1.3.11)."""
    answered = form.get("answered", "")
    return Draft(
        sender=form.get("sender", "").strip(),
        other=_one_line(form.get("other", "")),
        recipient=form.get("recipient", "").strip().lower(),
        subject=_one_line(form.get("subject", "")),
        body=form.get("body", "").replace("\r\n", "\n"),
        answered=int(answered) if answered.isdecimal() and len(answered) < 19 else None,  # noqa: PLR2004 - 64 bits
    )


def reply(letter: Letter, outbox_id: int, *, quoted: bool) -> Draft:
    """Start a reply by whoever got a mail, with the mail quoted below as mail programs do."""
    subject = letter.subject if _REPLY.match(letter.subject) else f"Re: {letter.subject}"
    return Draft(
        sender=letter.recipient,
        recipient=letter.reply_to.lower(),
        subject=subject,
        body=_quoted(letter) if quoted else "",
        answered=outbox_id,
    )


def bytes_of(draft: Draft, name: str, now: datetime, answered: Letter | None = None) -> bytes:
    """Return a draft without problems as a mail."""
    message = _started(draft.from_address, name or draft.from_name, draft.recipient, now, answered)
    message["Subject"] = draft.subject
    message.set_content(draft.body)
    return message.as_bytes()


def calendar_answer(letter: Letter, invitation: Invitation, answer: str, comment: str, now: datetime) -> bytes:
    """Return what a calendar sends when its owner presses a button: an iTIP REPLY to the organizer (RFC 5546 3.2.3)."""
    message = _started(letter.recipient, "", invitation.organizer, now, letter)
    message["Subject"] = f"{ANSWERS[answer]}: {invitation.summary}"
    message.set_content(comment or f"{ANSWERS[answer]}.\n")
    calendar = _reply_calendar(invitation, letter.recipient, answer, comment, now)
    params = {"method": "REPLY", "charset": "UTF-8"}
    message.add_alternative(calendar, maintype="text", subtype="calendar", cte="base64", params=params)
    return message.as_bytes()


def _started(sender: str, name: str, recipient: str, now: datetime, answered: Letter | None) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = recipient
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{uuid.uuid4().hex}@{sender.rpartition('@')[2]}>"
    if answered is not None:
        message["In-Reply-To"] = answered.message_id
        message["References"] = f"{answered.references} {answered.message_id}".strip()
    message["User-Agent"] = "Panelpost mailroom"
    return message


def _reply_calendar(invitation: Invitation, attendee: str, answer: str, comment: str, now: datetime) -> bytes:
    event = icalendar.Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", invitation.starts)
    event.add("dtend", invitation.ends)
    event.add("organizer", f"mailto:{invitation.organizer}")
    event.add("attendee", f"mailto:{attendee}", parameters={"PARTSTAT": answer})
    if comment:
        event.add("comment", comment)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Panelpost//Mailroom//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REPLY")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _quoted(letter: Letter) -> str:
    lines = "\n".join(f"> {line}".rstrip() for line in letter.text.rstrip().splitlines())
    return f"\n\nOn {letter.date}, {letter.sender} wrote:\n{lines}\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())
