"""The outbox: views waiting to be worded and delivered. Only what `core.disclosure` returned can get in.

A row holds the view (sealed), not yet the bytes: wording happens outside any transaction, by whoever delivers it, with
the row's fixed Message-ID, so a retry is the same mail.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, or_, select, update

from core import barriers, counters, people
from core.audit import Entry, Event, record
from core.disclosure import Disclosed, Disclosure, Document, Item, Reader, disclose, dump, restore
from core.intents import Token
from core.kinds import Kind, Purpose, Role
from core.store.tables import Attempt, Outbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from core.desk import Desk
    from core.disclosure import Value
    from core.sealing import Keyring
    from core.sites import Panel
    from core.store.engine import Store


LEASE = timedelta(minutes=10)
_RETRY_MINUTES = (1, 5, 15, 30, 60, 120, 240)
_UNCERTAIN_MINUTES = 15
_MAX_ATTEMPTS = 40
_LAST_SENT = 5  # mails of ours that a reply is compared with, besides the one it says it answers


class State(StrEnum):
    """Where an outgoing mail stands (mail-rules 7)."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    UNCERTAIN = "uncertain"
    HELD = "held"
    BOUNCED = "bounced"
    FAILED = "failed"
    ERASED = "erased"


ON_ITS_WAY = (State.WAITING, State.SENDING, State.RETRY, State.UNCERTAIN)
"""Those that leave by themselves."""


def post(desk: Desk, panel: Panel, document: Document, readers: Iterable[Reader]) -> Disclosure:
    """Disclose a document to readers and queue what each may see, in the desk's transaction."""

    def may_see(kind: Kind, role: Role, field: str, values: Mapping[str, Value], seats: tuple[str, ...]) -> bool:
        return desk.host.call(
            panel.type.key,
            "panel_may_see",
            default=True,
            document=kind,
            role=role,
            field=field,
            values=values,
            seats=seats,
            settings=panel.settings,
        )

    readers = tuple(readers)
    barred = barriers.barrier(desk, panel, document, readers)
    disclosure = disclose(document, readers, panel, desk.site.is_secure, may_see, barred)
    for each in disclosure.withheld:
        desk.audit(
            Event.MAIL_WITHHELD,
            panel.key,
            kind=document.kind.value,
            role=each.reader.role.value,
            person=each.reader.person_id,
        )
    blocked = [each.reader for each in disclosure.withheld if each.why == barriers.MUST_NOT_LEARN]
    if blocked and barred is not None:
        refs = {item.ref for item in document.items for each in blocked if barred(each, item.ref)}
        _tell_blocked(desk, panel, document, blocked, refs)
    advised = {item.ref for item in document.items if any(item.values.get(key) for key in panel.privileged)}
    for view in disclosure.views:
        if not view.is_answer or (desk.may_answer and _under_caps(desk, view)):
            _queue(desk, view)
            _log_advice(desk, panel, view, advised)
    return disclosure


def notice(
    desk: Desk,
    reason: str,
    what: str,
    *,
    danger: bool = False,
    permission: bool = False,
    inbox_id: int | None = None,
    **more: Any,
) -> Document:
    """Return a notice that a person has to look at something: why, and what to do. `more` are parts of the document."""
    facts = {
        "reason": reason,
        "inbox_id": inbox_id or desk.inbox_id or 0,
        "received": desk.now.isoformat(),
        "danger": danger,
        "permission": permission,
        "what": what,
    }
    return Document(kind=Kind.HELD_NOTICE, facts=facts, **more)


def _log_advice(desk: Desk, panel: Panel, view: Disclosed, advised: set[str]) -> None:
    """Put on record who got legal advice and who a copy without it, case by case; nothing of what it says."""
    for item in view.items:
        if item.ref in advised:
            given = any(item.values.get(key) for key in panel.privileged)
            desk.audit(
                Event.ADVICE_GIVEN if given else Event.ADVICE_STRIPPED,
                panel.key,
                item.ref,
                view.meeting.date if view.meeting else "",
                kind=view.kind.value,
                role=view.reader.role.value,
                person=view.reader.person_id,
            )


def _tell_blocked(desk: Desk, panel: Panel, document: Document, blocked: Iterable[Reader], refs: set[str]) -> None:
    """Tell the coordinator (or the chair) when a mail would have gone to somebody who must not learn of the case."""
    if document.kind is Kind.HELD_NOTICE:
        return
    addresses = {each.address for each in blocked}
    reason = "A mail about this booking would have gone to somebody who must not learn of it. It was not sent."
    what = "Check who takes part in this case. Nothing was sent to them, and nothing will be."
    items = tuple(Item(item.ref, {}) for item in document.items if item.ref in refs)
    told = notice(desk, reason, what, items=items, purpose=Purpose.PANEL)
    for address, role in ((panel.coordinator, Role.COORDINATOR), (panel.chair, Role.CHAIR)):
        if address not in addresses:
            post(desk, panel, told, (people.reader(people.know(desk, address), role),))
            return


