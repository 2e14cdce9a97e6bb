"""Invitations to meetings and their answers: one row a person and meeting, one seat counted once.

RFC 5546 as the organiser, by calendar-rules: SEQUENCE rises with the date, place or status; an answer to an older one
does not count; the newest answer wins; only somebody invited can answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from core import meetings, outbox, people
from core.audit import Event
from core.booking_letters import rising
from core.disclosure import CalendarEntry, Document
from core.kinds import Kind, Purpose, Role
from core.store.tables import Attendance as Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk import Desk
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel


class Answer(StrEnum):
    """A seat holder's answer (RFC 5545 PARTSTAT, lower case)."""

    NEEDS_ACTION = "needs-action"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    DELEGATED = "delegated"


@dataclass(frozen=True)
class Attendance:
    """One person's place at one meeting."""

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


def _attendance(row: tuple[Any, ...]) -> Attendance:
    values = list(row)
    values[4] = Answer(values[4])
    return Attendance(*values)


def get(desk: Desk, attendance_id: int) -> Attendance | None:
    """Return an attendance, or None."""
    row = desk.connection.execute(select(*_COLUMNS).where(Row.id == attendance_id)).one_or_none()
    return None if row is None else _attendance(tuple(row))


def of_meeting(desk: Desk, meeting_id: int) -> tuple[Attendance, ...]:
    """Return everybody who holds or stands in for a seat at a meeting."""
    rows = desk.connection.execute(
        select(*_COLUMNS).where(Row.meeting_id == meeting_id, Row.active.is_(True)).order_by(Row.id)
    ).all()
    return tuple(_attendance(tuple(row)) for row in rows)


def of_person(desk: Desk, panel: Panel, person_id: int) -> tuple[tuple[Attendance, Meeting], ...]:
    """Return a person's places at the panel's meetings ahead, nearest first."""
    ahead = {meeting.id: meeting for meeting in meetings.upcoming(desk, panel)}
    rows = desk.connection.execute(
        select(*_COLUMNS).where(Row.person_id == person_id, Row.meeting_id.in_(ahead), Row.active.is_(True))
    ).all()
    pairs = [(_attendance(tuple(row)), ahead[row.meeting_id]) for row in rows]
    return tuple(sorted(pairs, key=lambda pair: pair[1].starts))


def representative_of(desk: Desk, attendance: Attendance) -> Attendance | None:
    """Return who stands in for a member at that meeting, or None."""
    row = desk.connection.execute(
        select(*_COLUMNS).where(Row.stands_for == attendance.id, Row.active.is_(True))
    ).first()
    return None if row is None else _attendance(tuple(row))


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


def invite_members(desk: Desk, panel: Panel, meeting: Meeting) -> None:
    """Invite every member to a meeting, once."""
    for member in panel.members:
        person = people.know(desk, member.email, member.name)
        row = _seat_row(desk, meeting, person, member.seat)
        if row is None:
            row = _add(desk, meeting, person, member.seat)
            send(desk, panel, meeting, row, Kind.MEETING_INVITE)
    meetings.mark(desk, meeting, invited=True)
    desk.audit(Event.MEETING_INVITED, panel.key, meeting=meeting.date.isoformat(), members=len(panel.members))


def _seat_row(desk: Desk, meeting: Meeting, person: Known, seat: str) -> Attendance | None:
    row = desk.connection.execute(
        select(*_COLUMNS).where(Row.meeting_id == meeting.id, Row.person_id == person.id, Row.seat == seat)
    ).one_or_none()
    return None if row is None else _attendance(tuple(row))


def _add(desk: Desk, meeting: Meeting, person: Known, seat: str, stands_for: int | None = None) -> Attendance:
    values: dict[str, Any] = {
        "active": True,
        "stands_for": stands_for,
        "answer": Answer.NEEDS_ACTION,
        "answered_stamp": None,
    }
    held = _seat_row(desk, meeting, person, seat)
    if held is not None:
        desk.connection.execute(update(Row).where(Row.id == held.id).values(**values))
        row_id = held.id
    else:
        row_id = desk.connection.execute(
            insert(Row).values(meeting_id=meeting.id, person_id=person.id, seat=seat, **values).returning(Row.id)
        ).scalar_one()
    found = get(desk, row_id)
    assert found is not None  # noqa: S101 - just written
    return found


def send(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    row: Attendance,
    kind: Kind,
    *,
    why: Mapping[str, Any] | None = None,
    removed: bool = False,
) -> None:
    """Send one person the meeting's calendar entry as it is now."""
    person = people.by_id(desk, row.person_id)
    seat = panel.type.seat(row.seat)
    member = get(desk, row.stands_for) if row.stands_for else None
    stood_for = people.by_id(desk, member.person_id).address if member else ""
    cancelled = kind is Kind.MEETING_CANCEL
    stamp = rising(desk.now, row.stamp)
    desk.connection.execute(update(Row).where(Row.id == row.id).values(stamp=stamp))
    entry = CalendarEntry(
        method="CANCEL" if cancelled else "REQUEST",
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts=meeting.starts,
        ends=meeting.ends,
        place=meeting.place,
        summary=panel.name,
        description="",
        role="CHAIR" if row.seat == "chair" else "OPT-PARTICIPANT" if seat and seat.optional else "REQ-PARTICIPANT",
        partstat=row.answer.value.upper(),
        removed=removed,
        delegated_from=stood_for,
        stamp=stamp,
    )
    label = seat.label if seat else row.seat
    facts = {
        "dates": [] if cancelled else meetings.year_dates(desk, panel),
        "changed": [],
        "from_date": "",
        "seat": label,
        "standing_in_for": label if member else "",
        **(why or {}),
    }
    document = Document(
        kind=kind, facts=facts, meeting=meeting.facts, calendar=entry, purpose=Purpose.INVITE, about=row.id
    )
    role = Role.REPRESENTATIVE if member else Role.CHAIR if person.address == panel.chair else Role.MEMBER
    outbox.post(desk, panel, document, (people.reader(person, role),))


