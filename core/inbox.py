"""The inbox: every accepted mail is a row before it is answered 250 (mail-rules 1 and 2).

Each row ends `done`, `held`, `ignored` or `failed`, with the reason; a row is claimed with a lease that runs out, so a
worker that dies loses nothing. Three tries that ended badly make a row `failed`: shown, replayable, out of the way.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core import counters
from core.audit import Entry, Event, record
from core.store.tables import Inbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from core.sites import Site
    from core.store.engine import Store

LEASE = timedelta(minutes=2)
_TRIES = 3
_BATCH = 20
_MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
_HEAD_BYTES = 65_536


class State(StrEnum):
    """Where an incoming mail stands."""

    READY = "ready"
    CLAIMED = "claimed"
    DONE = "done"
    HELD = "held"
    IGNORED = "ignored"
    FAILED = "failed"
    ERASED = "erased"


@dataclass(frozen=True)
class Arrival:
    """One mail for one recipient, as it came through a door.

    `recipient` is the whole address in lower case, `mail_from` the envelope sender (None for the null sender `<>`),
    `raw` the bytes as received, `peer` the IP address that gave it to us ("" for files), `door` smtp, lmtp, folder,
    take or mailroom.
    """

    recipient: str
    mail_from: str | None
    raw: bytes
    peer: str
    door: str
    received: datetime


def keep(store: Store, site: Site, arrivals: Sequence[Arrival]) -> int:
    """Store mails in one committed transaction; return how many were new.

    A mail that is already there (same recipient, Message-ID and content) is not stored again: a client that hung up
    before our 250 sends it once more. The same Message-ID with other content is a new mail, and marked.
    """
    rows = [_row(store, site, arrival) for arrival in arrivals]
    with store.write() as connection:
        ids = {"ids": [row["message_id_hash"] for row in rows]}
        seen = {tuple(pair) for pair in connection.execute(_SEEN, ids)}
        for row in rows:
            key = (row["recipient"], row["message_id_hash"])
            row["reused_id"] = key in seen
            seen.add(key)
        made = connection.execute(_INSERT[connection.dialect.name], rows).all()
        if made:
            counters.bump(connection, "inbox:ready", len(made))
            events = [
                Entry(
                    Event.MAIL_RECEIVED,
                    row.panel,
                    actor="mail",
                    detail=(("door", row.door), ("inbox", row.id), ("size", row.size)),
                )
                for row in sorted(made, key=lambda row: row.id)
            ]
            record(connection, store.keyring, arrivals[0].received, events)
    return len(made)


# Built once, and run once for all that waits: this is what a door's speed hangs on.
_SEEN = select(Inbox.recipient, Inbox.message_id_hash).where(
    Inbox.message_id_hash.in_(bindparam("ids", expanding=True))
)
_INSERT = {
    name: insert(Inbox).on_conflict_do_nothing().returning(Inbox.id, Inbox.panel, Inbox.door, Inbox.size)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def _row(store: Store, site: Site, arrival: Arrival) -> dict[str, Any]:
    """Return an arrival as a row, its hashes reckoned before the transaction begins."""
    content = hashlib.sha256(arrival.raw).hexdigest()
    found = _MESSAGE_ID.search(arrival.raw[:_HEAD_BYTES].partition(b"\r\n\r\n")[0])
    # A missing Message-ID is made up from the content, so that the same mail twice is still one.
    message_id = found[1].strip().decode("latin-1") if found else f"none:{content}"
    mailbox = site.mailbox_of(arrival.recipient)
    return {
        "received": arrival.received,
        "recipient": arrival.recipient,
        "panel": mailbox[0] if mailbox else "",
        "door": arrival.door,
        "peer": arrival.peer,
        "mail_from": arrival.mail_from,
        "message_id_hash": store.keyring.fingerprint("message-id", message_id),
        "content_hash": store.keyring.fingerprint("content", content),
        "raw": arrival.raw,
        "size": len(arrival.raw),
        "state": State.READY,
        "reason": "",
        "rules": "",
        "attempts": 0,
        "worker": "",
        "confirmed": False,
    }


@dataclass(frozen=True)
class Claimed:
    """A claimed inbox row."""

    id: int
    recipient: str
    panel: str
    mail_from: str | None
    raw: bytes
    peer: str
    door: str
    received: datetime
    attempts: int
    confirmed: bool
    reused_id: bool


_CLAIMED = (
    Inbox.id,
    Inbox.recipient,
    Inbox.panel,
    Inbox.mail_from,
    Inbox.raw,
    Inbox.peer,
    Inbox.door,
    Inbox.received,
    Inbox.attempts,
    Inbox.confirmed,
    Inbox.reused_id,
)


def _open(wall: datetime) -> ColumnElement[bool]:
    """Rows that wait, or whose worker was not heard of again."""
    return or_(Inbox.state == State.READY, and_(Inbox.state == State.CLAIMED, Inbox.lease < wall))


def claim(store: Store, worker: str, wall: datetime) -> tuple[Claimed, ...]:
    """Claim what is ready, oldest first.

    Fresh mails come up to 20 at a time and share a commit. A mail that was claimed before (its worker died) comes
    after them and alone: if it is poison it takes nothing with it, and the others are handled meanwhile.
    """
    ready = and_(_open(wall), Inbox.attempts < _TRIES)
    with store.read() as connection:
        # An idle worker looks every second: it must not take the write lock for that.
        if not connection.execute(select(Inbox.id).where(ready).limit(1)).first():
            return ()
    with store.write() as connection:
        rows = connection.execute(
            select(Inbox.id, Inbox.attempts, Inbox.state)
            .where(ready)
            .order_by(Inbox.attempts, Inbox.id)
            .limit(_BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        chosen = [row for row in rows if not row.attempts] or rows[:1]
        if not chosen:
            return ()
        ids = [row.id for row in chosen]
        connection.execute(
            update(Inbox)
            .where(Inbox.id.in_(ids))
            .values(state=State.CLAIMED, worker=worker, lease=wall + LEASE, attempts=Inbox.attempts + 1)
        )
        for row in chosen:
            counters.moved(connection, "inbox", row.state, State.CLAIMED)
        full = connection.execute(select(*_CLAIMED).where(Inbox.id.in_(ids)).order_by(Inbox.id)).all()
    return tuple(Claimed(*row) for row in full)


def hopeless(store: Store, wall: datetime) -> bool:
    """Whether a mail was claimed three times by workers that never came back."""
    with store.read() as connection:
        query = select(Inbox.id).where(_open(wall), Inbox.attempts >= _TRIES).limit(1)
        return connection.execute(query).first() is not None


def give_up(connection: Connection, wall: datetime, now: datetime) -> tuple[tuple[int, str], ...]:
    """End mails that stopped the program three times as failed; return their numbers and panels."""
    reason = "the program stopped three times while handling this mail"
    rows = connection.execute(
        select(Inbox.id, Inbox.panel, Inbox.state)
        .where(_open(wall), Inbox.attempts >= _TRIES)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        values = {"state": State.FAILED, "reason": reason, "lease": None, "worker": "", "handled": now}
        connection.execute(update(Inbox).where(Inbox.id == row.id).values(**values))
        counters.moved(connection, "inbox", row.state, State.FAILED)
    return tuple((row.id, row.panel) for row in rows)


def still_mine(connection: Connection, row_id: int, worker: str) -> bool:
    """Whether a claim still stands: its lease may have run out and another worker may have done the work."""
    return bool(
        connection.execute(
            select(Inbox.id)
            .where(Inbox.id == row_id, Inbox.state == State.CLAIMED, Inbox.worker == worker)
            .with_for_update()
        ).scalar_one_or_none()
    )


def finish(connection: Connection, row_id: int, state: State, now: datetime, reason: str = "", rules: str = "") -> None:
    """End a claimed row, in the transaction of its effect."""
    connection.execute(
        update(Inbox)
        .where(Inbox.id == row_id)
        .values(state=state, reason=reason, rules=rules, lease=None, worker="", handled=now)
    )
    counters.moved(connection, "inbox", State.CLAIMED, state)


def stumbled(connection: Connection, row: Claimed, now: datetime, error: str) -> State:
    """A handler raised: put the row back, or end it as failed after the third time."""
    state = State.FAILED if row.attempts >= _TRIES else State.READY
    connection.execute(
        update(Inbox)
        .where(Inbox.id == row.id)
        .values(state=state, reason=error, lease=None, worker="", handled=now if state is State.FAILED else None)
    )
    counters.moved(connection, "inbox", State.CLAIMED, state)
    return state


def reopen(connection: Connection, row_id: int, *, believe: bool) -> bool:
    """Put a held, ignored or failed row back to ready; with `believe`, its sender counts as identified."""
    old = connection.execute(select(Inbox.state).where(Inbox.id == row_id)).scalar_one_or_none()
    if old not in (State.HELD, State.FAILED, State.IGNORED):
        return False
    values = {"state": State.READY, "reason": "", "attempts": 0, "lease": None, "worker": ""}
    if believe:
        values["confirmed"] = True
    connection.execute(update(Inbox).where(Inbox.id == row_id).values(**values))
    counters.moved(connection, "inbox", old, State.READY)
    return True


def give_back(store: Store, workers: set[str], *, blame: bool = True) -> int:
    """Return rows claimed by workers to the queue at once; return how many.

    A worker that died may have died of the mail: the try counts (`blame`). One that had trouble with the database and
    lives on had not.
    """
    with store.write() as connection:
        rows = (
            connection.execute(select(Inbox.id).where(Inbox.state == State.CLAIMED, Inbox.worker.in_(workers)))
            .scalars()
            .all()
        )
        values: dict[str, object] = {"state": State.READY, "lease": None, "worker": ""}
        if not blame:
            values["attempts"] = Inbox.attempts - 1
        for row_id in rows:
            connection.execute(update(Inbox).where(Inbox.id == row_id).values(**values))
            counters.moved(connection, "inbox", State.CLAIMED, State.READY)
    return len(rows)
