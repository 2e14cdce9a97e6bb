"""A real small site for the pages: configuration, panel type, SQLite; and mails in and out of it."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from types import ModuleType
from typing import Any

import icalendar
from flask.testing import FlaskClient
from sqlalchemy import select

from core import inbox, meetings, outbox
from core.clock import Clock, StandingClock
from core.desk import Desk
from core.disclosure import Document, Reader
from core.host import Candidate, Host, assemble
from core.inbox import Arrival
from core.kinds import Kind, Role
from core.outbox import Outcome
from core.people import know
from core.sealing import Keyring, read_key_file, write_key_file
from core.settings import read_configuration
from core.sites import Site, build_site
from core.store.engine import Store, open_store
from core.store.tables import Base, Outbox
from tests.web import example_panel
from web import create_app

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
PANEL = "missing-panel@panels.anytown.example"
WORKER = "morgan.ellery@anytown.example"
POLICE = "missing.unit@anytown.police.example"
CHILD = "Casey Zebedee"
HERE = {"base_url": "http://127.0.0.1:8080"}

TOML = """
[site]
name = "Anytown panels"
mail_domain = "panels.anytown.example"
[outbound]
relay = "{relay}"
[trust]
worker_domains = ["anytown.example", "*.police.example"]
authentication = "none"
[panels.missing]
type = "example"
mailbox = "missing-panel"
place = "Ellwood Street"
coordinator = "panel.admin@anytown.example"
chair = "chair@anytown.example"
confirmer = "ops.manager@anytown.example"
[[panels.missing.members]]
seat = "police"
name = "Police missing unit"
email = "missing.unit@anytown.police.example"
agency = "Police"
{more}
"""
LOST_PANEL = """
[panels.lost]
type = "gone"
mailbox = "lost-panel"
place = "Nowhere"
coordinator = "panel.admin@anytown.example"
chair = "chair@anytown.example"
confirmer = "ops.manager@anytown.example"
"""


@dataclass
class SmallApp:
    """What the pages are handed; counts how often the worker was woken."""

    site: Site
    host: Host
    store: Store
    clock: Clock
    keyring: Keyring
    woken: list[int] = field(default_factory=list)

    def wake(self) -> None:
        self.woken.append(1)

    def client(self) -> FlaskClient:
        return create_app(self).test_client()

    def desk(self, connection: Any, inbox_id: int | None = None) -> Desk:
        now, wall = self.clock.now(), self.clock.wall()
        return Desk(connection, self.site, self.host, self.keyring, now, wall, inbox_id=inbox_id)


def _broken() -> ModuleType:
    raise ModuleNotFoundError(name="ghost")


def small_app(folder: Path, *, relay: str = "local", lost: bool = False, tables: bool = True) -> SmallApp:
    """Make a site; `lost` adds a panel whose type is broken, `tables=False` leaves the database empty."""
    file = folder / "panelpost.toml"
    file.write_text(TOML.format(relay=relay, more=LOST_PANEL if lost else ""), "utf-8")
    configuration = read_configuration(file)
    host = assemble(
        [
            Candidate("example", "built in", lambda: sys.modules[example_panel.__name__]),
            *([Candidate("gone", "gone 1.0", _broken)] if lost else []),
        ]
    )
    assert "example" in host.types, host.broken
    site, _ = build_site(configuration, host, file)
    write_key_file(folder / "panelpost.key")
    keyring = read_key_file(folder / "panelpost.key")
    store = open_store(configuration.database_url, keyring)
    if tables:
        Base.metadata.create_all(store.engine)
    return SmallApp(site, host, store, StandingClock(NOW), keyring)


def plan_meetings(app: SmallApp) -> None:
    """Make the meetings that the schedule gives."""
    with app.store.write() as connection:
        meetings.ensure(app.desk(connection), app.site.panels["missing"])


def take_in(app: SmallApp, number: int = 1, *, age: timedelta = timedelta()) -> None:
    """Put a mail about a child into the inbox."""
    raw = f"Message-ID: <{number}@anytown.example>\r\nFrom: {WORKER}\r\nSubject: {CHILD}\r\n\r\nBook {CHILD}.\r\n"
    arrival = Arrival(PANEL, WORKER, raw.encode(), "127.0.0.1", "smtp", NOW - age)
    inbox.keep(app.store, app.site, [arrival])


def finish(app: SmallApp, state: inbox.State, reason: str = "") -> int:
    """End the oldest waiting mail; return its number."""
    claimed = inbox.claim(app.store, "test", app.clock.wall())[0]
    with app.store.write() as connection:
        inbox.finish(connection, claimed.id, state, NOW, reason)
    return claimed.id


def queue(app: SmallApp, address: str, inbox_id: int | None = None) -> int:
    """Put a mail to somebody into the outbox, not yet worded; return its number."""
    with app.store.write() as connection:
        desk = app.desk(connection, inbox_id)
        person = know(desk, address)
        reader = Reader(person.id, person.address, "", Role.MEMBER)
        outbox.post(desk, app.site.panels["missing"], Document(Kind.MEETING_INVITE), [reader])
        return connection.execute(select(Outbox.id).order_by(Outbox.id.desc()).limit(1)).scalar_one()


def send(app: SmallApp, address: str, raw: bytes, inbox_id: int | None = None) -> int:
    """Put a mail into the outbox and send it; return its number."""
    number = queue(app, address, inbox_id)
    waiting = outbox.claim(app.store, "test", app.clock.wall() + timedelta(minutes=1), 50)
    outcomes = [Outcome(each, outbox.State.SENT, "250 kept", raw) for each in waiting]
    outbox.settle(app.store, outcomes, NOW, app.clock.wall())
    return number


def mail_to(address: str, *, subject: str = "OFFICIAL-SENSITIVE: Booked", invites: bool = False) -> bytes:
    """Return a mail as Panelpost would write it."""
    message = EmailMessage(policy=SMTP)
    reply = "missing-panel+abcdefghijklmnopqrstuvwxyz234567@panels.anytown.example"
    message["From"] = f"Example Panel <{reply}>"
    message["To"] = address
    message["Reply-To"] = reply
    message["Subject"] = subject
    message["Date"] = "Mon, 23 Nov 2026 10:30:00 +0000"
    message["Message-ID"] = "<one@panels.anytown.example>"
    message["Panelpost-Kind"] = "meeting-invite"
    message.set_content(f"{CHILD} is booked.\nReply with the word withdraw to take it back.\n")
    message.add_alternative(
        '<!DOCTYPE html><html lang="en-GB"><body style="background:#ffeedd"><h1 style="color:#aa0000">Booked</h1>'
        f"<p>{CHILD} is booked.</p><script>document.body.remove()</script></body></html>",
        subtype="html",
    )
    if invites:
        params = {"method": "REQUEST", "charset": "UTF-8"}
        message.add_alternative(
            _calendar(reply, address), maintype="text", subtype="calendar", cte="base64", params=params
        )
    return message.as_bytes()


def _calendar(organizer: str, attendee: str) -> bytes:
    event = icalendar.Event()
    event.add("uid", "11111111-2222@panels.anytown.example")
    event.add("sequence", 2)
    event.add("dtstamp", NOW)
    event.add("dtstart", datetime(2026, 12, 8, 14, tzinfo=UTC))
    event.add("dtend", datetime(2026, 12, 8, 16, tzinfo=UTC))
    event.add("summary", "Example Panel")
    event.add("location", "Ellwood Street")
    event.add("organizer", f"mailto:{organizer}")
    event.add("attendee", f"mailto:{attendee}", parameters={"PARTSTAT": "NEEDS-ACTION"})
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Test//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def token(page: str) -> str:
    """Return the CSRF token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]
