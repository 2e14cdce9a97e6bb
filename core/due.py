"""What happens by itself: rows of `due`, made when their cause is made, moved when it moves, done once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.store.tables import Due

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from core.store.engine import Store

LEASE = timedelta(minutes=2)
TRIES = 3
_PAUSES = (timedelta(minutes=1), timedelta(minutes=10))


@dataclass(frozen=True)
class Deed:
    """Something due: `what` (a name in core.scheduler) of `about` (an id) at a panel."""

    id: int
    what: str
    about: int
    panel: str
    at: datetime
    attempts: int


def arm(connection: Connection, what: str, about: int, panel: str, at: datetime) -> None:
    """Make something due at a moment; if it is there already, undone or done, it is due (again) then."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {"at": at, "done": None, "attempts": 0, "lease": None, "worker": "", "reason": ""}
    connection.execute(
        insert(Due)
        .values(what=what, about=about, panel=panel, **values)
        .on_conflict_do_update(index_elements=[Due.what, Due.about], set_=values)
    )


def disarm(connection: Connection, what: str, about: int) -> None:
    """Take something off."""
    connection.execute(delete(Due).where(Due.what == what, Due.about == about))


def armed(connection: Connection, what: str, about: int) -> bool:
    """Whether it was ever made due."""
    return bool(connection.execute(select(Due.id).where(Due.what == what, Due.about == about)).scalar_one_or_none())


def claim(store: Store, worker: str, now: datetime, wall: datetime, panels: Collection[str]) -> Deed | None:
    """Claim the oldest thing that is due at one of these panels, or None. What a panel that cannot run owes waits."""
    free = or_(Due.lease.is_(None), Due.lease < wall)
    ready = and_(Due.at <= now, Due.done.is_(None), Due.attempts < TRIES, free, Due.panel.in_(panels))
    with store.read() as connection:
        # An idle worker looks every second: it must not take the write lock for that.
        if not connection.execute(select(Due.id).where(ready).limit(1)).first():
            return None
    with store.write() as connection:
        row = connection.execute(
            select(Due.id, Due.what, Due.about, Due.panel, Due.at, Due.attempts)
            .where(ready)
            .order_by(Due.at, Due.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if row is None:
            return None
        connection.execute(
            update(Due).where(Due.id == row.id).values(worker=worker, lease=wall + LEASE, attempts=Due.attempts + 1)
        )
    return Deed(row.id, row.what, row.about, row.panel, row.at, row.attempts + 1)


def done(connection: Connection, deed: Deed, now: datetime) -> bool:
    """Mark a claimed deed done, first thing in the transaction of its effect; False when it was moved meanwhile."""
    found = connection.execute(
        update(Due)
        .where(Due.id == deed.id, Due.done.is_(None), Due.at == deed.at)
        .values(done=now, lease=None, worker="")
    )
    return found.rowcount == 1


def stumbled(connection: Connection, deed: Deed, reason: str, wall: datetime) -> bool:
    """A handler raised: try again a little later. After three tries it stays undone and is shown: True."""
    pause = _PAUSES[min(deed.attempts, len(_PAUSES)) - 1]
    connection.execute(update(Due).where(Due.id == deed.id).values(lease=wall + pause, worker="", reason=reason))
    return deed.attempts >= TRIES


def revive(store: Store) -> None:
    """Give what could not be done three more tries: the program was started again, and may be mended."""
    with store.write() as connection:
        connection.execute(
            update(Due).where(Due.done.is_(None), Due.attempts >= TRIES).values(attempts=0, lease=None, reason="")
        )


def next_moment(store: Store) -> datetime | None:
    """Return when the next thing is due, or None."""
    with store.read() as connection:
        return connection.execute(
            select(Due.at).where(Due.done.is_(None), Due.attempts < TRIES).order_by(Due.at).limit(1)
        ).scalar_one_or_none()


def give_back(store: Store, dead: set[str]) -> None:
    """Free what dead workers had claimed."""
    with store.write() as connection:
        connection.execute(update(Due).where(Due.worker.in_(dead), Due.done.is_(None)).values(lease=None, worker=""))
