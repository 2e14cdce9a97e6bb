"""Slots: which place on a meeting's agenda a booking gets. Bookings of one group have one place between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core import booking as bookings
from core.cases import fold_name
from core.store.tables import Booking as Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def in_order(panel: Panel, agenda: Sequence[Booking]) -> tuple[tuple[int, Booking], ...]:
    """Return an agenda's bookings with the slots that this order gives them: one after the other, a group one. Pure."""
    found: list[tuple[int, Booking]] = []
    given: dict[str, int] = {}
    for booking in agenda:
        group = _group(panel, booking.values)
        slot = given.get(group) if group else None
        if slot is None:
            slot = max((taken for taken, _ in found), default=-1) + 1
            given[group] = slot
        found.append((slot, booking))
    return tuple(found)


def _group(panel: Panel, values: Mapping[str, str]) -> str:
    key = panel.type.sitting.together
    return fold_name(values.get(key, "")) if key else ""


def _of_group(desk: Desk, panel: Panel, meeting_id: int, values: Mapping[str, str], *, but: int = 0) -> int | None:
    group = _group(panel, values)
    if not group:
        return None
    others = (each for each in bookings.at_meeting(desk, meeting_id) if each.id != but and each.slot is not None)
    return next((each.slot for each in others if _group(panel, each.values) == group), None)
