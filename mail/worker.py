"""One stored mail on its way to an intent (design B2, steps 3 to 6), and the loop that works through what waits.

`understand_row` is the `core.app.Reader`: it reads, authenticates, sorts and understands outside any transaction, with
one short look at the database for what the mail answers.
"""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from email import message_from_bytes
from email.utils import getaddresses
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select

from core import outbox
from core.app import where
from core.intents import Automatic, Bounced, Heard, NotUnderstood, Sender, Standing
from core.kinds import Purpose
from core.store.tables import Booking
from core.wakeup import Bell
from mail.authenticity import identify
from mail.reading import Limits, read
from mail.sending.sender import deliver_waiting
from mail.sorting import Sort, read_bounce, sort
from mail.understanding.context import Context
from mail.understanding.understand import understand

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from core.app import App
    from core.inbox import Claimed
    from core.intents import Token
    from core.sites import Panel
    from mail.incoming import Incoming
    from mail.sending.relay import Relay
    from mail.sorting import Sorting

_LOCAL_DOORS = frozenset({"take", "folder", "mailroom", "lmtp"})  # LMTP without a peer came by a socket file
_LONGEST_THREAD = 20  # Message-IDs of a thread that are looked up
_IDLE_SECONDS = 1.0
_TROUBLE_SECONDS = 2.0
_GOODBYE_SECONDS = 20.0

log = structlog.get_logger()


def understand_row(app: App, row: Claimed) -> Heard:
    """Return what a stored mail asks for. Raises only where a person must mend something (the row is then retried)."""
    incoming = read(row.raw, Limits())
    sorting = sort(incoming, row.mail_from)
    found = app.site.mailbox_of(row.recipient)
    key, token_text = found or ("", "")
    panel = app.site.panels.get(key)
    token = app.keyring.read_token(token_text, panel.mailbox) if panel and token_text else None
    sender = _sender(app, row, incoming)
    answered = incoming.references[-_LONGEST_THREAD:]
    if panel and not token_text and answered and sender.standing is Standing.IDENTIFIED:
        with app.store.read() as connection:
            token = outbox.answered_token(connection, key, answered)
    forbidden = _must_not_be_kept(panel, incoming)
    heard = Heard(
        inbox_id=row.id,
        panel=key,
        sender=sender,
        intents=(NotUnderstood(),),
        token=token,
        message_id=incoming.message_id,
        thread=incoming.references,
        received=incoming.date or row.received,
        may_answer=sorting.may_answer,
        hold=forbidden or incoming.held,
        marked=bool(forbidden),
        rules=sorting.rules,
        copied=_copied(incoming),
    )
    # An unreadable mail and the site's own directory need no panel's words.
    if panel is None or heard.hold:
        return heard if panel is not None or sorting.sort is Sort.PERSON else _without_panel(incoming, sorting, heard)
    understood = understand(incoming, sorting.sort, _context(app, panel, sender, token, answered), sorting.rules)
    return replace(heard, intents=understood.intents, references=understood.references, unused=understood.unused)


def _must_not_be_kept(panel: Panel | None, incoming: Incoming) -> str:
    """Return why a mail goes no further: it holds words that the panel must not keep anywhere (`held_words`)."""
    words = panel.confidentiality.held_words if panel else ()
    text = f"{incoming.subject}\n{incoming.text}".casefold()
    if not any(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text) for word in words):
        return ""
    return "It is marked as something that this panel must not keep. It was not read further."


def _copied(incoming: Incoming) -> tuple[str, ...]:
    """Return the addresses in To and Cc, in lower case."""
    fields = [value for name in ("to", "cc") for value in incoming.headers.get(name, ())]
    return tuple(address.lower() for _, address in getaddresses(fields) if "@" in address)


def _without_panel(incoming: Incoming, sorting: Sorting, heard: Heard) -> Heard:
    """Sort out reports and automatic mail that came to an address without a running panel."""
    if sorting.sort is Sort.BOUNCE:
        words, final = read_bounce(incoming)
        return replace(heard, intents=(Bounced(words, final),))
    if sorting.sort is Sort.AUTOMATIC:
        return replace(heard, intents=(Automatic(" ".join(sorting.rules)),))
    return heard


