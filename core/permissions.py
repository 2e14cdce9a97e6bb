"""What the chair's permission does: whom the chair names for an item is invited to it and gets its extract.

Where a panel's minutes go further only with the chair's permission (`Confidentiality.permission`), the chair gives it
by naming the person under the booking's own field for guests. `core.notices` asks for it. An address that may not have
personal content gets none, whatever the chair says: that is for `core.disclosure`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import booking as bookings
from core import guests, meetings, minutes, minutes_letters, people
from core.kinds import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.sites import Panel


def beside(panel: Panel, booking: Booking, values: Mapping[str, str]) -> dict[str, str]:
    """Return what the chair wrote for a booking, with whom it invites already: the chair adds to them."""
    if not panel.confidentiality.permission:
        return dict(values)
    held = {key: booking.values.get(key, "") for key in panel.type.guests.fields}
    return {
        key: f"{held[key]}; {value}" if held.get(key, "none") != "none" and held[key] and value != "none" else value
        for key, value in values.items()
    }


def give(desk: Desk, panel: Panel, booking: Booking, values: Mapping[str, str]) -> None:
    """Invite whom the chair named to an item that is over, and send them its approved minutes.

    To one that is still to come they are invited as everybody is whom a booking names.
    """
    if not panel.confidentiality.permission or booking.state in bookings.OPEN or not booking.meeting_id:
        return
    new = guests.invite(desk, panel, booking, guests.named(panel, values))
    revision = minutes.latest(desk, booking.meeting_id)
    if new and revision is not None and revision.state is minutes.State.APPROVED:
        meeting = meetings.get(desk, booking.meeting_id)
        to = [people.reader(each, Role.GUEST, {booking.reference}) for each in new]
        minutes_letters.to_guests(desk, panel, meeting, revision, booking, to)
