"""What the coordinator does to dates: rearrange, cancel, add; everything that hangs on the date moves along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import agenda, attendance, meetings
from core import booking as bookings
from core import booking_letters as letters
from core.booking import State
from core.errors import Refused
from core.kinds import Kind
from core.schedule import moment

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from core.desk import Desk
    from core.meetings import Meeting
    from core.sites import Panel


def rearrange(desk: Desk, panel: Panel, meeting: Meeting, day: date, at: time | None, place: str | None) -> Meeting:
    """Move a meeting with its bookings, invitations, slots, names list and reminders. Refused when it cannot be."""
    clock = at or meeting.starts.astimezone(panel.zone).time()
    starts = moment(day, clock, panel.zone)
    _check_free(desk, panel, day, starts, but=meeting)
    changed = [
        what
        for what, differs in (
            ("date", day != meeting.date),
            ("time", clock != meeting.starts.astimezone(panel.zone).time()),
            ("place", place is not None and place != meeting.place),
        )
        if differs
    ]
    if not changed:
        message = "The meeting is on that day, at that time and place already."
        raise Refused(message)
    moved = meetings.move(desk, panel, meeting, day, starts, place or meeting.place)
    why = {"changed": changed, "from_date": meeting.date.isoformat()}
    attendance.announce_move(desk, panel, moved, why)
    for booking in bookings.at_meeting(desk, moved.id, State.BOOKED):
        facts = {"from_date": meeting.date.isoformat(), "why": "meeting-moved"}
        letters.write(desk, panel, booking, Kind.BOOKING_MOVED, to=bookings.presenters(desk, booking), facts=facts)
        letters.invite_to_slot(desk, panel, bookings.change(desk, booking, listed=moved.listed is not None), why=why)
    if not letters.is_late(desk, panel, moved):
        # The new date's list has not gone out: who was late is in time again.
        for booking in bookings.at_meeting(desk, moved.id, State.LATE):
            agenda.settle(desk, panel, booking)
    return moved


def cancel(desk: Desk, panel: Panel, meeting: Meeting) -> Meeting | None:
    """Cancel a meeting; its bookings go to the next one. Return that one."""
    following = meetings.next_after(desk, panel, meeting)
    cancelled = meetings.cancel(desk, panel, meeting)
    attendance.announce_cancel(desk, panel, cancelled)
    for booking in bookings.at_meeting(desk, meeting.id, State.BOOKED, State.LATE, State.WAITING, State.ASKED):
        if following is not None:
            agenda.move(desk, panel, booking, following, "meeting-cancelled")
        else:
            letters.cancel_slot(desk, panel, booking, cancelled, bookings.presenters(desk, booking))
            bookings.change(desk, booking, state=State.ASKED, meeting_id=None, slot=None, question="date-unclear")
    return following


def add(desk: Desk, panel: Panel, day: date, at: time, place: str | None) -> Meeting:
    """Add an extraordinary meeting and invite the members."""
    starts = moment(day, at, panel.zone)
    _check_free(desk, panel, day, starts)
    meeting = meetings.add(desk, panel, day, starts, place or panel.place)
    attendance.invite_members(desk, panel, meeting)
    return meeting


def _check_free(desk: Desk, panel: Panel, day: date, starts: datetime, but: Meeting | None = None) -> None:
    if starts <= desk.now:
        message = "That day and time are past. Give a date to come."
        raise Refused(message)
    there = meetings.on_day(desk, panel, day)
    if there is not None and (but is None or there.id != but.id):
        message = "The panel meets on that day already. Choose another day, or rearrange that meeting."
        raise Refused(message)
