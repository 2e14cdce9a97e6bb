"""What a decision maker decides on the panel's recommendation: an outcome of their own, written down when they answer.

Source: a panel recommends and somebody else decides (adoption: AAR 2005 reg 30B; fostering: FSR 2011 reg 27; secure
accommodation: the authority). They may differ, and give reasons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from core import actions, clocks, judging, meetings
from core.errors import Refused
from core.outcome_states import CONFIRMED
from core.store.tables import OutcomeRow as Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.panels import Outcome
    from core.sites import Panel


def make(
    desk: Desk, panel: Panel, booking: Booking, rows: Iterable[Any], said: Mapping[str, str], *, agreed: bool
) -> tuple[int, ...]:
    """Write down what is decided on each recommendation; return the new outcomes' ids.

    A field the decision maker did not write takes what the recommendation says under the same key. Refused when the
    decision lacks what it needs, or a time limit still stands against it; then nothing is decided.
    """
    planned = []
    lacking: dict[str, str] = {}
    running = clocks.last_days(desk, panel, booking.case_id)
    for row in rows:
        recommended = panel.type.outcome(row.key)
        key = (recommended.if_confirmed if agreed else recommended.if_not_agreed) if recommended else ""
        declared = panel.type.outcome(key or (row.key if recommended and recommended.by_confirmer else ""))
        if declared is None:
            continue
        theirs = {field.key: said[field.key] for field in declared.fields if said.get(field.key)}
        values = {field.key: row.values[field.key] for field in declared.fields if row.values.get(field.key)} | theirs
        known = {**booking.values, **values}
        against = judging.barred_by_clocks(panel.type, declared.key, running, known, desk.today(panel))
        if against:
            raise Refused(" ".join(against))
        lacking |= {field.label: "" for field in declared.fields if field.needed(known) and not values.get(field.key)}
        planned.append((row, declared, values, bool(key)))
    if lacking:
        lines = " ".join(f"{label}: ..." for label in lacking)
        message = f"Nothing is final yet: your decision needs more. Reply again, with these lines added: {lines}"
        raise Refused(message)
    return tuple(_write(desk, panel, booking, *each) for each in planned)


def _write(
    desk: Desk, panel: Panel, booking: Booking, row: Any, declared: Outcome, values: Mapping[str, str], is_new: bool
) -> int:
    """Write one decision: a new outcome, or what was put to the decision maker with what they said."""
    final = {"values": dict(values), "state": CONFIRMED, "decided": desk.now}
    if not is_new:
        desk.connection.execute(update(Row).where(Row.id == row.id).values(**final))
        outcome_id: int = row.id
    else:
        made = {"booking_id": booking.id, "minutes_id": row.minutes_id, "key": declared.key, **final}
        outcome_id = desk.connection.execute(insert(Row).values(**made).returning(Row.id)).scalar_one()
    outcome = {"key": declared.key, "values": values}
    meeting = meetings.get(desk, booking.meeting_id or 0)
    actions.from_outcome(desk, panel, meeting, booking, row.minutes_id, outcome_id, outcome)
    return outcome_id
