"""Approval: the chair locks the minutes, and what they record of every booking becomes its outcomes and actions.

Until somebody confirms them everything that leaves is marked DRAFT. Urgent ones reach their owners at once all the same
(dossier, edge case 12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from core import (
    actions,
    clocks,
    completeness,
    confirmations,
    due,
    outcomes,
    owners,
    rebooking,
)
from core import booking as bookings
from core import minutes as records
from core import minutes_letters as papers
from core.audit import Event
from core.booking import State as BookingState
from core.outcome_states import DRAFT, REPLACED
from core.store.tables import OutcomeRow as Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.meetings import Meeting
    from core.minutes import Revision
    from core.sites import Panel


def approve(desk: Desk, panel: Panel, meeting: Meeting, revision: Revision) -> None:
    """Lock a revision, and set going what its outcomes say, booking by booking.

    A later revision touches only the bookings that it changes: what is confirmed of the others stays confirmed.
    """
    before = records.approved_before(desk, revision)
    revision = records.save(desk, revision, records.State.APPROVED, revision.content)
    desk.audit(Event.MINUTES_APPROVED, panel.key, meeting=meeting.date.isoformat(), revision=revision.revision)
    due.disarm(desk.connection, "minutes-chase", meeting.id)
    papers.approved(desk, panel, meeting, revision)
    for booking in bookings.at_meeting(desk, meeting.id):
        block, held = revision.content.get(booking.reference, {}), before.get(booking.reference)
        if held is not None and _same(held, block) and not outcomes.sent_back(desk, booking):
            continue
        _record(desk, panel, meeting, revision, booking, block, held or {})


def _same(held: Mapping[str, Any], block: Mapping[str, Any]) -> bool:
    """Whether two revisions say the same of a booking. What was said under the headings needs no confirmation."""
    decided = ("present", "outcomes", "actions")
    return all((held.get(part) or None) == (block.get(part) or None) for part in decided)


def _record(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    revision: Revision,
    booking: Booking,
    block: Mapping[str, Any],
    held: Mapping[str, Any],
) -> None:
    """Make a booking's outcomes and actions what the block says; what it leaves as it was goes on undisturbed."""
    state = completeness.heard(block)
    booking = bookings.change(desk, booking, state=state)
    desk.audit(Event.BOOKING_HEARD, panel.key, booking.reference, meeting.date.isoformat(), state=state.value)
    minuted = list(block.get("outcomes", []))
    if state is BookingState.NOT_PRESENTED:
        minuted = _not_presented(panel) or minuted
    actions.take_back(desk, booking)
    for outcome in _settled(desk, panel, booking, revision, minuted):
        outcome_id = desk.connection.execute(
            insert(Row)
            .values(
                booking_id=booking.id,
                minutes_id=revision.id,
                key=outcome["key"],
                values=outcome["values"],
                state=DRAFT,
                confirmer=_named_confirmer(desk, panel, booking, outcome) or None,
            )
            .returning(Row.id)
        ).scalar_one()
        actions.from_outcome(desk, panel, meeting, booking, revision.id, outcome_id, outcome)
    actions.revise(desk, panel, booking, revision.id, held.get("actions", []), block.get("actions", []))
    rebooking.go_on(desk, panel, meeting, booking, minuted)
    clocks.review(desk, panel, booking.case_id, booking.id)
    for group in outcomes.groups(desk, panel, booking):
        if group.waits:
            confirmations.ask_one(desk, panel, booking, group)
        else:
            confirmations.make_final(desk, panel, booking, group, recorded=True)
    actions.tell_urgent(desk, panel, booking)  # those that still wait for somebody
    if outcomes.awaits(desk, booking):
        confirmations.chase_after(desk, panel, booking, confirmations.confirm_by(desk, panel, booking))


def _named_confirmer(desk: Desk, panel: Panel, booking: Booking, outcome: Mapping[str, Any]) -> str:
    """Return the address of the one person who must approve an outcome; "" where the panel's rule says who does."""
    declared = panel.type.outcome(outcome["key"])
    kind, _, key = (declared.confirmer if declared else "").partition(":")
    if kind == "field":
        return owners.find(desk, panel, booking, outcome["values"].get(key, "")) or panel.confirmer
    return (panel.office(declared.confirmer) or panel.confirmer) if declared and declared.confirmer else ""


def _settled(
    desk: Desk, panel: Panel, booking: Booking, revision: Revision, minuted: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Replace the outcomes that are gone, put those that stay to the confirmer again; return those that are new.

    What a confirmer decided is theirs: it stands until they decide again.
    """
    decided = {each.key for each in panel.type.outcomes if each.by_confirmer}
    left, new = [row for row in outcomes.rows(desk, booking) if row.key not in decided], []
    for outcome in minuted:
        same = next((row for row in left if (row.key, row.values) == (outcome["key"], outcome["values"])), None)
        if same is None:
            new.append(outcome)
            continue
        left.remove(same)
        stays = {"state": DRAFT, "decided": None, "minutes_id": revision.id}
        desk.connection.execute(update(Row).where(Row.id == same.id).values(**stays))
    for row in left:
        desk.connection.execute(update(Row).where(Row.id == row.id).values(state=REPLACED))
        actions.withdraw_of(desk, panel, booking, row.id)
    return new


def _not_presented(panel: Panel) -> list[dict[str, Any]]:
    """Return the panel's own outcome for an absent presenter, if it has one."""
    declared = next((each for each in panel.type.outcomes if each.when_absent), None)
    return [{"key": declared.key, "values": {}}] if declared else []
