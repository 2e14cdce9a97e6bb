"""The coordinator's digest: what waits for a person, in counts, references and dates, and comments on invitations."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from core import attendance, clocks, meetings, outbox, outcome_states, readers
from core.booking import State as BookingState
from core.disclosure import Document, Item
from core.inbox import State as InboxState
from core.kinds import Kind
from core.quorum import answer_words
from core.schedule import moment
from core.store.tables import ActionRow, Booking, Due, Inbox, Outbox, OutcomeRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from core.desk import Desk
    from core.sites import Panel

_SOON = timedelta(days=10)
_AT = "08:00"


def next_moment(desk: Desk, panel: Panel) -> datetime:
    """Return when the next digest leaves: on working days only."""
    today = desk.today(panel)
    this_morning = moment(today, _AT, panel.zone)
    if panel.days.is_working_day(today) and this_morning > desk.now:
        return this_morning
    return moment(panel.days.forward(today, 1), _AT, panel.zone)


def send(desk: Desk, panel: Panel) -> None:
    """Send the digest when there is anything in it; not on a day on which nobody works."""
    if not panel.days.is_working_day(desk.today(panel)):
        return
    sections = [[title, lines] for title, lines in _sections(desk, panel) if lines]
    comments = _comments(desk, panel)
    if sections or comments:
        # What people wrote may name anybody: it is a value, which disclosure keeps to secure addresses.
        items = (Item("", {"unused": comments}),) if comments else ()
        document = Document(kind=Kind.DAILY_DIGEST, items=items, facts={"sections": sections})
        outbox.post(desk, panel, document, (readers.coordinator(desk, panel),))


def _comments(desk: Desk, panel: Panel) -> list[str]:
    """Return what came with answers since the digest before: each is shown once."""
    before = moment(panel.days.back(desk.today(panel), 1), _AT, panel.zone)
    lines = []
    for comment in attendance.comments_since(desk, panel, before):
        seat = panel.type.seat(comment.seat)
        words = " ".join(comment.words.split())
        answered = answer_words(comment.answer.value)
        lines.append(f"{comment.meeting.date.isoformat()}, {seat.label if seat else comment.seat} {answered}: {words}")
    return lines


def _sections(desk: Desk, panel: Panel) -> list[tuple[str, list[str]]]:
    return [
        ("Mail held for a person", _held(desk, panel)),
        ("Late bookings waiting for the chair", _bookings(desk, panel, BookingState.LATE)),
        ("Bookings waiting for the worker's answer", _bookings(desk, panel, BookingState.ASKED)),
        *_answers(desk, panel),
        ("Outcomes not yet confirmed", _unconfirmed(desk, panel)),
        ("Overdue actions", _overdue(desk, panel)),
        ("Time limits that have run out", _clocks(desk, panel, clocks.overdue)),
        ("Time limits that run out soon", _clocks(desk, panel, clocks.coming)),
        ("Mail that did not arrive", _undelivered(desk, panel)),
        ("Things that could not be done by themselves", _stuck(desk, panel)),
    ]


def _clocks(desk: Desk, panel: Panel, which: Callable[..., tuple[clocks.Kept, ...]]) -> list[str]:
    return [clocks.line(kept) for kept in which(desk.connection, panel, desk.today(panel))]


def _held(desk: Desk, panel: Panel) -> list[str]:
    rows = desk.connection.execute(
        select(Inbox.id, Inbox.received, Inbox.reason)
        .where(Inbox.panel == panel.key, Inbox.state.in_([InboxState.HELD, InboxState.FAILED]))
        .order_by(Inbox.id)
    )
    return [f"Mail {row.id} of {_local(row.received, panel).isoformat()}. {_sentence(row.reason)}" for row in rows]


def _local(at: datetime, panel: Panel) -> date:
    return at.astimezone(panel.zone).date()


def _sentence(reason: str) -> str:
    """Write a reason as a sentence: some begin small, as parts of a longer one."""
    return reason[:1].upper() + reason[1:]


def _bookings(desk: Desk, panel: Panel, state: BookingState) -> list[str]:
    rows = desk.connection.execute(
        select(Booking.reference).where(Booking.panel == panel.key, Booking.state == state).order_by(Booking.id)
    )
    return [row.reference for row in rows]


def _answers(desk: Desk, panel: Panel) -> list[tuple[str, list[str]]]:
    """Return a section for each meeting of the next days: the seats that nobody has promised to fill."""
    sections = []
    for meeting in meetings.upcoming(desk, panel):
        if meeting.starts > desk.now + _SOON:
            break
        answers = attendance.seat_answers(desk, meeting.id)
        lines = [
            f"{seat.label} {answer_words(answers.get(seat.key, ''))}"
            for seat in panel.type.seats
            if answers.get(seat.key) != attendance.Answer.ACCEPTED
        ]
        sections.append((f"Answers missing for {meeting.date.isoformat()}", lines))
    return sections


def _unconfirmed(desk: Desk, panel: Panel) -> list[str]:
    rows = desk.connection.execute(
        select(Booking.reference)
        .join(OutcomeRow, OutcomeRow.booking_id == Booking.id)
        .where(Booking.panel == panel.key, OutcomeRow.state == outcome_states.DRAFT)
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
    return [f"{row.reference}: an action was due on {row.due}" for row in rows]


_STUCK = {
    outbox.State.HELD: "kept back",
    outbox.State.FAILED: "could not be sent",
    outbox.State.BOUNCED: "came back",
}


def _undelivered(desk: Desk, panel: Panel) -> list[str]:
    rows = desk.connection.execute(
        select(Outbox.id, Outbox.made, Outbox.kind, Outbox.state)
        .where(
            Outbox.panel == panel.key, Outbox.state.in_([outbox.State.HELD, outbox.State.FAILED, outbox.State.BOUNCED])
        )
        .order_by(Outbox.id)
    )
    return [
        f"Mail {row.id} ({row.kind.replace('-', ' ')}) of {_local(row.made, panel).isoformat()}: {_STUCK[row.state]}"
        for row in rows
    ]


def _stuck(desk: Desk, panel: Panel) -> list[str]:
    rows = desk.connection.execute(
        select(Due.what, Due.at).where(Due.panel == panel.key, Due.done.is_(None), Due.attempts >= 3)  # noqa: PLR2004 - core.due.TRIES
    )
    return [
        f"{row.what.partition(':')[0].replace('-', ' ')}, due on {_local(row.at, panel).isoformat()}" for row in rows
    ]
