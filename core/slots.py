"""Slots: which place on a meeting's agenda a booking gets. Bookings of one group have one place between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core import booking as bookings
from core.cases import fold_name
from core.store.tables import Booking as Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.sites import Panel


def free(desk: Desk, panel: Panel, meeting_id: int, values: Mapping[str, str]) -> int | None:
    """Return the slot (from 0) for a booking that says these values: its group's, else the first free one, or None."""
    shared = _of_group(desk, panel, meeting_id, values)
    if shared is not None:
        return shared
    agenda = (Row.meeting_id == meeting_id, Row.state.in_(bookings.ON_AGENDA), Row.slot.is_not(None))
    taken = set(desk.connection.execute(select(Row.slot).where(*agenda)).scalars())
    return next((slot for slot in range(panel.type.sitting.capacity) if slot not in taken), None)


def of_group(desk: Desk, panel: Panel, booking: Booking) -> int | None:
    """Return the slot that the others of a booking's group have at its meeting, or None."""
    return _of_group(desk, panel, booking.meeting_id or 0, booking.values, but=booking.id)


def _of_group(desk: Desk, panel: Panel, meeting_id: int, values: Mapping[str, str], *, but: int = 0) -> int | None:
    key = panel.type.sitting.together
    group = fold_name(values.get(key, "")) if key else ""
    if not group:
        return None
    others = (each for each in bookings.at_meeting(desk, meeting_id) if each.id != but and each.slot is not None)
    return next((each.slot for each in others if fold_name(each.values.get(key, "")) == group), None)
