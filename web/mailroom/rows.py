"""The rows that the mailroom shows: mails that went out, and what came in with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.store.tables import Inbox, Outbox, Person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from core.sealing import Keyring

PAGE = 30
_PEOPLE = 200


@dataclass(frozen=True)
class Sent:
    """An outgoing mail; `raw` is None until the sending loop has worded it."""

    id: int
    made: datetime
    kind: str
    state: str
    person_id: int
    reader: str
    raw: bytes | None


@dataclass(frozen=True)
class Received:
    """An incoming mail and what became of it."""

    id: int
    received: datetime
    recipient: str
    state: str
    reason: str
    raw: bytes


@dataclass(frozen=True)
class Reader:
    """Somebody who may have been written to."""

    id: int
    address: str


def sent_page(connection: Connection, person: int | None, before: int | None) -> tuple[Sent, ...]:
    """Return a page of outgoing mails, newest first, and one more when there are older ones."""
    query = _sent()
    if person is not None:
        query = query.where(Outbox.person_id == person)
    if before is not None:
        query = query.where(Outbox.id < before)
    return _all_sent(connection.execute(query.order_by(Outbox.id.desc()).limit(PAGE + 1)).all())


def sent(connection: Connection, outbox_id: int) -> Sent | None:
    """Return one outgoing mail."""
    return next(iter(_all_sent(connection.execute(_sent().where(Outbox.id == outbox_id)).all())), None)


def answers_to(connection: Connection, inbox_id: int) -> tuple[Sent, ...]:
    """Return what went out because of one incoming mail, in the order it was made."""
    query = _sent().where(Outbox.inbox_id == inbox_id).order_by(Outbox.id).limit(PAGE)
    return _all_sent(connection.execute(query).all())


def received_page(connection: Connection) -> tuple[Received, ...]:
    """Return the newest incoming mails."""
    return tuple(Received(*row) for row in connection.execute(_received().order_by(Inbox.id.desc()).limit(PAGE)))


def received(connection: Connection, inbox_id: int) -> Received | None:
    """Return one incoming mail."""
    row = connection.execute(_received().where(Inbox.id == inbox_id)).one_or_none()
    return None if row is None else Received(*row)


def number_of(connection: Connection, keyring: Keyring, recipient: str, message_id: str) -> int:
    """Return the inbox row of a mail that was just taken in."""
    hashed = keyring.fingerprint("message-id", message_id)
    query = select(Inbox.id).where(Inbox.recipient == recipient, Inbox.message_id_hash == hashed)
    return connection.execute(query.order_by(Inbox.id.desc()).limit(1)).scalar_one()


def readers(connection: Connection) -> tuple[Reader, ...]:
    """Return the people to filter by; a demonstration has few."""
    rows = connection.execute(select(Person.id, Person.address).order_by(Person.id).limit(_PEOPLE))
    return tuple(sorted((Reader(*row) for row in rows), key=lambda each: each.address))


def _sent() -> Select[int, datetime, str, str, int, str, bytes | None]:
    columns = (Outbox.id, Outbox.made, Outbox.kind, Outbox.state, Outbox.person_id, Person.address, Outbox.raw)
    return select(*columns).join(Person, Person.id == Outbox.person_id)


def _received() -> Select[int, datetime, str, str, str, bytes]:
    return select(Inbox.id, Inbox.received, Inbox.recipient, Inbox.state, Inbox.reason, Inbox.raw)


def _all_sent(rows: Sequence[Row[int, datetime, str, str, int, str, bytes | None]]) -> tuple[Sent, ...]:
    return tuple(Sent(*row) for row in rows)
