"""Who is asked to a meeting and what they answered: one row a person and seat, one seat counted once.

RFC 5546 as the organiser, by calendar-rules: SEQUENCE rises with the date, place or status; an answer to an older one
does not count; the newest answer wins; only somebody invited can answer. What is sent about it is `core.seats`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from core import meetings, people
from core.audit import Event
from core.disclosure import restore
from core.kinds import Purpose
from core.presence import Presence
from core.store.tables import Attendance as Row
from core.store.tables import Meeting as MeetingRow
from core.store.tables import Outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.desk import Desk
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel

_SKEW = timedelta(days=1)
"""How far ahead a client's clock may be: a DTSTAMP beyond it would silence every later answer."""


class Answer(StrEnum):
    """A seat holder's answer (RFC 5545 PARTSTAT, lower case)."""

    NEEDS_ACTION = "needs-action"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    DELEGATED = "delegated"


@dataclass(frozen=True)
class Attendance:
    """One person's place at one meeting. `stands_for` is the member's row; not `active`: they are asked no longer."""

    id: int
    meeting_id: int
    person_id: int
    seat: str
    answer: Answer
    stands_for: int | None
    active: bool
    answered_sequence: int
    answered_stamp: datetime | None
    stamp: datetime | None


@dataclass(frozen=True)
class Given:
    """An answer as it came: what it says, to which SEQUENCE, when, and what was written with it."""

    answer: Answer
    sequence: int
    stamp: datetime
    note: str = ""


@dataclass(frozen=True)
class Comment:
    """What somebody wrote with an answer: only a document's sealed values may carry the words."""

    meeting: Meeting
    seat: str
    answer: Answer
    words: str


_COLUMNS = (
    Row.id,
    Row.meeting_id,
    Row.person_id,
    Row.seat,
    Row.answer,
    Row.stands_for,
    Row.active,
    Row.answered_sequence,
    Row.answered_stamp,
    Row.stamp,
)


def _attendance(row: Sequence[Any]) -> Attendance:
    values = list(row)
    values[4] = Answer(values[4])
    return Attendance(*values)


def _find(desk: Desk, *where: Any) -> tuple[Attendance, ...]:
    rows = desk.connection.execute(select(*_COLUMNS).where(*where).order_by(Row.id)).all()
    return tuple(_attendance(tuple(row)) for row in rows)


def get(desk: Desk, attendance_id: int) -> Attendance | None:
    """Return an attendance, or None."""
    return next(iter(_find(desk, Row.id == attendance_id)), None)


def of_meeting(desk: Desk, meeting_id: int) -> tuple[Attendance, ...]:
    """Return everybody who holds or stands in for a seat at a meeting."""
    return _find(desk, Row.meeting_id == meeting_id, Row.active.is_(True))


def ever_invited(desk: Desk, meeting_id: int) -> tuple[Attendance, ...]:
    """Return everybody who was ever sent a copy, those included who are asked no longer."""
    return _find(desk, Row.meeting_id == meeting_id)


def at_meeting(desk: Desk, meeting_id: int, person_id: int) -> Attendance | None:
    """Return a person's place at a meeting, or None; one they hold before one they were asked to fill."""
    rows = _find(desk, Row.meeting_id == meeting_id, Row.person_id == person_id)
    return next(iter(sorted(rows, key=lambda row: (not row.active, row.stands_for is not None))), None)


def of_person(desk: Desk, panel: Panel, person_id: int) -> tuple[tuple[Attendance, Meeting], ...]:
    """Return a person's places at the panel's meetings ahead, nearest first."""
    ahead = {meeting.id: meeting for meeting in meetings.upcoming(desk, panel)}
    rows = _find(desk, Row.person_id == person_id, Row.meeting_id.in_(ahead), Row.active.is_(True))
    pairs = [(row, ahead[row.meeting_id]) for row in rows]
    return tuple(sorted(pairs, key=lambda pair: pair[1].starts))


def represents(desk: Desk, panel: Panel, person_id: int) -> bool:
    """Whether a person stands in for a member at one of the panel's meetings."""
    query = (
        select(Row.id)
        .join(MeetingRow, MeetingRow.id == Row.meeting_id)
        .where(
            Row.person_id == person_id,
            Row.stands_for.is_not(None),
            Row.active.is_(True),
            MeetingRow.panel == panel.key,
            MeetingRow.state == meetings.PLANNED,
        )
    )
    return desk.connection.execute(query.limit(1)).first() is not None


def representative_of(desk: Desk, attendance: Attendance) -> Attendance | None:
    """Return who stands in for a member at that meeting, or None."""
    return next(iter(_find(desk, Row.stands_for == attendance.id, Row.active.is_(True))), None)


def expected(desk: Desk, meeting_id: int) -> Presence:
    """Return who will be at a meeting if everybody does what they answered: those who accepted, in their seats."""
    rows = [row for row in of_meeting(desk, meeting_id) if row.answer is Answer.ACCEPTED]
    return Presence(frozenset((people.by_id(desk, row.person_id).address, row.seat) for row in rows))


