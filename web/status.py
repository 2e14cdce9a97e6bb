"""What the status page says: counts that are kept, short lists by index, and never who wrote or what about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from core import booking, clocks, counters, inbox, outbox, plugin_faults
from core.due import TRIES
from core.store.tables import Due, Inbox
from web.directory import next_dates
from web.health import ALARM_AFTER, oldest_wait

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from core.clocks import Kept
    from core.errors import PluginFault
    from core.host import Broken
    from core.sites import Panel
    from web.seams import App

LISTED = 50
"""How many rows a list on the page shows at most; the counts above it are whole."""

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class PanelLine:
    """One panel: its bookings by state (those there are) and its next dates."""

    panel: Panel
    bookings: Counts
    dates: tuple[datetime, ...]


@dataclass(frozen=True)
class Stopped:
    """A mail that a person must look at, by its number: `state` is held or failed."""

    id: int
    received: datetime
    panel: str
    state: str
    reason: str


@dataclass(frozen=True)
class Missed:
    """Something due that failed three times."""

    what: str
    about: int
    panel: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Status:
    """The whole page."""

    inbox: Counts
    outbox: Counts
    oldest: timedelta | None
    panels: tuple[PanelLine, ...]
    stopped: tuple[Stopped, ...]
    missed: tuple[Missed, ...]
    broken: tuple[Broken, ...]
    faults: tuple[PluginFault, ...]
    overdue: tuple[tuple[Panel, Kept], ...]
    unavailable: Mapping[str, str]

    @property
    def alarm(self) -> bool:
        """Whether mail has waited too long: the worker may not be running."""
        return self.oldest is not None and self.oldest >= ALARM_AFTER


def gather(app: App) -> Status:
    """Read the status of a site in one snapshot."""
    now = app.clock.now()
    with app.store.read() as connection:
        return Status(
            inbox=_counted(connection, "inbox:", inbox.State),
            outbox=_counted(connection, "outbox:", outbox.State),
            oldest=oldest_wait(connection, now),
            panels=tuple(_panel_line(connection, panel, now) for panel in app.site.panels.values()),
            stopped=_stopped(connection),
            missed=_missed(connection, app.clock.wall()),
            broken=app.host.broken,
            faults=(*reversed(app.host.faults), *plugin_faults.read(connection)),
            unavailable=app.site.unavailable,
            overdue=tuple(
                (panel, kept)
                for panel in app.site.panels.values()
                for kept in clocks.overdue(connection, panel, now.astimezone(panel.zone).date())
            )[:LISTED],
        )


def _counted(connection: Connection, prefix: str, states: Iterable[str]) -> Counts:
    found = counters.read(connection, prefix)
    return tuple((str(state), found.get(str(state), 0)) for state in states)


def _panel_line(connection: Connection, panel: Panel, now: datetime) -> PanelLine:
    bookings = _counted(connection, f"bookings:{panel.key}:", booking.State)
    return PanelLine(panel, tuple(each for each in bookings if each[1]), next_dates(connection, panel.key, now))


def _stopped(connection: Connection) -> tuple[Stopped, ...]:
    """Return the newest held and failed mails; one look-up a state, so that the index serves each in order."""
    found: list[Stopped] = []
    for state in (inbox.State.HELD, inbox.State.FAILED):
        query = (
            select(Inbox.id, Inbox.received, Inbox.panel, Inbox.state, Inbox.reason)
            .where(Inbox.state == state)
            .order_by(Inbox.id.desc())
            .limit(LISTED)
        )
        found += (Stopped(*row) for row in connection.execute(query))
    return tuple(sorted(found, key=lambda each: each.id, reverse=True)[:LISTED])


def _missed(connection: Connection, wall: datetime) -> tuple[Missed, ...]:
    """Return what was tried for the last time and is not being tried now."""
    query = (
        select(Due.what, Due.about, Due.panel, Due.at, Due.reason)
        .where(Due.done.is_(None), Due.attempts >= TRIES, or_(Due.lease.is_(None), Due.lease < wall))
        .order_by(Due.at)
        .limit(LISTED)
    )
    return tuple(Missed(*row) for row in connection.execute(query))