def announce_move(desk: Desk, panel: Panel, meeting: Meeting, why: Mapping[str, Any]) -> None:
    """After a move everyone is back to needs-action and gets the new date (calendar-rules 8)."""
    desk.connection.execute(
        update(Row)
        .where(Row.meeting_id == meeting.id, Row.active.is_(True), Row.answer != Answer.DELEGATED)
        .values(answer=Answer.NEEDS_ACTION)
    )
    for row in of_meeting(desk, meeting.id):
        if row.answer is not Answer.DELEGATED:
            send(desk, panel, meeting, row, Kind.MEETING_UPDATE, why=why)


def announce_cancel(desk: Desk, panel: Panel, meeting: Meeting) -> None:
    """Cancel with everybody who was ever sent a copy, representatives and members who stepped back included."""
    rows = desk.connection.execute(select(*_COLUMNS).where(Row.meeting_id == meeting.id).order_by(Row.id)).all()
    for row in rows:
        send(desk, panel, meeting, _attendance(tuple(row)), Kind.MEETING_CANCEL)


@dataclass(frozen=True)
class Given:
    """An answer as it came: from a calendar (sequence and stamp set) or in words (None)."""

    answer: Answer
    sequence: int | None = None
    stamp: datetime | None = None
    note: str = ""


def stands(row: Attendance, given: Given, meeting: Meeting) -> bool:
    """Whether an answer counts: not older than the one we have, and not to an older date of the meeting. Pure.

    Words carry no SEQUENCE: they answer what the writer last saw, taken as the current one.
    """
    if given.sequence is None:
        return True
    if given.sequence < meeting.sequence or given.sequence < row.answered_sequence:
        return False
    same = given.sequence == row.answered_sequence
    return not (same and given.stamp and row.answered_stamp and given.stamp < row.answered_stamp)


def set_answer(desk: Desk, panel: Panel, meeting: Meeting, row: Attendance, given: Given) -> None:
    """Keep an answer that counts."""
    desk.connection.execute(
        update(Row)
        .where(Row.id == row.id)
        .values(
            answer=given.answer,
            answered_sequence=meeting.sequence if given.sequence is None else given.sequence,
            answered_stamp=given.stamp or row.answered_stamp,
            note=given.note or None,
        )
    )
    desk.audit(
        Event.ANSWER_GIVEN, panel.key, meeting=meeting.date.isoformat(), seat=row.seat, answer=given.answer.value
    )


def stand_in(desk: Desk, panel: Panel, meeting: Meeting, row: Attendance, person: Known) -> Attendance:
    """Let somebody stand in for a member on one date: the seat, the invitation and the papers move to them."""
    earlier = representative_of(desk, row)
    if earlier is not None and earlier.person_id != person.id:
        step_back(desk, panel, meeting, earlier)
    desk.connection.execute(update(Row).where(Row.id == row.id).values(answer=Answer.DELEGATED))
    representative = _add(desk, meeting, person, row.seat, stands_for=row.id)
    desk.audit(Event.REPRESENTATIVE_NAMED, panel.key, meeting=meeting.date.isoformat(), seat=row.seat, person=person.id)
    send(desk, panel, meeting, representative, Kind.MEETING_INVITE)
    return representative


def step_back(desk: Desk, panel: Panel, meeting: Meeting, representative: Attendance) -> None:
    """Take a representative off: to that person only, and without STATUS (calendar-rules 9)."""
    desk.connection.execute(update(Row).where(Row.id == representative.id).values(active=False))
    send(desk, panel, meeting, representative, Kind.MEETING_CANCEL, removed=True)


def return_seat(desk: Desk, representative: Attendance) -> Attendance | None:
    """A representative declined: the seat goes back to the member. Return the member's place."""
    desk.connection.execute(update(Row).where(Row.id == representative.id).values(active=False, answer=Answer.DECLINED))
    if representative.stands_for is None:
        return None
    desk.connection.execute(update(Row).where(Row.id == representative.stands_for).values(answer=Answer.DECLINED))
    return get(desk, representative.stands_for)


def nominate(desk: Desk, panel: Panel, meeting: Meeting, row: Attendance, why: str) -> None:
    """Ask a member who comes instead, from the same service."""
    person = people.by_id(desk, row.person_id)
    seat = panel.type.seat(row.seat)
    document = Document(
        kind=Kind.NOMINATE,
        facts={"seat": seat.label if seat else row.seat, "why": why},
        meeting=meeting.facts,
        purpose=Purpose.INVITE,
        about=row.id,
        thread=desk.thread,
        is_answer=True,
    )
    outbox.post(desk, panel, document, (people.reader(person, Role.MEMBER),))