def _queue(desk: Desk, view: Disclosed) -> None:
    domain = desk.site.domain
    outbox_id = desk.connection.execute(
        insert(Outbox)
        .values(
            made=desk.now,
            due=desk.wall,
            kind=view.kind.value,
            panel=view.panel,
            refs=",".join(view.refs),
            meeting_date=view.meeting.date if view.meeting else "",
            person_id=view.reader.person_id,
            role=view.reader.role.value,
            purpose=view.purpose.value,
            about=view.about,
            message_id=f"<{uuid.uuid4().hex}@{domain}>",
            view=dump(view),
            inbox_id=desk.inbox_id,
        )
        .returning(Outbox.id)
    ).scalar_one()
    counters.moved(desk.connection, "outbox", None, State.WAITING)
    desk.audit(
        Event.MAIL_QUEUED,
        view.panel,
        ",".join(view.refs),
        view.meeting.date if view.meeting else "",
        kind=view.kind.value,
        role=view.reader.role.value,
        person=view.reader.person_id,
        outbox=outbox_id,
    )


_NOTICES = frozenset({Kind.HELD_NOTICE, Kind.DELIVERY_PROBLEM})


def _under_caps(desk: Desk, view: Disclosed) -> bool:
    """Count one automatic answer against the day's caps; the last answer before a cap is the last one.

    Backstop against loops between two machines (freescout#4631: 8,000 notices overnight). Notices are counted apart:
    a flood of held mail must not leave the coordinator without answers.
    """
    limits = desk.site.configuration.outbound
    day, what = caps_of(desk.now), "notice" if view.kind in _NOTICES else "answer"
    address = desk.keyring.fingerprint("cap", view.reader.address)
    domain = desk.keyring.fingerprint("cap", view.reader.address.rpartition("@")[2])
    caps = [
        (f"{day}{what}:address:{address}", limits.answers_per_address),
        (f"{day}{what}:domain:{domain}", limits.answers_per_domain),
        (f"{day}{what}:site", limits.answers_per_site),
    ]
    if view.thread:
        thread = desk.keyring.fingerprint("cap", view.thread[0])
        caps.append((f"{day}{what}:thread:{thread}", limits.answers_per_thread))
    for name, cap in caps:
        count = counters.bump(desk.connection, name)
        if count > cap:
            desk.audit(
                Event.MAIL_CAPPED, view.panel, kind=view.kind.value, person=view.reader.person_id, cap=cap, count=count
            )
            return False
    return True


def caps_of(now: datetime) -> str:
    """Return how the names of a day's cap counters begin."""
    return f"cap:{now.date().isoformat()}:"


@dataclass(frozen=True)
class Waiting:
    """A claimed outbox row, ready to be worded and delivered."""

    id: int
    view: Disclosed
    message_id: str
    made: datetime
    raw: bytes | None
    attempts: int


def claim(store: Store, worker: str, now: datetime, most: int) -> tuple[Waiting, ...]:
    """Claim rows that are due, oldest first. A row whose lease ran out is claimed again with its own Message-ID."""
    ready = or_(
        and_(Outbox.state.in_([State.WAITING, State.RETRY, State.UNCERTAIN]), Outbox.due <= now),
        and_(Outbox.state == State.SENDING, Outbox.lease < now),
    )
    columns = (Outbox.id, Outbox.view, Outbox.message_id, Outbox.made, Outbox.raw, Outbox.attempts, Outbox.state)
    with store.read() as connection:
        # An idle worker looks every second: it must not take the write lock for that.
        if not connection.execute(select(Outbox.id).where(ready).limit(1)).first():
            return ()
    with store.write() as connection:
        rows = connection.execute(
            select(*columns).where(ready).order_by(Outbox.id).limit(most).with_for_update(skip_locked=True)
        ).all()
        if not rows:
            return ()
        connection.execute(
            update(Outbox)
            .where(Outbox.id.in_([row.id for row in rows]))
            .values(state=State.SENDING, worker=worker, lease=now + LEASE, attempts=Outbox.attempts + 1)
        )
        for row in rows:
            counters.moved(connection, "outbox", row.state, State.SENDING)
    return tuple(Waiting(r.id, restore(r.view), r.message_id, r.made, r.raw, r.attempts + 1) for r in rows)


@dataclass(frozen=True)
class Outcome:
    """What came of one try: the new state, the server's words, and the bytes that were sent."""

    waiting: Waiting
    state: State
    words: str
    raw: bytes | None


