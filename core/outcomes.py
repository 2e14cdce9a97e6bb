"""Outcomes: draft when the chair approves the minutes, final when the person whose job it is confirms them in writing.

Until then everything that leaves is marked DRAFT. Urgent ones reach their owners at once all the same (dossier, edge
case 12). Source: terms of reference - "decisions from the panel will be confirmed in writing".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from core import actions, due, meetings, outbox, owners, people, readers
from core import booking as bookings
from core import booking_letters as letters
from core import minutes as records
from core import minutes_letters as papers
from core.audit import Event
from core.booking import State as BookingState
from core.deadlines import due as deadline
from core.disclosure import Document
from core.kinds import Kind, Purpose, Role
from core.panels import NextStep
from core.schedule import moment
from core.store.tables import OutcomeRow as Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.disclosure import Reader
    from core.meetings import Meeting
    from core.minutes import Revision
    from core.people import Known
    from core.sites import Panel

DRAFT, CONFIRMED, NOT_AGREED, REPLACED = "draft", "confirmed", "not agreed", "replaced"
_LIVE = (DRAFT, CONFIRMED, NOT_AGREED)


def approve(desk: Desk, panel: Panel, meeting: Meeting, revision: Revision) -> None:
    """Lock a revision, and set going what its outcomes say, booking by booking."""
    revision = records.save(desk, revision, records.State.APPROVED, revision.content)
    desk.audit(Event.MINUTES_APPROVED, panel.key, meeting=meeting.date.isoformat(), revision=revision.revision)
    due.disarm(desk.connection, "minutes-chase", meeting.id)
    papers.approved(desk, panel, meeting, revision)
    for booking in bookings.at_meeting(desk, meeting.id):
        block = revision.content.get(booking.reference, {})
        if _same_as_recorded(desk, booking, block):
            continue
        _record(desk, panel, meeting, revision, booking, block)


def _same_as_recorded(desk: Desk, booking: Booking, block: Mapping[str, Any]) -> bool:
    """Whether a later revision leaves this booking as it was: then nobody is asked again."""
    recorded = [{"key": row.key, "values": row.values} for row in _rows(desk, booking)]
    if not recorded or any(row.state == NOT_AGREED for row in _rows(desk, booking)):
        return False
    return recorded == list(block.get("outcomes", [])) and actions.given_by_hand(desk, booking) == list(
        block.get("actions", [])
    )


def _rows(desk: Desk, booking: Booking) -> Any:
    return desk.connection.execute(
        select(Row.id, Row.key, Row.values, Row.state)
        .where(Row.booking_id == booking.id, Row.state.in_(_LIVE))
        .order_by(Row.id)
    ).all()


def _record(
    desk: Desk, panel: Panel, meeting: Meeting, revision: Revision, booking: Booking, block: Mapping[str, Any]
) -> None:
    state = records.heard(block)
    booking = bookings.change(desk, booking, state=state)
    desk.audit(Event.BOOKING_HEARD, panel.key, booking.reference, meeting.date.isoformat(), state=state.value)
    outcomes = list(block.get("outcomes", []))
    if state is BookingState.NOT_PRESENTED:
        outcomes = _not_presented(panel) or outcomes
    desk.connection.execute(
        update(Row).where(Row.booking_id == booking.id, Row.state.in_(_LIVE)).values(state=REPLACED)
    )
    actions.replace_open(desk, booking)
    for outcome in outcomes:
        outcome_id = desk.connection.execute(
            insert(Row)
            .values(
                booking_id=booking.id, minutes_id=revision.id, key=outcome["key"], values=outcome["values"], state=DRAFT
            )
            .returning(Row.id)
        ).scalar_one()
        actions.from_outcome(desk, panel, meeting, booking, revision.id, outcome_id, outcome)
    for action in block.get("actions", []):
        actions.by_hand(desk, panel, booking, revision.id, action)
    actions.tell_urgent(desk, panel, booking)
    _next_steps(desk, panel, meeting, booking, outcomes)
    if _needs_confirming(panel, outcomes) or block.get("actions"):
        ask(desk, panel, booking)
        by = deadline(panel.type.confirmation.within, desk.today(panel), panel.days, panel.zone)
        due.arm(
            desk.connection,
            "confirm-chase",
            booking.id,
            panel.key,
            moment(panel.days.forward(by, 1), "09:00", panel.zone),
        )
    else:
        _make_final(desk, panel, booking)


def _not_presented(panel: Panel) -> list[dict[str, Any]]:
    """Return the panel's own outcome for an absent presenter, if it has one."""
    declared = next((each for each in panel.type.outcomes if each.key == "not_presented"), None)
    return [{"key": declared.key, "values": {}}] if declared else []


def _needs_confirming(panel: Panel, outcomes: Iterable[Mapping[str, Any]]) -> bool:
    natures = panel.type.confirmation.natures
    declared = (panel.type.outcome(outcome["key"]) for outcome in outcomes)
    return any(each is not None and each.nature in natures for each in declared)


