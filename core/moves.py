"""Moves: a booking goes to another meeting, and everything that was said about its date with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import agenda, checks, meetings, notices, slots, standing
from core import booking as bookings
from core import booking_letters as letters
from core.audit import Event
from core.booking import Booking, State
from core.errors import Refused
from core.kinds import Kind
from core.panels import Check

if TYPE_CHECKING:
    from core.desk import Desk
    from core.meetings import Meeting
    from core.sites import Panel


def move(
    desk: Desk, panel: Panel, booking: Booking, target: Meeting, why: str, wanted: agenda.Wanted | None = None
) -> Booking:
    """Put a booking on another meeting; the calendar entry moves with it (same UID, higher SEQUENCE)."""
    left = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    was_booked = booking.state is State.BOOKED
    if why == "asked":
        refused = checks.sentences(checks.of_booking(desk, panel, booking, target), Check.REFUSE)
        if refused:
            raise Refused(f"The booking stays where it is. {' '.join(refused)}")
    items = bookings.of_case(desk, booking.case_id or 0)
    others = [each for each in items if each.meeting_id == target.id and each.id != booking.id]
    if others:
        booking = _merge(desk, panel, booking, others[0], left, wanted)
    else:
        booking = _move(desk, panel, booking, target, left, why, wanted)
    if was_booked and left and left.id != target.id:
        agenda.promote(desk, panel, left)
    return booking


def _move(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    target: Meeting,
    left: Meeting | None,
    why: str,
    wanted: agenda.Wanted | None,
) -> Booking:
    slot = slots.free(desk, panel, target.id, booking.values)
    asks_chair = booking.question in {standing.RIVALS, standing.TO_CHAIR, standing.COUNTERCLAIM}
    unsure = slot is None or asks_chair or (letters.is_late(desk, panel, target) and why == "asked")
    if unsure and left:
        booking = letters.cancel_slot(desk, panel, booking, left, bookings.presenters(desk, booking))
        booking = bookings.change(desk, booking, invited=False)
    still_ahead = left is not None and left.starts > desk.now and left.state == meetings.PLANNED
    if left and still_ahead and booking.listed and left.listed is not None:
        notices.names_list_withdrawal(desk, panel, left, booking)
    columns = {"meeting_id": target.id, "slot": None, "listed": False, "late_allowed": False}
    booking = bookings.change(desk, booking, state=State.ASKED, **columns)
    desk.audit(Event.BOOKING_MOVED, panel.key, booking.reference, target.date.isoformat(), why=why)
    if unsure:
        return agenda.settle(desk, panel, booking, wanted)
    booking = bookings.change(desk, booking, state=State.BOOKED, slot=slot, question="")
    from_date = left.date.isoformat() if left else ""
    facts = {"from_date": from_date, "why": why}
    asker = wanted.presenter if wanted else None
    others = [each for each in bookings.presenters(desk, booking) if each != asker]
    if wanted:
        letters.write(
            desk, panel, booking, Kind.BOOKING_MOVED, to=(), facts=facts, unused=wanted.unused, answering=asker
        )
    # They did not ask for it.
    letters.write(desk, panel, booking, Kind.BOOKING_MOVED, to=others, facts=facts | {"why": "" if asker else why})
    booking = letters.invite_to_slot(desk, panel, booking, why={"changed": ["date"], "from_date": from_date})
    standing.on_the_agenda(desk, panel, booking, target, checks.of_booking(desk, panel, booking, target))
    return booking


def _merge(
    desk: Desk, panel: Panel, booking: Booking, there: Booking, left: Meeting | None, wanted: agenda.Wanted | None
) -> Booking:
    """The child is on the other meeting already: one item there, with the presenters of both."""
    everyone = bookings.presenters(desk, booking)
    if left:
        booking = letters.cancel_slot(desk, panel, booking, left, everyone)
    bookings.change(desk, booking, state=State.WITHDRAWN, slot=None, invited=False)
    for person in everyone:
        unused = wanted.unused if wanted and wanted.presenter == person else ()
        said = bookings.said_by(desk, booking, person)
        there = agenda.join(desk, panel, agenda.Wanted(values=said, presenter=person, unused=unused), there)
    return there
