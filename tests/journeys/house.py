"""A whole house for a journey: a real SMTP door in, a real relay out, a real store, and a clock that tests set.

Nothing inside is replaced. A journey writes mails as people do and reads what comes back as people do.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from core.app import App, open_app
from core.clock import parse_moment
from core.store.tables import Base
from mail.doors.limits import Limits
from mail.doors.smtp import SmtpDoor
from mail.sending.relay import SmtpRelay
from mail.worker import work_until_idle

PANEL = "missing-panel@panels.anytown.example"
WORKER = "jo.bright@anytown.example"
OTHER_WORKER = "ade.oke@anytown.example"
COORDINATOR = "panel.admin@anytown.example"
CHAIR = "chair@anytown.example"
CONFIRMER = "ops.manager@anytown.example"
POLICE = "missing.unit@anytown.police.example"
YOUTH = "youth.support@anytown.example"
EXPLOITATION = "exploitation@anytown.example"
REVIEWER = "iro@anytown.example"
MEMBERS = (CHAIR, POLICE, YOUTH, EXPLOITATION, REVIEWER)

CONFIGURATION = """
[site]
name = "Anytown panels"
mail_domain = "panels.anytown.example"

[database]
url = "sqlite:///var/panelpost.db"
key_file = "var/panelpost.key"

[inbound]
smtp = "127.0.0.1:0"

[outbound]
relay = "127.0.0.1:{relay}"
tls = "off"

[trust]
worker_domains = ["anytown.example", "*.police.example"]
secure_domains = ["anytown.example", "*.gov.uk", "*.police.example"]
authentication = "gateway"
authserv_id = "mx.anytown.example"
gateway_peers = ["127.0.0.1/32"]

[panels.missing]
type = "missing_from_care"
mailbox = "missing-panel"
place = "Ellwood Street"
coordinator = "panel.admin@anytown.example"
chair = "chair@anytown.example"
confirmer = "ops.manager@anytown.example"
{settings}

[[panels.missing.members]]
seat = "police"
name = "Police missing unit"
email = "missing.unit@anytown.police.example"
agency = "Police"

[[panels.missing.members]]
seat = "youth_support"
name = "Targeted youth support"
email = "youth.support@anytown.example"

[[panels.missing.members]]
seat = "exploitation_coordinator"
name = "Exploitation coordinator"
email = "exploitation@anytown.example"

[[panels.missing.members]]
seat = "independent_reviewing_officer"
name = "Robin Reviewer"
email = "iro@anytown.example"
"""


class SetClock:
    """A clock that a journey sets; leases and retries use the machine's time as ever."""

    def __init__(self, at: str) -> None:
        self._at = parse_moment(at)

    def set(self, at: str) -> None:
        self._at = parse_moment(at)

    def now(self) -> datetime:
        return self._at

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def retry_horizon(self) -> datetime:
        return max(self._at, datetime.now(UTC))


@dataclass(frozen=True)
class Mail:
    """One delivered mail, as its reader has it. `to` and `sender` are the envelope's."""

    raw: bytes
    sender: str
    to: str
    message: EmailMessage

    @property
    def kind(self) -> str:
        return str(self.message["Panelpost-Kind"])

    @property
    def ref(self) -> str:
        return str(self.message["Panelpost-Ref"] or "")

    @property
    def meeting(self) -> str:
        return str(self.message["Panelpost-Meeting"] or "")

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def reply_to(self) -> str:
        return email.utils.parseaddr(str(self.message["Reply-To"]))[1]

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        assert part is not None
        return str(part.get_content())

    @property
    def calendar(self) -> str:
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar":
                content = part.get_payload(decode=True)
                assert isinstance(content, bytes)
                return content.decode()
        return ""

    def calendar_line(self, name: str) -> str:
        """Return the value of a calendar property, unfolded."""
        unfolded = self.calendar.replace("\r\n ", "")
        found = re.search(rf"^{name}(?:;[^:\r\n]*)?:(.*)\r$", unfolded, re.MULTILINE)
        return found[1] if found else ""


