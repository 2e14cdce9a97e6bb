"""The seats of a meeting: members invited, representatives standing in, and every calendar mail about it.

Each copy to a person has a DTSTAMP later than the one before, the meeting's own UID and SEQUENCE, and nothing in it
about anybody else (calendar-rules "What we send").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import attendance, meetings, names_list, outbox, people
from core.attendance import Answer, Attendance
from core.audit import Event
from core.booking_letters import rising
from core.disclosure import CalendarEntry, Document
from core.kinds import Kind, Purpose, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.desk import Desk
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel


def label(panel: Panel, seat: str) -> str:
    """Return a seat's name as people read it."""
    declared = panel.type.seat(seat)
    return declared.label if declared else seat


def invite_members(desk: Desk, panel: Panel, meeting: Meeting) -> None:
    """Invite every member who is not invited yet; whoever holds two seats gets one invitation."""
    made = 0
    for member in panel.members:
        person = people.know(desk, member.email, member.name)
        rows = [row for row in attendance.of_meeting(desk, meeting.id) if row.person_id == person.id]
        if any(row.seat == member.seat for row in rows):
            continue
        row = attendance.enrol(desk, meeting, person, member.seat)
        made += 1
        if not rows:
            send(desk, panel, meeting, row, Kind.MEETING_INVITE)
    if made:
        meetings.mark(desk, meeting, invited=True)
        desk.audit(Event.MEETING_INVITED, panel.key, meeting=meeting.date.isoformat(), members=made)


def keep_to_members(desk: Desk, panel: Panel, meeting: Meeting) -> None:
    """Bring an invited meeting up to the panel's members as configured now: who is new is invited, who left is told."""
    seats = {(member.email.lower(), member.seat) for member in panel.members}
    for row in attendance.of_meeting(desk, meeting.id):
        if row.stands_for is not None or (people.by_id(desk, row.person_id).address, row.seat) in seats:
            continue
        for gone in (attendance.representative_of(desk, row), row):
            if gone is not None:
                take_off(desk, panel, meeting, gone)
    invite_members(desk, panel, meeting)


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
    row = attendance.get(desk, row.id) or row  # its answer and last DTSTAMP may have changed
    person = people.by_id(desk, row.person_id)
    member = attendance.get(desk, row.stands_for) if row.stands_for else None
    facts = {
        "dates": _dates(desk, panel, meeting, kind, removed=removed, for_one_date=member is not None),
        "changed": [],
        "from_date": "",
        "seat": label(panel, row.seat),
        "standing_in_for": label(panel, row.seat) if member else "",
        "represented": attendance.representative_of(desk, row) is not None,
        "older": False,
        **(why or {}),
    }
    document = Document(
        kind=kind,
        facts=facts,
        meeting=meeting.facts,
        calendar=_entry(desk, panel, meeting, row, member, cancels=kind is Kind.MEETING_CANCEL, removed=removed),
        purpose=Purpose.INVITE,
        about=row.id,
    )
    role = Role.REPRESENTATIVE if member else Role.CHAIR if person.address == panel.chair else Role.MEMBER
    outbox.post(desk, panel, document, (people.reader(person, role),))


def _dates(desk: Desk, panel: Panel, meeting: Meeting, kind: Kind, *, removed: bool, for_one_date: bool) -> list[str]:
    """Return the other dates to tell of: all of them to members, the next one when a meeting is cancelled."""
    if removed or for_one_date:
        return []
    dates = meetings.further_dates(desk, panel, meeting)
    return dates[:1] if kind is Kind.MEETING_CANCEL else dates


def _entry(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    row: Attendance,
    member: Attendance | None,
    *,
    cancels: bool,
    removed: bool,
) -> CalendarEntry:
    seat = panel.type.seat(row.seat)
    stamp = rising(desk.now, row.stamp)
    attendance.change(desk, row, stamp=stamp)
    return CalendarEntry(
        method="CANCEL" if cancels else "REQUEST",
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts=meeting.starts,
        ends=meeting.ends,
        place=meeting.place,
        summary=panel.outward_name,
        description="",
        role="CHAIR" if row.seat == "chair" else "OPT-PARTICIPANT" if seat and seat.optional else "REQ-PARTICIPANT",
        partstat=row.answer.value.upper(),
        removed=removed,
        delegated_from=people.by_id(desk, member.person_id).address if member else "",
        stamp=stamp,
    )


