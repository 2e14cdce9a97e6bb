"""Conflicts of interest: whoever declares one has no part in that case, and reads nothing more of it anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import barriers, notices, readers

if TYPE_CHECKING:
    from core.booking import Booking
    from core.desk import Desk
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel


def declared(desk: Desk, panel: Panel, booking: Booking, person: Known, meeting: Meeting) -> None:
    """Keep a conflict and tell the chair and the coordinator, by seat and reference."""
    if not barriers.declare(desk, panel, booking, person.id):
        return
    seats = [seat.label for seat in panel.type.seats if seat.key in panel.seats_of(person.address)]
    who = " and ".join(seats) or "Somebody on the panel"
    reason = f"{who}: a conflict of interest was declared in {booking.reference}."
    what = "They take no part in that case, do not count for its quorum, and get nothing more about it."
    notices.to_coordinator(desk, panel, meeting, reason, what, reference=booking.reference)
    if panel.chair not in {panel.coordinator, person.address}:
        notices.about_case(desk, panel, meeting, booking, readers.chair(desk, panel), reason, what)
