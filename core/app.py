"""The application: configuration, panels, store and clock, opened together; and the two things it can do.

`take_one_batch` handles what waits in the inbox through a reader (from `mail`), `do_due` handles what is due by itself.
Both write effect, audit and outgoing mail in one transaction.
"""

from __future__ import annotations

import os
import socket
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING, Protocol

import structlog

from core import due, host, inbox, outbox, plugin_faults, scheduler, wakeup
from core.audit import Event, record
from core.clock import Clock, StartedClock, SystemClock, parse_moment
from core.desk import Desk
from core.errors import ConfigurationFaults, Faulty, PluginFault, Problem
from core.handlers import act, handle
from core.inbox import State
from core.sealing import Keyring, read_key_file, write_key_file
from core.settings import Configuration, host_and_port, is_loopback, read_draft
from core.sites import Site, build_site
from core.store.engine import Store, open_store
from core.store.migration import is_current, is_new, upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from core.due import Deed
    from core.host import Host
    from core.inbox import Claimed
    from core.intents import Heard

log = structlog.get_logger()


class Reader(Protocol):
    """What `mail` gives: one stored mail read and understood, outside any transaction."""

    def __call__(self, app: App, row: Claimed) -> Heard:
        """Return what a mail asks for."""
        ...


@dataclass
class App:
    """An open site."""

    file: Path
    configuration: Configuration
    site: Site
    host: Host
    store: Store
    clock: Clock
    keyring: Keyring
    problems: tuple[Problem, ...] = ()
    worker: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{token_hex(3)}")

    def wake(self) -> None:
        """Tell whoever works that something waits."""
        wakeup.ring(self.store, self.configuration)

    def keep(self, arrivals: Sequence[inbox.Arrival]) -> None:
        """Store arrivals, committed when this returns: what the doors call before they answer 250."""
        inbox.keep(self.store, self.site, arrivals)

    @contextmanager
    def desk(self, connection: Connection, *, actor: str = "time") -> Iterator[Desk]:
        """Lay out a desk in an open transaction; its audit events are chained when the block ends."""
        now = self.clock.now()
        made = Desk(connection, self.site, self.host, self.keyring, now, self.clock.wall(), actor)
        yield made
        self._note_faults(made)
        record(connection, self.keyring, now, made.events)

    def _note_faults(self, desk: Desk) -> None:
        """Put on record what a panel's own hooks did wrong: this process alone has seen it."""
        faults = tuple(self.host.faults)
        if faults:
            plugin_faults.note(desk.connection, faults)
            for fault in faults:
                desk.audit(Event.PLUGIN_FAILED, type=fault.panel_type, hook=fault.hook)
            self.host.faults.clear()

    def take_one_batch(self, read: Reader) -> int:
        """Handle the inbox rows that are ready, up to a batch; return how many were claimed.

        Reading and understanding come first, outside the transaction; then every mail of the batch has a savepoint of
        its own in one short transaction, so that one that fails takes nothing with it.
        """
        rows = inbox.claim(self.store, self.worker, self.clock.wall())
        if not rows:
            return self._give_up()
        heard: list[tuple[Claimed, Heard | Exception]] = []
        for row in rows:
            try:
                heard.append((row, read(self, row)))
            except Exception as error:  # noqa: BLE001 - whatever a mail does to its reader, the next mail is read
                heard.append((row, error))
        with self.store.write() as connection:
            for row, understood in heard:
                self._handle(connection, row, understood)
        return len(rows)

    def _give_up(self) -> int:
        """End mails that have stopped the program three times; return how many."""
        wall = self.clock.wall()
        if not inbox.hopeless(self.store, wall):
            return 0
        with self.store.write() as connection, self.desk(connection, actor="mail") as desk:
            rows = inbox.give_up(connection, wall, desk.now)
            for row_id, panel_key in rows:
                self._tell_failed(desk, panel_key, row_id)
        return len(rows)

    def _handle(self, connection: Connection, row: Claimed, understood: Heard | Exception) -> None:
        if not inbox.still_mine(connection, row.id, self.worker):
            return
        now = self.clock.now()
        try:
            if isinstance(understood, Exception):
                raise understood  # noqa: TRY301 - a failed reading ends like a failed handling
            with connection.begin_nested(), self.desk(connection, actor="mail") as desk:
                desk.inbox_id = row.id
                desk.thread = (*understood.thread, understood.message_id) if understood.message_id else ()
                desk.may_answer = understood.may_answer
                ended = handle(desk, understood)
                inbox.finish(connection, row.id, ended.state, now, ended.reason, " ".join(understood.rules))
        except PluginFault as fault:
            with self.desk(connection, actor="mail") as desk:
                inbox.finish(connection, row.id, State.HELD, now, str(fault))
                desk.audit(Event.MAIL_HELD, row.panel, inbox=row.id)
                reason = f"The panel's own rule {fault.hook} failed."
                self._tell(desk, row.panel, row.id, reason, "The mail is kept. Replay it when the panel is mended.")
        except Exception as error:  # noqa: BLE001 - poison never stops the queue (mail-rules 2)
            # The exception's text may hold what a worker wrote: only its kind is kept.
            kind = type(error).__name__
            state = inbox.stumbled(connection, row, now, f"the program failed on this mail ({kind})")
            log.error("mail failed", inbox=row.id, error=kind, trace=where(error))  # noqa: TRY400 - no text
            if state is State.FAILED:
                with self.desk(connection, actor="mail") as desk:
                    self._tell_failed(desk, row.panel, row.id)

    def _tell_failed(self, desk: Desk, panel_key: str, row_id: int) -> None:
        desk.audit(Event.MAIL_FAILED, panel_key, inbox=row_id)
        reason = "The program failed on this mail three times, so it was put aside."
        self._tell(desk, panel_key, row_id, reason, "The mail is kept. Ask the administrator to replay it.")

    def _tell(self, desk: Desk, panel_key: str, row_id: int, reason: str, what: str) -> None:
        """Tell the coordinator of a mail that waits for a person; a panel that cannot run writes to nobody."""
        from core import notices  # noqa: PLC0415 - only on this rare way

        panel = self.site.panels.get(panel_key)
        if panel is not None:
            notices.held(desk, panel, row_id, reason, what)

    def do_due(self) -> int:
        """Do everything that is due, oldest first; return how many things were done."""
        count = 0
        panels = tuple(self.site.panels)
        while deed := due.claim(self.store, self.worker, self.clock.now(), self.clock.wall(), panels):
            count += self._do(deed)
        return count

    def _do(self, deed: Deed) -> int:
        try:
            with self.store.write() as connection, self.desk(connection) as desk:
                if due.done(connection, deed, desk.now):
                    act(desk, deed)
        except Exception as error:  # noqa: BLE001 - one deed that fails does not stop the next
            kind = type(error).__name__
            log.error("deed failed", what=deed.what, about=deed.about, error=kind, trace=where(error))  # noqa: TRY400 - no text
            with self.store.write() as connection, self.desk(connection) as desk:
                if due.stumbled(connection, deed, f"failed ({kind})", desk.wall):
                    desk.audit(Event.DUE_MISSED, deed.panel, what=deed.what)
                    reason = f"Something that was due could not be done: {deed.what.partition(':')[0]}."
                    self._tell(desk, deed.panel, 0, reason, "It was tried three times. Ask the administrator.")
            return 0
        return 1

    def recover(self, *, beginning: bool = False) -> None:
        """Free at once what workers of this machine had claimed when they died, and arm the standing deeds."""
        dead = wakeup.dead_workers(self.store, self.worker if beginning else "")
        if dead:
            inbox.give_back(self.store, dead)
            outbox.give_back(self.store, dead)
            due.give_back(self.store, dead)
        due.revive(self.store)
        scheduler.start(self.store, self.site, self.clock.now())

    def begin(self) -> None:
        """Begin to work, also after trouble with the database: what this worker had claimed is ready again."""
        inbox.give_back(self.store, {self.worker}, blame=False)
        due.give_back(self.store, {self.worker})
        self.recover(beginning=True)
        with self.store.write() as connection:
            plugin_faults.forget(connection)


