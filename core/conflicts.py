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
    if barriers.declare(desk, panel, booking, person.id):
        reason = f"{_seats(panel, person)}: a conflict of interest was declared in {booking.reference}."
        what = "They take no part in that case, do not count for its quorum, and get nothing more about it."
        _tell(desk, panel, booking, person, meeting, (reason, what))


def taken_back(desk: Desk, panel: Panel, booking: Booking, person: Known, meeting: Meeting) -> bool:
    """Forget a conflict that was noted by mistake, and tell the same people; return whether there was one.

    What this person missed meanwhile is not sent: the coordinator decides that.
    """
    gone = barriers.take_back(desk, panel, booking, person.id)
    if gone:
        reason = f"{_seats(panel, person)}: the minutes say there is no conflict of interest in {booking.reference}."
        what = "They take part in that case again, count for its quorum, and get what is sent about it from now on."
        _tell(desk, panel, booking, person, meeting, (reason, what))
    return gone


def _seats(panel: Panel, person: Known) -> str:
    held = panel.seats_of(person.address)
    return " and ".join(seat.label for seat in panel.type.seats if seat.key in held) or "Somebody on the panel"


def _tell(desk: Desk, panel: Panel, booking: Booking, person: Known, meeting: Meeting, said: tuple[str, str]) -> None:
    notices.to_coordinator(desk, panel, meeting, *said, reference=booking.reference)
    if panel.chair not in {panel.coordinator, person.address}:
        notices.about_case(desk, panel, meeting, booking, readers.chair(desk, panel), *said)
