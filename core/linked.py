"""Cases that are two and belong together, such as twins: what was learnt in one stands beside the other.

They are found by the reference that either booking names; which one says so does not matter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from core import barriers
from core import booking as bookings
from core.outcome_states import CONFIRMED
from core.store.tables import OutcomeRow

if TYPE_CHECKING:
    from core.booking import Booking
    from core.desk import Desk
    from core.sites import Panel


def partners(desk: Desk, panel: Panel, booking: Booking) -> tuple[Booking, ...]:
    """Return the bookings of the cases that are linked to a booking's case, oldest first."""
    linked = panel.type.linked
    if linked is None or booking.case_id is None:
        return ()
    there = bookings.ever_at(desk, panel)
    ours = {each.reference for each in there if each.case_id == booking.case_id}
    named = {ref for each in there if each.reference in ours for ref in _references(panel, each, linked.field)}
    cases = {
        each.case_id for each in there if each.reference in named or ours & _references(panel, each, linked.field)
    } - {booking.case_id, None}
    return tuple(each for each in there if each.case_id in cases)


def shared(desk: Desk, panel: Panel, booking: Booking) -> str:
    """Return what was finally recorded in linked cases that is shared, each with its reference; "" for nothing.

    Whoever reads it may hear of both: nothing is shared of a case from which the chair or the coordinator stands back.
    """
    linked, found = panel.type.linked, []
    for other in partners(desk, panel, booking):
        if {panel.chair, panel.coordinator} & {address for _, address in barriers.of_booking(desk, other)}:
            continue
        rows = desk.connection.execute(
            select(OutcomeRow.key, OutcomeRow.values)
            .where(OutcomeRow.booking_id == other.id, OutcomeRow.state == CONFIRMED)
            .order_by(OutcomeRow.id)
        ).all()
        shares = linked.shares if linked else ()
        said = [row.values[field] for row in rows for key, field in shares if row.key == key and row.values.get(field)]
        found += [f"{other.reference}: {' '.join(each.split())}" for each in dict.fromkeys(said)]
    return "; ".join(found)


def _references(panel: Panel, booking: Booking, field: str) -> set[str]:
    """Return the references a booking names under a field, however they are written: "cdop 26 2"."""
    prefix = panel.type.prefix
    written = re.findall(rf"\b{prefix}[\s-]*(\d\d)[\s-]+0*(\d+)", booking.values.get(field, ""), re.IGNORECASE)
    return {f"{prefix}-{year}-{int(number):04}" for year, number in written}
