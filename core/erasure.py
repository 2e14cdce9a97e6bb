"""Erasing a case: everything that says who it was about goes, in one transaction (standards DP-3).

Rows stay, empty, where reply addresses carry their numbers: a number given out again would open somebody else's case to
an old reply. What remains is the reference, the date and the audit trail. A mail that was also about other cases goes
as well: what they need of it is in their own bookings and minutes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from core import actions, clocks, counters, due, inbox, outbox, traces
from core import booking as bookings
from core.audit import Event
from core.store.tables import (
    ActionRow,
    Attempt,
    Booking,
    Case,
    CaseClock,
    Conflict,
    Guest,
    Inbox,
    MinutesRevision,
    Outbox,
    OutcomeRow,
    Person,
    Presenter,
    Research,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from core.desk import Desk
    from core.sites import Panel

_IN_HAND = (inbox.State.READY, inbox.State.CLAIMED, inbox.State.ERASED)


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What was erased of one case, in counts: nothing in it says who it was about."""

    bookings: int
    mails_in: int
    mails_out: int
    minutes: int
    outcomes: int
    actions: int


def erase(desk: Desk, panel: Panel, case_id: int) -> Erased:
    """Erase a case, in the desk's transaction. Whoever calls has asked `core.retention.in_the_way`."""
    connection = desk.connection
    trace = traces.of_case(connection, case_id)
    # Looked up before anything goes: each of them is found by what the next line deletes.
    received, alone = traces.received(connection, trace), traces.people_alone(connection, panel, trace)
    counts = Erased(
        bookings=len(trace.items),
        mails_in=_empty_received(connection, received),
        mails_out=empty_sent(connection, [each.id for each in trace.sent]),
        minutes=_cut_minutes(connection, trace),
        outcomes=_empty_outcomes(connection, trace.ids),
        actions=_empty_actions(desk, trace.ids),
    )
    _forget_people(connection, trace.ids, alone)
    _stop_clocks(connection, case_id)
    _empty_bookings(connection, panel, trace)
    # Without its hashes nobody finds the case: whoever is referred anew begins with nothing before them.
    connection.execute(update(Case).where(Case.id == case_id).values(name_hash="", born_hash="", number_hash=""))
    for reference in trace.references:
        desk.audit(Event.CASE_ERASED, panel.key, reference, **asdict(counts))
    return counts


def empty_sent(connection: Connection, numbers: Collection[int]) -> int:
    """Empty mails of ours and what servers said of them; return how many."""
    rows = connection.execute(select(Outbox.id, Outbox.state).where(Outbox.id.in_(numbers))).all()
    connection.execute(update(Attempt).where(Attempt.outbox_id.in_(numbers)).values(words=""))
    gone = {"raw": None, "view": "", "state": outbox.State.ERASED}
    connection.execute(update(Outbox).where(Outbox.id.in_(numbers)).values(**gone))
    for row in rows:
        counters.moved(connection, "outbox", row.state, outbox.State.ERASED)
    return len(rows)


def _empty_received(connection: Connection, numbers: Collection[int]) -> int:
    rows = connection.execute(
        select(Inbox.id, Inbox.state).where(Inbox.id.in_(numbers), Inbox.state.not_in(_IN_HAND))
    ).all()
    gone = {"raw": b"", "mail_from": None, "state": inbox.State.ERASED, "reason": "kept long enough"}
    connection.execute(update(Inbox).where(Inbox.id.in_([row.id for row in rows])).values(**gone))
    for row in rows:
        counters.moved(connection, "inbox", row.state, inbox.State.ERASED)
    return len(rows)


def _cut_minutes(connection: Connection, trace: traces.Trace) -> int:
    """Take the case's blocks out of every revision of its meetings' minutes; return how many revisions changed."""
    rows = connection.execute(
        select(MinutesRevision.id, MinutesRevision.content).where(MinutesRevision.meeting_id.in_(trace.meetings))
    ).all()
    changed = 0
    for row in rows:
        kept = {key: block for key, block in row.content.items() if key not in trace.references}
        if len(kept) < len(row.content):
            connection.execute(update(MinutesRevision).where(MinutesRevision.id == row.id).values(content=kept))
            changed += 1
    return changed


def _empty_outcomes(connection: Connection, ids: Collection[int]) -> int:
    gone = update(OutcomeRow).where(OutcomeRow.booking_id.in_(ids)).values(values={}, confirmer=None)
    return len(connection.execute(gone.returning(OutcomeRow.id)).all())


def _empty_actions(desk: Desk, ids: Collection[int]) -> int:
    """Empty the actions. What is still open ends without a word: a word would tell of the case again."""
    rows = desk.connection.execute(select(ActionRow.id, ActionRow.state).where(ActionRow.booking_id.in_(ids))).all()
    for row in rows:
        actions.disarm(desk.connection, row.id)
        ended = {"state": actions.REPLACED, "closed": desk.now} if row.state in (actions.OPEN, actions.DRAFT) else {}
        gone = {"what": "", "reason": None, **ended}
        desk.connection.execute(update(ActionRow).where(ActionRow.id == row.id).values(**gone))
    return len(rows)


def _forget_people(connection: Connection, ids: Collection[int], alone: Collection[int]) -> None:
    for table in (Presenter, Guest, Conflict, Research):
        connection.execute(delete(table).where(table.booking_id.in_(ids)))
    for number in alone:
        gone = {"address_hash": f"erased:{number}", "address": "", "name": "", "bounced": None}
        connection.execute(update(Person).where(Person.id == number).values(**gone))


def _stop_clocks(connection: Connection, case_id: int) -> None:
    for number in connection.execute(select(CaseClock.id).where(CaseClock.case_id == case_id)).scalars().all():
        due.disarm(connection, clocks.WHAT, number)
    connection.execute(delete(CaseClock).where(CaseClock.case_id == case_id))


def _empty_bookings(connection: Connection, panel: Panel, trace: traces.Trace) -> None:
    gone: dict[str, Any] = {"values": {}, "asked": "", "question": "", "inbox_id": None, "invited": False}
    connection.execute(update(Booking).where(Booking.id.in_(trace.ids)).values(state=bookings.State.ERASED, **gone))
    for item in trace.items:
        due.disarm(connection, "confirm-chase", item.id)
        counters.moved(connection, f"bookings:{panel.key}", item.state, bookings.State.ERASED)