def _sender(app: App, row: Claimed, incoming: Incoming) -> Sender:
    """Return who wrote. A mail that was put here on this machine counts as given by the local gateway."""
    peer = "127.0.0.1" if row.door in _LOCAL_DOORS and not row.peer else row.peer
    staff = app.site.staff()
    sender = identify(incoming, row.raw, row.mail_from, peer, app.configuration.trust, staff.__contains__)
    if row.confirmed and sender.address:
        return replace(sender, standing=Standing.IDENTIFIED, why="confirmed")
    return sender


def _context(app: App, panel: Panel, sender: Sender, token: Token | None, answered: tuple[str, ...]) -> Context:
    now = app.clock.now()
    names = tuple(name for name in (member.name for member in panel.members) if name)
    sent, asked = "", tuple[str, ...]()
    if token is not None:
        with app.store.read() as connection:
            sent = "\n".join(
                _plain_text(raw)
                for raw in outbox.sent_text(connection, token.purpose, token.object_id, token.person_id, answered)
            )
            asked = _asked(connection, token, panel.type.subject.name)
    return Context(
        panel=panel.type,
        today=now.astimezone(panel.zone).date(),
        timezone=panel.zone.key,
        sender=sender,
        roles=panel.roles(sender.address),
        purpose=token.purpose if token else None,
        sent_text=sent,
        asked=asked,
        staff_names=names,
    )


def _asked(connection: Connection, token: Token, name: str) -> tuple[str, ...]:
    """Return the field keys that were asked for in the booking a mail answers.

    The name counts only while nothing else is known: a bare name in a reply may be anybody's.
    """
    if token.purpose not in (Purpose.BOOKING, Purpose.SLOT):
        return ()
    row = connection.execute(select(Booking.asked, Booking.question).where(Booking.id == token.object_id)).one_or_none()
    if row is None:
        return ()
    keys = [key for key in row.asked.split(",") if key and key != name]
    return (*keys, name) if row.question == "name" else tuple(keys)


def _plain_text(raw: bytes) -> str:
    """Return the plain text of one of our own messages."""
    for part in message_from_bytes(raw).walk():
        if part.get_content_type() == "text/plain":
            content = part.get_payload(decode=True)
            return re.sub(r"\r\n?", "\n", content.decode("utf-8", "replace")) if isinstance(content, bytes) else ""
    return ""


def work_until_idle(app: App, relay: Relay, *, rounds: int = 1000) -> int:
    """Do all there is to do now: what is due, what waits to be handled or sent. Return how much it was."""
    total = 0
    for _ in range(rounds):
        done = app.do_due() + app.take_one_batch(understand_row) + deliver_waiting(app, relay)
        if not done:
            break
        total += done
    return total


class Worker:
    """The process that handles and sends. Sending has a thread of its own: a slow relay must not stop the handling.

    Trouble with the database ends neither loop: it is logged by its kind, and looked at again a little later.
    """

    def __init__(self, app: App, relay: Relay) -> None:
        """Take the open site and where mail goes."""
        self._app = app
        self._relay = relay
        self._stop = threading.Event()
        self._to_send = threading.Event()

    def stop(self) -> None:
        """End the loops after what they are at."""
        self._stop.set()
        self._to_send.set()
        self._app.wake()

    def run(self) -> None:
        """Work until stopped."""
        sending = threading.Thread(target=self._loop, args=("sending", self._send), name="sending", daemon=True)
        sending.start()
        try:
            self._loop("handling", self._handle)
        finally:
            self.stop()
            sending.join(_GOODBYE_SECONDS)
            if not sending.is_alive():
                self._relay.close()

    def _loop(self, what: str, work: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                work()
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                # The exception's text may hold what a person wrote: only its kind and place are kept.
                log.error("trouble", at=what, error=type(error).__name__, trace=where(error))  # noqa: TRY400
                self._stop.wait(_TROUBLE_SECONDS)

    def _handle(self) -> None:
        """Do what is due and handle what comes, until stopped."""
        app = self._app
        app.begin()
        bell = Bell(app.store)
        try:
            while not self._stop.is_set():
                done = app.do_due()
                while not self._stop.is_set() and (count := app.take_one_batch(understand_row)):
                    done += count
                    self._to_send.set()
                if done:
                    self._to_send.set()
                else:
                    bell.wait(_IDLE_SECONDS)
        finally:
            bell.close()

    def _send(self) -> None:
        """Deliver what waits, until stopped."""
        while not self._stop.is_set():
            self._to_send.clear()
            if not deliver_waiting(self._app, self._relay):
                self._to_send.wait(_IDLE_SECONDS)