def seat_answers(desk: Desk, meeting_id: int) -> dict[str, str]:
    """Return each seat's answer; a representative's stands for the seat, and a seat counts once."""
    rows = of_meeting(desk, meeting_id)
    by_seat: dict[str, str] = {}
    strength = [Answer.DECLINED, Answer.NEEDS_ACTION, Answer.TENTATIVE, Answer.ACCEPTED]
    stood_for = {row.stands_for for row in rows if row.stands_for}
    for row in rows:
        answer = Answer.DECLINED if row.answer is Answer.DELEGATED else row.answer
        if row.id in stood_for:
            continue
        held = by_seat.get(row.seat)
        if held is None or strength.index(answer) > strength.index(Answer(held)):
            by_seat[row.seat] = answer.value
    return by_seat


def enrol(desk: Desk, meeting: Meeting, person: Known, seat: str, stands_for: int | None = None) -> Attendance:
    """Give somebody a place at a meeting, or give it back to them; they have not answered yet."""
    values: dict[str, Any] = {"active": True, "stands_for": stands_for, "answer": Answer.NEEDS_ACTION}
    held = _find(desk, Row.meeting_id == meeting.id, Row.person_id == person.id, Row.seat == seat)
    if held:
        change(desk, held[0], **values)
        return replace(held[0], active=True, stands_for=stands_for, answer=Answer.NEEDS_ACTION)
    query = insert(Row).values(meeting_id=meeting.id, person_id=person.id, seat=seat, **values).returning(*_COLUMNS)
    return _attendance(tuple(desk.connection.execute(query).one()))


def change(desk: Desk, row: Attendance, **values: Any) -> None:
    """Set columns of a row."""
    desk.connection.execute(update(Row).where(Row.id == row.id).values(**values))


def ask_again(desk: Desk, meeting_id: int) -> None:
    """After a move nobody has answered (calendar-rules 8)."""
    desk.connection.execute(
        update(Row).where(Row.meeting_id == meeting_id, Row.active.is_(True)).values(answer=Answer.NEEDS_ACTION)
    )


def given(
    desk: Desk, meeting: Meeting, answer: Answer, sequence: int | None, stamp: datetime | None, note: str
) -> Given:
    """Return an answer with its order marks made usable: a SEQUENCE we never sent, and a DTSTAMP to come, are cut.

    Without a SEQUENCE the answer is to the meeting as it is now; without a DTSTAMP it was given now.
    """
    current = meeting.sequence if sequence is None else min(sequence, meeting.sequence)
    return Given(answer, current, min(stamp or desk.now, desk.now + _SKEW).astimezone(UTC), note)


def stands(row: Attendance, answer: Given, meeting: Meeting) -> bool:
    """Whether an answer counts: not to an older date of the meeting, and not older than the one we have. Pure."""
    if answer.sequence < meeting.sequence:
        return False
    same = answer.sequence == row.answered_sequence
    return not (same and row.answered_stamp and answer.stamp < row.answered_stamp)


def sequence_seen(desk: Desk, row: Attendance, thread: Sequence[str]) -> int | None:
    """Return the SEQUENCE of the newest invitation among the mails that a mail in words answers; None: none of ours.

    A reply to an invitation from before the meeting moved answers the date it gave.
    """
    views = desk.connection.execute(
        select(Outbox.view).where(
            Outbox.message_id.in_(thread[-20:]), Outbox.purpose == Purpose.INVITE.value, Outbox.about == row.id
        )
    ).scalars()
    entries = [restore(view).calendar for view in views if view]  # an old one may have been erased
    return max((entry.sequence for entry in entries if entry), default=None)


def set_answer(desk: Desk, panel: Panel, meeting: Meeting, row: Attendance, answer: Given) -> None:
    """Keep an answer that counts, in every seat the person holds at that meeting."""
    values = {
        "answer": answer.answer,
        "answered_sequence": answer.sequence,
        "answered_stamp": answer.stamp,
        "note": answer.note or None,
        "noted": desk.now if answer.note else None,
    }
    if row.stands_for is None:
        own = (Row.meeting_id == row.meeting_id, Row.person_id == row.person_id, Row.stands_for.is_(None))
        desk.connection.execute(update(Row).where(*own).values(**values))
    else:
        change(desk, row, **values)
    desk.audit(
        Event.ANSWER_GIVEN, panel.key, meeting=meeting.date.isoformat(), seat=row.seat, answer=answer.answer.value
    )


def comments_since(desk: Desk, panel: Panel, since: datetime) -> tuple[Comment, ...]:
    """Return what came with answers since a moment, for meetings ahead."""
    ahead = {meeting.id: meeting for meeting in meetings.upcoming(desk, panel)}
    rows = desk.connection.execute(
        select(Row.meeting_id, Row.seat, Row.answer, Row.note)
        .where(Row.meeting_id.in_(ahead), Row.noted > since, Row.note.is_not(None))
        .order_by(Row.noted, Row.id)
    ).all()
    # Somebody with two seats answered once.
    found = {(row.meeting_id, row.note): row for row in reversed(rows)}
    return tuple(
        Comment(ahead[row.meeting_id], row.seat, Answer(row.answer), row.note) for row in reversed(found.values())
    )