class Sink:
    """A relay that keeps what it is given; `refuse` answers a reply line instead for an address."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.refuse: dict[str, str] = {}

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        del server, session
        content = envelope.content
        assert isinstance(content, bytes)
        for to in envelope.rcpt_tos:
            if to in self.refuse:
                return self.refuse[to]
            message = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            self.mails.append(Mail(content, str(envelope.mail_from), to, message))
        return "250 kept"


@dataclass
class House:
    """The running house."""

    app: App
    clock: SetClock
    door: SmtpDoor
    sink: Sink
    relay: SmtpRelay
    folder: Path
    _seen: int = field(default=0)
    _number: int = field(default=0)

    def send_raw(self, raw: bytes, sender: str, to: str = PANEL) -> None:
        """Give bytes to the SMTP door."""
        with smtplib.SMTP("127.0.0.1", self.door.port, local_hostname="gateway.anytown.example") as client:
            client.sendmail(sender, [to], raw)

    def write(
        self,
        sender: str,
        text: str,
        *,
        subject: str = "Missing panel",
        to: str = PANEL,
        headers: dict[str, str] | None = None,
        verdict: str = "pass",
        name: str = "",
    ) -> list[Mail]:
        """Write a mail as somebody, let the house work, and return what it sent because of it."""
        message = EmailMessage()
        message["From"] = email.utils.formataddr((name, sender))
        message["To"] = to
        message["Subject"] = subject
        self._number += 1
        message["Message-ID"] = f"<mail-{self._number}@anytown.example>"
        message["Date"] = email.utils.format_datetime(self.clock.now())
        for header, value in (headers or {}).items():
            message[header] = value
        message.set_content(text)
        domain = sender.rpartition("@")[2]
        stamp = (
            f"Authentication-Results: mx.anytown.example; dmarc={verdict} header.from={domain}\r\n" if verdict else ""
        )
        self.send_raw(stamp.encode() + message.as_bytes(policy=email.policy.SMTP), sender, to)
        return self.work()

    def reply(self, mail: Mail, text: str, *, sender: str = "", quote: bool = True, **more: str) -> list[Mail]:
        """Answer a mail as its reader's mail program would: to its Reply-To, quoting it below."""
        below = (
            f"\n\nOn Tue, 24 Nov 2026 at 10:02, Missing Panel <{mail.reply_to}> wrote:\n"
            + "\n".join(f"> {line}" for line in mail.text.splitlines())
            if quote
            else ""
        )
        headers = {"In-Reply-To": str(mail.message["Message-ID"]), "References": str(mail.message["Message-ID"])}
        return self.write(
            sender or mail.to, text + below, subject=f"RE: {mail.subject}", to=mail.reply_to, headers=headers, **more
        )

    def answer_invitation(
        self, mail: Mail, partstat: str, *, sender: str = "", attendee: str = "", **changes: str
    ) -> list[Mail]:
        """Answer an invitation as a calendar program does."""
        who = sender or mail.to
        lines = [
            "BEGIN:VCALENDAR",
            "METHOD:REPLY",
            "PRODID:-//Test//EN",
            "VERSION:2.0",
            "BEGIN:VEVENT",
            f"ATTENDEE;PARTSTAT={partstat}:MAILTO:{attendee or who}",
            f"UID:{mail.calendar_line('UID')}",
            f"SEQUENCE:{changes.get('sequence', mail.calendar_line('SEQUENCE'))}",
            f"DTSTAMP:{changes.get('stamp', self.clock.now().strftime('%Y%m%dT%H%M%SZ'))}",
            *([f"COMMENT:{changes['comment']}"] if "comment" in changes else []),
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
        message = EmailMessage()
        message["From"] = who
        message["To"] = mail.reply_to
        message["Subject"] = f"Accepted: {mail.subject}"
        self._number += 1
        message["Message-ID"] = f"<calendar-{self._number}@anytown.example>"
        message["Date"] = email.utils.format_datetime(self.clock.now())
        message.set_content("")
        message.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": "REPLY"})
        stamp = f"Authentication-Results: mx.anytown.example; dmarc=pass header.from={who.rpartition('@')[2]}\r\n"
        self.send_raw(stamp.encode() + message.as_bytes(policy=email.policy.SMTP), who, mail.reply_to)
        return self.work()

    def work(self) -> list[Mail]:
        """Let the house do all there is to do now; return what it sent."""
        work_until_idle(self.app, self.relay)
        return self.new()

    def new(self) -> list[Mail]:
        """Return what was delivered since the last look."""
        fresh = self.sink.mails[self._seen :]
        self._seen = len(self.sink.mails)
        return fresh

    def until(self, at: str) -> list[Mail]:
        """Let time pass to a moment; return what the house sent meanwhile."""
        self.clock.set(at)
        return self.work()

    def kept(self) -> str:
        """Return all that the store holds, unsealed: every row of every table, and every mail's decoded parts."""
        with self.app.store.read() as connection:
            rows = [
                (table.name, dict(row._mapping))
                for table in Base.metadata.sorted_tables
                for row in connection.execute(select(table))
            ]
        raws = [row["raw"] for name, row in rows if name in ("inbox", "outbox") and row["raw"]]
        parts = [
            part.get_payload(decode=True)
            for raw in raws
            for part in email.message_from_bytes(raw, policy=email.policy.default).walk()
            if not part.is_multipart()
        ]
        return "\n".join([*(str(row) for row in rows), *(repr(raw) for raw in raws), *(repr(part) for part in parts)])

    def all(self, kind: str = "", to: str = "") -> list[Mail]:
        """Return every mail delivered so far, of a kind, to somebody."""
        return [mail for mail in self.sink.mails if (not kind or mail.kind == kind) and (not to or mail.to == to)]


def kinds(mails: list[Mail]) -> list[tuple[str, str]]:
    """Return (kind, reader) of each mail, sorted: what came of something, at a glance."""
    return sorted((mail.kind, mail.to) for mail in mails)


def only(mails: list[Mail], kind: str, to: str = "") -> Mail:
    """Return the one mail of a kind (to somebody); fail when there is none or more."""
    found = [mail for mail in mails if mail.kind == kind and (not to or mail.to == to)]
    assert len(found) == 1, f"{len(found)} {kind} to {to or 'anyone'} among {kinds(mails)}"
    return found[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def open_house(
    folder: Path, *, at: str = "2026-11-24T10:00:00Z", settings: str = "", configuration: str = CONFIGURATION
) -> Iterator[House]:
    """Open a house in a folder, with the first meetings made and the members invited."""
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), server_hostname="relay.example")
    controller.start()
    file = folder / "panelpost.toml"
    file.write_text(configuration.format(relay=controller.port, settings=settings), encoding="utf-8")
    app = open_app(file)
    clock = SetClock(at)
    app.clock = clock
    door = SmtpDoor("127.0.0.1", 0, app.site.domain, app.keep, app.site.is_ours, limits=Limits(), clock=clock)
    door.start()
    relay = SmtpRelay("127.0.0.1", controller.port, "off")
    app.recover()
    house = House(app, clock, door, sink, relay, folder)
    try:
        yield house
    finally:
        door.stop()
        relay.close()
        controller.stop()
        app.store.close()
