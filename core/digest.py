"""The coordinator's digest: what waits for a person, in counts, references and dates; no names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from core import outbox, readers
from core.booking import State as BookingState
from core.disclosure import Document
from core.inbox import State as InboxState
from core.kinds import Kind
from core.quorum import answer_words
from core.store.tables import ActionRow, Booking, Due, Inbox, Outbox, OutcomeRow

if TYPE_CHECKING:
    from core.desk import Desk
    from core.sites import Panel

_SOON = timedelta(days=10)


def send(desk: Desk, panel: Panel) -> None:
    """Send the digest when there is anything in it."""
    sections = [[title, lines] for title, lines in _sections(desk, panel) if lines]
    if sections:
        document = Document(kind=Kind.DAILY_DIGEST, facts={"sections": sections})
        outbox.post(desk, panel, document, (readers.coordinator(desk, panel),))


def _sections(desk: Desk, panel: Panel) -> list[tuple[str, list[str]]]:
    return [
        ("Mail held for a person", _held(desk, panel)),
        ("Late bookings waiting for the chair", _bookings(desk, panel, BookingState.LATE)),
        ("Bookings waiting for the worker's answer", _bookings(desk, panel, BookingState.ASKED)),
        ("Answers to the next invitations", _answers(desk, panel)),
        ("Outcomes not yet confirmed", _unconfirmed(desk, panel)),
        ("Overdue actions", _overdue(desk, panel)),
        ("Mail that did not arrive", _undelivered(desk, panel)),
        ("Things that could not be done by themselves", _stuck(desk, panel)),
    ]


def _held(desk: Desk, panel: Panel) -> list[str]:
    rows = desk.connection.execute(
        select(Inbox.id, Inbox.reason)
        .where(Inbox.panel == panel.key, Inbox.state.in_([InboxState.HELD, InboxState.FAILED]))
        .order_by(Inbox.id)
    )
    return [f"Mail {row.id}: {row.reason}" for row in rows]


def _bookings(desk: Desk, panel: Panel, state: BookingState) -> list[str]:
    rows = desk.connection.execute(
        select(Booking.reference).where(Booking.panel == panel.key, Booking.state == state).order_by(Booking.id)
    )
    return [row.reference for row in rows]


def _answers(desk: Desk, panel: Panel) -> list[str]:
    from core import attendance, meetings  # noqa: PLC0415 - only the digest looks this far

    lines = []
    for meeting in meetings.upcoming(desk, panel):
        if meeting.starts > desk.now + _SOON:
            break
        answers = attendance.seat_answers(desk, meeting.id)
        for seat in panel.type.seats:
            answer = answers.get(seat.key, "")
            if answer != attendance.Answer.ACCEPTED:
                lines.append(f"{meeting.date.isoformat()}: {seat.label} {answer_words(answer)}")
    return lines


def _unconfirmed(desk: Desk, panel: Panel) -> list[str]:
    rows = desk.connection.execute(
        select(Booking.reference)
        .join(OutcomeRow, OutcomeRow.booking_id == Booking.id)
        .where(Booking.panel == panel.key, OutcomeRow.state == "draft")
        .distinct()
        .order_by(Booking.reference)
    )
    return [row.reference for row in rows]


def _overdue(desk: Desk, panel: Panel) -> list[str]:
    today = desk.today(panel).isoformat()
    rows = desk.connection.execute(
        select(Booking.reference, ActionRow.due, ActionRow.id)
        .join(ActionRow, ActionRow.booking_id == Booking.id)
        .where(
            Booking.panel == panel.key,
            ActionRow.state.in_(["open", "draft"]),
            ActionRow.told.is_not(None),
            ActionRow.due < today,
        )
        .order_by(ActionRow.due)
    )
    return [f"{row.reference}: action {row.id} was due on {row.due}" for row in rows]


def _undelivered(desk: Desk, panel: Panel) -> list[str]:
    rows = desk.connection.execute(
        select(Outbox.id, Outbox.kind, Outbox.state)
        .where(
            Outbox.panel == panel.key, Outbox.state.in_([outbox.State.HELD, outbox.State.FAILED, outbox.State.BOUNCED])
        )
        .order_by(Outbox.id)
    )
    return [f"Mail {row.id} ({row.kind}): {row.state}" for row in rows]


def _stuck(desk: Desk, panel: Panel) -> list[str]:
    rows = desk.connection.execute(
        select(Due.what, Due.at).where(Due.panel == panel.key, Due.done.is_(None), Due.attempts >= 3)  # noqa: PLR2004 - core.due.TRIES
    )
    return [f"{row.what}, due {row.at.date().isoformat()}" for row in rows]
