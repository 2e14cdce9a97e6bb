"""The audit trail: append-only, hash-chained, without personal content (standards AU-1 to AU-5).

Each event's digest is a keyed hash of the one before and of its own columns, so a changed, removed or added row shows,
and nobody without the site's key can mend the chain. A table trigger refuses UPDATE and DELETE as well.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from core.store.tables import AuditEvent, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from core.sealing import Keyring
    from core.store.engine import Store

_HEAD = "audit:head"
_START = "0" * 64


class Event(StrEnum):
    """What can be on record: `noun:verb`."""

    MAIL_RECEIVED = "mail:received"
    MAIL_HELD = "mail:held"
    MAIL_IGNORED = "mail:ignored"
    MAIL_FAILED = "mail:failed"
    MAIL_REFUSED = "mail:refused"
    MAIL_QUEUED = "mail:queued"
    MAIL_SENT = "mail:sent"
    MAIL_BOUNCED = "mail:bounced"
    MAIL_STUCK = "mail:stuck"
    MAIL_WITHHELD = "mail:withheld"
    ADVICE_GIVEN = "advice:given"
    ADVICE_STRIPPED = "advice:stripped"
    MAIL_CAPPED = "mail:capped"
    MAIL_RELEASED = "mail:released"
    BOOKING_ASKED = "booking:asked"
    BOOKING_MADE = "booking:made"
    BOOKING_JOINED = "booking:joined"
    BOOKING_REFUSED = "booking:refused"
    BOOKING_REFERRED = "booking:referred"
    BOOKING_TO_CHAIR = "booking:to-chair"
    CONFLICT_DECLARED = "conflict:declared"
    CONFLICT_TAKEN_BACK = "conflict:taken-back"
    CLOCK_OVER = "clock:over"
    PERMISSION_ASKED = "permission:asked"
    GUEST_INVITED = "guest:invited"
    LETTER_WRITTEN = "letter:written"
    BOOKING_AMENDED = "booking:amended"
    BOOKING_MOVED = "booking:moved"
    BOOKING_WITHDRAWN = "booking:withdrawn"
    BOOKING_LATE = "booking:late"
    BOOKING_LATE_ANSWERED = "booking:late-answered"
    BOOKING_WAITING = "booking:waiting"
    BOOKING_HEARD = "booking:heard"
    MEETING_ADDED = "meeting:added"
    MEETING_MOVED = "meeting:moved"
    MEETING_CANCELLED = "meeting:cancelled"
    MEETING_INVITED = "meeting:invited"
    ANSWER_GIVEN = "answer:given"
    ANSWER_PASSED_OVER = "answer:passed-over"
    REPRESENTATIVE_NAMED = "representative:named"
    QUORUM_WARNED = "quorum:warned"
    NAMES_LIST_SENT = "names-list:sent"
    RESEARCH_RETURNED = "research:returned"
    MINUTES_ASKED = "minutes:asked"
    MINUTES_READ = "minutes:read"
    NAMING_ALLOWED = "naming:allowed"
    MINUTES_APPROVED = "minutes:approved"
    OUTCOMES_CONFIRMED = "outcomes:confirmed"
    OUTCOMES_REWORDED = "outcomes:reworded"
    OUTCOMES_NOT_AGREED = "outcomes:not-agreed"
    ACTION_GIVEN = "action:given"
    ACTION_CLOSED = "action:closed"
    ACTION_EXTENDED = "action:extended"
    SENDER_CONFIRMED = "sender:confirmed"
    DUE_MISSED = "due:missed"
    PLUGIN_FAILED = "plugin:failed"
    CASE_ERASED = "case:erased"
    COPIES_ERASED = "copies:erased"
    ADMIN_ACTED = "admin:acted"


@dataclass(frozen=True)
class Entry:
    """One event about to be recorded. `actor` is a role and a person id ("presenter 12"), "time" or "admin"."""

    event: Event
    panel: str = ""
    reference: str = ""
    meeting: str = ""
    actor: str = "time"
    detail: tuple[tuple[str, str | int], ...] = ()


def record(connection: Connection, keyring: Keyring, at: datetime, entries: list[Entry]) -> None:
    """Append events inside the transaction of their effect.

    Writers come one after the other (`core.store.engine`): two would otherwise chain onto the same event.
    """
    if not entries:
        return
    head = connection.execute(select(Mark.value).where(Mark.name == _HEAD)).scalar_one_or_none()
    if head is None:
        connection.execute(insert(Mark).values(name=_HEAD, value=_START))
        head = _START
    rows = []
    for entry in entries:
        row: dict[str, object] = {
            "at": at,
            "event": entry.event.value,
            "panel": entry.panel,
            "reference": entry.reference,
            "meeting": entry.meeting,
            "actor": entry.actor,
            "detail": json.dumps(dict(entry.detail), separators=(",", ":"), sort_keys=True),
        }
        head = _digest(keyring, head, row)
        rows.append({**row, "digest": head})
    connection.execute(insert(AuditEvent), rows)
    connection.execute(update(Mark).where(Mark.name == _HEAD).values(value=head))


def _digest(keyring: Keyring, before: str, row: dict[str, object]) -> str:
    at = row["at"]
    stamp = at.astimezone(UTC).isoformat(timespec="microseconds")  # type: ignore[attr-defined]
    columns = [str(row[name]) for name in ("event", "panel", "reference", "meeting", "actor", "detail")]
    return hmac.new(keyring.audit_key, "\0".join([before, stamp, *columns]).encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold: the event's number and what is wrong."""

    number: int
    found: str


def verify(store: Store) -> tuple[int, Break | None]:
    """Walk the whole chain; return how many events hold, and the first break."""
    before, count, last = _START, 0, 0
    with store.read() as connection:
        for row in _events(connection):
            if row["id"] != last + 1 and store.is_sqlite:
                return count, Break(int(str(row["id"])), "an event before it is missing")
            before = _digest(store.keyring, before, row)
            if not hmac.compare_digest(before, str(row["digest"])):
                return count, Break(int(str(row["id"])), "it was changed, or one before it is missing")
            count, last = count + 1, int(str(row["id"]))
        head = connection.execute(select(Mark.value).where(Mark.name == _HEAD)).scalar_one_or_none() or _START
    if head != before:
        return count, Break(last + 1, "the last events are missing")
    return count, None


def _events(connection: Connection) -> Iterator[dict[str, object]]:
    result = connection.execution_options(yield_per=1000).execute(select(AuditEvent.__table__).order_by(AuditEvent.id))
    for row in result:
        yield dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented way to a mapping