def _next_steps(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, outcomes: Iterable[Mapping[str, Any]]
) -> None:
    """Book the case on again where an outcome keeps it on the panel."""
    from core.agenda import Wanted, place  # noqa: PLC0415 - the agenda writes letters, which would close a circle

    steps = {declared.next_step for outcome in outcomes if (declared := panel.type.outcome(outcome["key"]))}
    if NextStep.REBOOK not in steps:
        return
    following = meetings.next_after(desk, panel, meeting)
    if following is None:
        return
    first, *others = bookings.presenters(desk, booking)
    made = place(desk, panel, Wanted(values=booking.values, presenter=first), following, follows=booking)
    for other in others:
        if other not in bookings.presenters(desk, made):
            bookings.add_presenter(desk, made.id, other)
            letters.invite_one_to_slot(desk, panel, made, other)


def confirmer(desk: Desk, panel: Panel, booking: Booking) -> Reader:
    """Return who confirms a booking's outcomes: whom the booking names, else the panel's confirmer."""
    named = owners.address_in(booking.values.get(panel.type.confirmation.by_field, ""))
    return readers.confirmer(desk, named or panel.confirmer, booking.reference)


def ask(desk: Desk, panel: Panel, booking: Booking, *, reminder: bool = False) -> None:
    """Ask the confirmer to confirm a booking's outcomes."""
    meeting = meetings.get(desk, booking.meeting_id or 0)
    by = deadline(panel.type.confirmation.within, desk.today(panel), panel.days, panel.zone)
    document = Document(
        kind=Kind.OUTCOME_TO_CONFIRM,
        items=(_item(desk, panel, meeting, booking),),
        facts={"confirm_by": by.isoformat(), "reminder": reminder, "title": panel.type.confirmation.title},
        meeting=meeting.facts,
        purpose=Purpose.CONFIRM,
        about=booking.id,
    )
    outbox.post(desk, panel, document, (confirmer(desk, panel, booking),))


def _item(desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, owner: Known | None = None) -> Any:
    """Return a booking's outcomes and actions as an item; for an owner, only their own actions are in it."""
    return letters.item(
        desk,
        panel,
        booking,
        meeting,
        outcomes=[papers.outcome_value(panel, row.key, row.values) for row in _rows(desk, booking)],
        actions=actions.values(desk, panel, booking, owner),
    )


def awaits(desk: Desk, booking: Booking) -> bool:
    """Whether a booking has outcomes or actions that wait for confirmation."""
    return any(row.state == DRAFT for row in _rows(desk, booking)) or actions.has_draft(desk, booking)


def confirm(desk: Desk, panel: Panel, booking: Booking) -> None:
    """Make a booking's outcomes final; everyone gets their part, owners their actions."""
    desk.audit(Event.OUTCOMES_CONFIRMED, panel.key, booking.reference)
    due.disarm(desk.connection, "confirm-chase", booking.id)
    _make_final(desk, panel, booking)


def _make_final(desk: Desk, panel: Panel, booking: Booking) -> None:
    meeting = meetings.get(desk, booking.meeting_id or 0)
    desk.connection.execute(
        update(Row).where(Row.booking_id == booking.id, Row.state == DRAFT).values(state=CONFIRMED, decided=desk.now)
    )
    actions.open_all(desk, panel, booking)
    presenters = bookings.presenters(desk, booking)
    told: dict[int, Reader] = {}
    for person in presenters:
        told[person.id] = people.reader(person, Role.PRESENTER, {booking.reference})
    for copy in panel.type.confirmation.copies:
        address = owners.address_in(booking.values.get(copy.field, ""))
        holder = next((member.email for member in panel.members if member.seat == copy.seat), "") if copy.seat else ""
        if address or holder:
            person = people.know(desk, address or holder)
            told.setdefault(person.id, people.reader(person, copy.role, {booking.reference}))
    for reader in told.values():
        _confirmation(desk, panel, meeting, booking, reader)
    for owner in actions.owners_of(desk, booking):
        if owner.id not in told:
            _confirmation(desk, panel, meeting, booking, people.reader(owner, Role.OWNER, {booking.reference}), owner)
    actions.tell_open(desk, panel, booking)


def _confirmation(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, reader: Reader, owner: Known | None = None
) -> None:
    document = Document(
        kind=Kind.OUTCOME_CONFIRMED,
        items=(_item(desk, panel, meeting, booking, owner),),
        facts={"confirmed": desk.today(panel).isoformat(), "title": panel.type.confirmation.title},
        meeting=meeting.facts,
        purpose=Purpose.BOOKING,
        about=booking.id,
    )
    outbox.post(desk, panel, document, (reader,))


def not_agreed(desk: Desk, panel: Panel, booking: Booking, reason: str) -> None:
    """Send a booking's outcomes back to the chair with the confirmer's reason; nothing becomes final."""
    desk.connection.execute(
        update(Row).where(Row.booking_id == booking.id, Row.state == DRAFT).values(state=NOT_AGREED, decided=desk.now)
    )
    desk.audit(Event.OUTCOMES_NOT_AGREED, panel.key, booking.reference)
    due.disarm(desk.connection, "confirm-chase", booking.id)
    meeting = meetings.get(desk, booking.meeting_id or 0)
    held = records.open_revision(desk, meeting)
    revision = records.save(desk, held, records.State.DRAFT, held.content)
    document = Document(
        kind=Kind.MINUTES_DRAFT,
        items=(papers.block_item(desk, panel, meeting, booking, revision.content.get(booking.reference, {}), reason),),
        facts={"revision": revision.revision, "answers_by": ""},
        meeting=meeting.facts,
        purpose=Purpose.DRAFT,
        about=meeting.id,
    )
    outbox.post(desk, panel, document, (readers.chair(desk, panel),))