def where(error: BaseException) -> list[str]:
    """Return where an exception came from, for a log: not what it said, which may be what a worker wrote."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]


def open_clock(configuration: Configuration, at: datetime | None = None) -> Clock:
    """Return the clock: standing at `at`, started at PANELPOST_NOW, or the machine's.

    Faulty when PANELPOST_NOW is set on a site that reaches real people (design A1).
    """
    from core.clock import StandingClock  # noqa: PLC0415 - the one use

    if at is not None:
        return StandingClock(at)
    started = os.environ.get("PANELPOST_NOW")
    if not started:
        return SystemClock()
    addresses = [configuration.inbound.smtp, configuration.inbound.lmtp, configuration.outbound.relay]
    hosts = [host_and_port(each)[0] for each in addresses if each and each != "local" and not each.startswith("/")]
    hosts.append(configuration.web_listener[0])
    if configuration.outbound.relay != "local" and not all(is_loopback(each) for each in hosts):
        message = "PANELPOST_NOW is set, but this site sends to real people. Unset it."
        raise Faulty(message)
    try:
        return StartedClock(parse_moment(started))
    except ValueError as error:
        message = f"PANELPOST_NOW: {error}"
        raise Faulty(message) from None


def open_keyring(configuration: Configuration, *, create: bool) -> Keyring:
    """Read the key from PANELPOST_KEY or the key file; `create` makes one for a database that does not exist yet."""
    given = os.environ.get("PANELPOST_KEY")
    if given:
        return Keyring.parse(given, "PANELPOST_KEY")
    path = configuration.path(configuration.database.key_file)
    if create and not path.exists():
        write_key_file(path)
    return read_key_file(path)


def open_app(file: Path, *, at: datetime | None = None, tolerate: bool = False) -> App:
    """Open a site, its embedded database made or brought up to date. With `tolerate`, panel problems are only listed.

    ConfigurationFaults holds every problem at once; Faulty says what the operator must do.
    """
    draft, loaded = read_draft(file), host.load()
    configuration = draft.configuration
    if configuration is None:
        raise ConfigurationFaults(draft.faults)
    site, problems = build_site(configuration, loaded, file)
    # A panel whose type is missing or broken stops nothing else: its mail is held (design B3).
    fatal = tuple(each for each in problems if not each.warning and not _only_unavailable(each, site))
    if draft.faults or (fatal and not tolerate):
        raise ConfigurationFaults((*draft.faults, *fatal))
    clock = open_clock(configuration, at)
    keyring = open_keyring(configuration, create=is_new(configuration.database_url))
    store = open_store(configuration.database_url, keyring)
    try:
        if store.is_sqlite:
            upgrade(store)
        elif not is_current(store):
            message = "The database is not up to date. Run panelpost migrate."
            raise Faulty(message)  # noqa: TRY301 - the one place where it is opened is the one where it is closed
    except BaseException:
        store.close()
        raise
    return App(file, configuration, site, loaded, store, clock, keyring, problems)


def _only_unavailable(problem: Problem, site: Site) -> bool:
    return any(problem.where.endswith(f"panels.{key}.type") for key in site.unavailable)
