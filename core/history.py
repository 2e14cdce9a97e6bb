"""What went before in a case: its earlier bookings at the panel, with what was recorded, for the panel's own rules."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.outcome_states import LIVE
from core.panels import Earlier
from core.store.tables import Booking, Meeting, OutcomeRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk import Desk
    from core.sites import Panel


def of_case(desk: Desk, panel: Panel, case_id: int | None, *, but: int = 0) -> tuple[Earlier, ...]:
    """Return a case's bookings at its panel, oldest first, without the one with the id `but`."""
    if case_id is None:
        return ()
    rows = desk.connection.execute(
        select(Booking.id, Booking.reference, Booking.made, Booking.state, Booking.values, Meeting.day)
        .outerjoin(Meeting, Meeting.id == Booking.meeting_id)
        .where(Booking.case_id == case_id, Booking.id != but, Booking.panel == panel.key)
        .order_by(Booking.id)
    ).all()
    recorded = _recorded(desk, [row.id for row in rows])
    return tuple(
        Earlier(
            reference=row.reference,
            made=row.made.astimezone(panel.zone).date(),
            meeting=date.fromisoformat(row.day) if row.day else None,
            state=row.state,
            values=row.values,
            outcomes=recorded.get(row.id, ()),
        )
        for row in rows
    )


def _recorded(desk: Desk, ids: list[int]) -> dict[int, tuple[tuple[str, Mapping[str, str]], ...]]:
    if not ids:
        return {}
    rows = desk.connection.execute(
        select(OutcomeRow.booking_id, OutcomeRow.key, OutcomeRow.values)
        .where(OutcomeRow.booking_id.in_(ids), OutcomeRow.state.in_(LIVE))
        .order_by(OutcomeRow.id)
    ).all()
    found: dict[int, tuple[tuple[str, Mapping[str, str]], ...]] = {}
    for row in rows:
        found[row.booking_id] = (*found.get(row.booking_id, ()), (row.key, row.values))
    return found