def settle(store: Store, outcomes: Sequence[Outcome], now: datetime, wall: datetime) -> None:
    """Write down what came of a batch of tries, in one transaction."""
    with store.write() as connection:
        events = []
        for outcome in outcomes:
            state = outcome.state
            if state in (State.RETRY, State.UNCERTAIN) and outcome.waiting.attempts >= _MAX_ATTEMPTS:
                state = State.FAILED
            pause = _RETRY_MINUTES[min(outcome.waiting.attempts, len(_RETRY_MINUTES)) - 1]
            if state is State.UNCERTAIN:
                # It may have arrived: leave time for a person to see it there before the same Message-ID goes again.
                pause = max(pause, _UNCERTAIN_MINUTES)
            settled = connection.execute(
                update(Outbox)
                .where(*_still_ours(outcome.waiting))
                .values(
                    state=state,
                    raw=outcome.raw,
                    reason="" if state is State.SENT else outcome.state.value,
                    due=wall + timedelta(minutes=pause),
                    lease=None,
                    worker="",
                    sent=now if state is State.SENT else None,
                )
            )
            connection.execute(
                insert(Attempt).values(outbox_id=outcome.waiting.id, at=wall, state=state, words=outcome.words)
            )
            if settled.rowcount:
                counters.moved(connection, "outbox", State.SENDING, state)
            view = outcome.waiting.view
            event = Event.MAIL_SENT if state is State.SENT else Event.MAIL_STUCK
            detail: tuple[tuple[str, str | int], ...] = (
                ("kind", view.kind.value),
                ("outbox", outcome.waiting.id),
                ("person", view.reader.person_id),
                ("state", state.value),
            )
            events.append(
                Entry(event, view.panel, ",".join(view.refs), view.meeting.date if view.meeting else "", "mail", detail)
            )
        record(connection, store.keyring, now, events)


def _still_ours(waiting: Waiting) -> tuple[ColumnElement[bool], ...]:
    """Whether a claim still stands: its lease may have run out, or a delivery report may have come first."""
    return (Outbox.id == waiting.id, Outbox.state == State.SENDING, Outbox.attempts == waiting.attempts)


def find(connection: Connection, outbox_id: int) -> Waiting | None:
    """Return an outbox row, or None; one that was erased is not there."""
    row = connection.execute(
        select(Outbox.id, Outbox.view, Outbox.message_id, Outbox.made, Outbox.raw, Outbox.attempts).where(
            Outbox.id == outbox_id, Outbox.state != State.ERASED
        )
    ).one_or_none()
    return None if row is None else Waiting(row.id, restore(row.view), row.message_id, row.made, row.raw, row.attempts)


def put(connection: Connection, outbox_id: int, state: State, wall: datetime) -> bool:
    """An administrator retries, holds or releases a mail; False when it is sent already or being sent."""
    old = connection.execute(select(Outbox.state).where(Outbox.id == outbox_id)).scalar_one_or_none()
    if old is None or old in (State.SENT, State.SENDING, State.ERASED):
        return False
    connection.execute(
        update(Outbox).where(Outbox.id == outbox_id).values(state=state, due=wall, lease=None, reason="")
    )
    counters.moved(connection, "outbox", old, state)
    return True


def give_back(store: Store, dead: set[str]) -> int:
    """Return rows claimed by workers that have died to the queue at once; return how many."""
    with store.write() as connection:
        rows = (
            connection.execute(select(Outbox.id).where(Outbox.state == State.SENDING, Outbox.worker.in_(dead)))
            .scalars()
            .all()
        )
        for row in rows:
            connection.execute(update(Outbox).where(Outbox.id == row).values(state=State.RETRY, lease=None, worker=""))
            counters.moved(connection, "outbox", State.SENDING, State.RETRY)
    return len(rows)


def reply_token(keyring: Keyring, view: Disclosed, mailbox: str) -> str:
    """Return the signed part of a view's reply address."""
    return keyring.token(Token(view.purpose, view.about, view.reader.person_id), mailbox)


def sent_text(
    connection: Connection, purpose: Purpose, about: int, person_id: int, answered: Sequence[str] = ()
) -> tuple[bytes, ...]:
    """Return the bytes of what we sent to a person about something, for subtracting quotes.

    The very mails that are answered (by Message-ID) come first, however long ago they were sent; then the newest.
    """
    last = (
        select(Outbox.raw)
        .where(Outbox.purpose == purpose.value, Outbox.about == about, Outbox.person_id == person_id)
        .where(Outbox.raw.is_not(None))
        .order_by(Outbox.id.desc())
        .limit(_LAST_SENT)
    )
    quoted = select(Outbox.raw).where(Outbox.message_id.in_(answered), Outbox.raw.is_not(None)).limit(_LAST_SENT)
    rows = [*(connection.execute(quoted).scalars() if answered else ()), *connection.execute(last).scalars()]
    return tuple(dict.fromkeys(raw for raw in rows if raw))


def answered_token(connection: Connection, panel: str, answered: Sequence[str]) -> Token | None:
    """Return what the reply address of a mail of ours said, found by its Message-ID: some programs lose the address."""
    rows = connection.execute(
        select(Outbox.message_id, Outbox.purpose, Outbox.about, Outbox.person_id).where(
            Outbox.panel == panel, Outbox.message_id.in_(answered)
        )
    ).all()
    known = {row.message_id: Token(Purpose(row.purpose), row.about, row.person_id) for row in rows}
    return next((known[each] for each in reversed(answered) if each in known), None)