def announce_move(desk: Desk, panel: Panel, meeting: Meeting, why: Mapping[str, Any]) -> None:
    """After a move everyone is back to needs-action and gets the new date (calendar-rules 8).

    A member who named a representative is told too: the new date may suit them.
    """
    attendance.ask_again(desk, meeting.id)
    for row in _one_each(attendance.of_meeting(desk, meeting.id)):
        send(desk, panel, meeting, row, Kind.MEETING_UPDATE, why=why)


def announce_cancel(desk: Desk, panel: Panel, meeting: Meeting) -> None:
    """Cancel with everybody who was ever sent a copy, representatives and members who stepped back included."""
    for row in _one_each(attendance.ever_invited(desk, meeting.id)):
        send(desk, panel, meeting, row, Kind.MEETING_CANCEL)


def _one_each(rows: Iterable[Attendance]) -> tuple[Attendance, ...]:
    """Return one place a person: with two seats they still have one entry in their calendar."""
    found: dict[int, Attendance] = {}
    for row in rows:
        found.setdefault(row.person_id, row)
    return tuple(found.values())


def stand_in(desk: Desk, panel: Panel, meeting: Meeting, row: Attendance, person: Known) -> None:
    """Let somebody stand in for a member on one date: the seat, the invitation and the papers move to them."""
    earlier = attendance.representative_of(desk, row)
    attendance.change(desk, row, answer=Answer.DELEGATED)
    if earlier is not None and earlier.person_id == person.id:
        send(desk, panel, meeting, earlier, Kind.MEETING_UPDATE)
        return
    if earlier is not None:
        take_off(desk, panel, meeting, earlier)
    representative = attendance.enrol(desk, meeting, person, row.seat, stands_for=row.id)
    desk.audit(Event.REPRESENTATIVE_NAMED, panel.key, meeting=meeting.date.isoformat(), seat=row.seat, person=person.id)
    send(desk, panel, meeting, representative, Kind.MEETING_INVITE)
    names_list.send_to(desk, panel, meeting, person.id)


def take_back(desk: Desk, panel: Panel, meeting: Meeting, row: Attendance) -> None:
    """A member comes after all: whoever stood in for them is told, and that date's papers are theirs again."""
    earlier = attendance.representative_of(desk, row)
    if earlier is not None:
        take_off(desk, panel, meeting, earlier)
    names_list.send_to(desk, panel, meeting, row.person_id)


def take_off(desk: Desk, panel: Panel, meeting: Meeting, row: Attendance) -> None:
    """Take one person off a meeting that goes on: to that person only, and without STATUS (calendar-rules 9)."""
    attendance.change(desk, row, active=False)
    others = attendance.of_meeting(desk, meeting.id)
    if not any(other.person_id == row.person_id for other in others):
        send(desk, panel, meeting, row, Kind.MEETING_CANCEL, removed=True)


def return_seat(desk: Desk, panel: Panel, meeting: Meeting, representative: Attendance) -> None:
    """A representative declined: the seat goes back to the member, who is asked again."""
    attendance.change(desk, representative, active=False)
    member = attendance.get(desk, representative.stands_for) if representative.stands_for else None
    if member is not None:
        attendance.change(desk, member, answer=Answer.DECLINED)
        nominate(desk, panel, meeting, member, "representative-declined")


def nominate(desk: Desk, panel: Panel, meeting: Meeting, row: Attendance, why: str) -> None:
    """Ask a member who comes instead, from the same service."""
    person = people.by_id(desk, row.person_id)
    document = Document(
        kind=Kind.NOMINATE,
        facts={"seat": label(panel, row.seat), "why": why},
        meeting=meeting.facts,
        purpose=Purpose.INVITE,
        about=row.id,
        # A representative's mail is not the member's thread.
        thread=desk.thread if why != "representative-declined" else (),
        is_answer=why != "representative-declined",
    )
    outbox.post(desk, panel, document, (people.reader(person, Role.MEMBER),))
