"""What the coordinator does to dates: rearrange, cancel, add; everything that hangs on the date moves along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import agenda, meetings, moves, seats, slots
from core import booking as bookings
from core import booking_letters as letters
from core.booking import State
from core.errors import Refused
from core.kinds import Kind
from core.schedule import moment

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from core.booking import Booking
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
        message = f"The meeting is on {day.isoformat()}, at that time and place, already."
        raise Refused(message)
    moved = meetings.move(desk, panel, meeting, day, starts, place or meeting.place)
    from_date = meeting.date.isoformat() if "date" in changed else ""
    seats.announce_move(desk, panel, moved, {"changed": changed, "from_date": from_date})
    _move_bookings(desk, panel, moved, changed, from_date)
    return moved


def _move_bookings(desk: Desk, panel: Panel, moved: Meeting, changed: list[str], from_date: str) -> None:
    """Tell presenters; a new time or place alone is said by their own calendar entry."""
    for booking in bookings.at_meeting(desk, moved.id, State.BOOKED):
        if from_date:
            facts = {"from_date": from_date, "why": "meeting-moved"}
            letters.write(desk, panel, booking, Kind.BOOKING_MOVED, to=bookings.presenters(desk, booking), facts=facts)
        listed = booking.listed and moved.listed is not None
        why = {"changed": changed, "from_date": from_date}
        letters.invite_to_slot(desk, panel, bookings.change(desk, booking, listed=listed), why=why)
    if not letters.is_late(desk, panel, moved):
        # The new date's list has not gone out: who was late is in time again.
        for booking in bookings.at_meeting(desk, moved.id, State.LATE):
            agenda.settle(desk, panel, booking)
    if from_date:
        for booking in bookings.at_meeting(desk, moved.id, *_NOT_YET_ON):
            status = {"status": f"The meeting moved to another day. {_NOT_YET_ON[booking.state]}"}
            who = bookings.presenters(desk, booking)
            letters.write(desk, panel, booking, Kind.BOOKING_STATUS, to=who, facts=status)


_NOT_YET_ON = {
    State.LATE: "The chair has not said yet whether this booking can be heard.",
    State.WAITING: "This booking is still on its waiting list.",
}


def cancel(desk: Desk, panel: Panel, meeting: Meeting) -> Meeting | None:
    """Cancel a meeting; its bookings go to the next one. Return that one."""
    following = meetings.next_after(desk, panel, meeting)
    cancelled = meetings.cancel(desk, panel, meeting)
    seats.announce_cancel(desk, panel, cancelled)
    for booking in bookings.at_meeting(desk, meeting.id, State.BOOKED, State.LATE, State.WAITING):
        if following is not None:
            moves.move(desk, panel, booking, following, "meeting-cancelled")
        else:
            _without_a_date(desk, panel, booking, cancelled)
    for booking in bookings.at_meeting(desk, meeting.id, State.ASKED):
        # What the worker was asked still waits for the answer, which now puts it on the next meeting.
        bookings.change(desk, booking, meeting_id=following.id if following else None)
    return following


def _without_a_date(desk: Desk, panel: Panel, booking: Booking, cancelled: Meeting) -> None:
    """There is no later meeting: the presenters are asked for a date."""
    presenters = bookings.presenters(desk, booking)
    letters.cancel_slot(desk, panel, booking, cancelled, presenters)
    asked: dict[str, Any] = {
        "state": State.ASKED,
        "meeting_id": None,
        "slot": None,
        "invited": False,
        "question": "date-unclear",
    }
    booking = bookings.change(desk, booking, **asked)
    facts = {"question": "date-unclear", "offered": []}
    letters.write(desk, panel, booking, Kind.BOOKING_QUESTION, to=presenters, facts=facts)


def add(desk: Desk, panel: Panel, day: date, at: time, place: str | None) -> Meeting:
    """Add an extraordinary meeting and invite the members."""
    starts = moment(day, at, panel.zone)
    _check_free(desk, panel, day, starts)
    meeting = meetings.add(desk, panel, day, starts, place or panel.place)
    seats.invite_members(desk, panel, meeting)
    for booking in bookings.unplaced(desk, panel):
        if slots.free(desk, panel, meeting.id, booking.values) is None:
            continue
        agenda.settle(desk, panel, bookings.change(desk, booking, meeting_id=meeting.id), dated=True)
    return meeting


def _check_free(desk: Desk, panel: Panel, day: date, starts: datetime, but: Meeting | None = None) -> None:
    if starts <= desk.now:
        message = f"{day.isoformat()} is past, or that time of it. Give a day and time to come."
        raise Refused(message)
    there = meetings.on_day(desk, panel, day)
    if there is not None and (but is None or there.id != but.id):
        message = f"The panel meets on {day.isoformat()} already. Choose another day, or rearrange that meeting."
        raise Refused(message)
