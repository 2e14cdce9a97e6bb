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
from core.panels import FieldKind
from core.schedule import moment
from core.store.tables import OutcomeRow as Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from core.booking import Booking
    from core.desk import Desk
    from core.disclosure import Item, Reader
    from core.meetings import Meeting
    from core.minutes import Revision
    from core.people import Known
    from core.sites import Panel

DRAFT, CONFIRMED, NOT_AGREED, REPLACED = "draft", "confirmed", "not agreed", "replaced"
_FREE = (FieldKind.TEXT, FieldKind.LONG)
_LIVE = (DRAFT, CONFIRMED, NOT_AGREED)


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
        if held is not None and _same(held, block) and not _sent_back(desk, booking):
            continue
        _record(desk, panel, meeting, revision, booking, block, held or {})


def _same(held: Mapping[str, Any], block: Mapping[str, Any]) -> bool:
    """Whether two revisions say the same of a booking. What was said under the headings needs no confirmation."""
    decided = ("present", "outcomes", "actions")
    return all((held.get(part) or None) == (block.get(part) or None) for part in decided)


def _sent_back(desk: Desk, booking: Booking) -> bool:
    return any(row.state == NOT_AGREED for row in _rows(desk, booking)) or actions.sent_back(desk, booking)


def _rows(desk: Desk, booking: Booking) -> Any:
    return desk.connection.execute(
        select(Row.id, Row.key, Row.values, Row.state, Row.minutes_id)
        .where(Row.booking_id == booking.id, Row.state.in_(_LIVE))
        .order_by(Row.id)
    ).all()


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
    state = records.heard(block)
    booking = bookings.change(desk, booking, state=state)
    desk.audit(Event.BOOKING_HEARD, panel.key, booking.reference, meeting.date.isoformat(), state=state.value)
    outcomes = list(block.get("outcomes", []))
    if state is BookingState.NOT_PRESENTED:
        outcomes = _not_presented(panel) or outcomes
    actions.take_back(desk, booking)
    for outcome in _settled(desk, panel, booking, revision, outcomes):
        outcome_id = desk.connection.execute(
            insert(Row)
            .values(
                booking_id=booking.id, minutes_id=revision.id, key=outcome["key"], values=outcome["values"], state=DRAFT
            )
            .returning(Row.id)
        ).scalar_one()
        actions.from_outcome(desk, panel, meeting, booking, revision.id, outcome_id, outcome)
    actions.revise(desk, panel, booking, revision.id, held.get("actions", []), block.get("actions", []))
    actions.tell_urgent(desk, panel, booking)
    _next_meeting(desk, panel, meeting, booking, outcomes)
    if _needs_confirming(panel, outcomes) or block.get("actions"):
        ask(desk, panel, booking)
        chase = moment(panel.days.forward(_confirm_by(desk, panel, booking), 1), "09:00", panel.zone)
        due.arm(desk.connection, "confirm-chase", booking.id, panel.key, chase)
    else:
        _make_final(desk, panel, booking, recorded=True)


def _settled(
    desk: Desk, panel: Panel, booking: Booking, revision: Revision, outcomes: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Replace the outcomes that are gone, put those that stay to the confirmer again; return those that are new."""
    left, new = list(_rows(desk, booking)), []
    for outcome in outcomes:
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


def _needs_confirming(panel: Panel, outcomes: Iterable[Mapping[str, Any]]) -> bool:
    natures = panel.type.confirmation.natures
    declared = (panel.type.outcome(outcome["key"]) for outcome in outcomes)
    return any(each is not None and each.nature in natures for each in declared)


def _next_meeting(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, outcomes: Iterable[Mapping[str, Any]]
) -> None:
    """Book the case on again where an outcome keeps it on the panel; a revision that does not takes it off again."""
    from core import agenda  # noqa: PLC0415 - the agenda writes letters, which would close a circle

    kept_on = [outcome for outcome in outcomes if records.rebooks(panel, outcome["key"])]
    follower = bookings.following(desk, booking)
    if follower and not kept_on:
        for person in bookings.presenters(desk, follower):
            agenda.withdraw(desk, panel, bookings.get(desk, follower.id), person)
    if not kept_on:
        return
    target = records.rebooked_to(desk, panel, meeting, kept_on[0]["key"], kept_on[0]["values"])
    ahead = bookings.of_case(desk, booking.case_id) if booking.case_id else ()
    if target is None or follower or any(each.meeting_id == target.id for each in ahead):
        return
    first, *others = bookings.presenters(desk, booking)
    wanted = agenda.Wanted(values=booking.values, presenter=first)
    made = agenda.place(desk, panel, wanted, target, follows=booking)
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
    by = _confirm_by(desk, panel, booking)
    document = Document(
        kind=Kind.OUTCOME_TO_CONFIRM,
        items=(_item(desk, panel, meeting, booking),),
        facts={"confirm_by": by.isoformat(), "reminder": reminder, "title": panel.type.confirmation.title},
        meeting=meeting.facts,
        purpose=Purpose.CONFIRM,
        about=booking.id,
    )
    outbox.post(desk, panel, document, (confirmer(desk, panel, booking),))


def _confirm_by(desk: Desk, panel: Panel, booking: Booking) -> date:
    """Return the day by which the confirmer answers: it counts from the chair's approval, whenever they are asked."""
    revisions = {row.minutes_id for row in _rows(desk, booking)} | actions.revisions(desk, booking)
    approved = records.approved_on(desk, revisions) or desk.now
    day = approved.astimezone(panel.zone).date()
    return deadline(panel.type.confirmation.within, day, panel.days, panel.zone)


def _item(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, owner: Known | None = None, *, steps: bool = False
) -> Any:
    """Return a booking's outcomes and actions as an item; for an owner, only their own actions are in it.

    With `steps`, what the panel tells the case worker to do next stands with each outcome.
    """
    outcomes = []
    for row in _rows(desk, booking):
        value = papers.outcome_value(desk, panel, meeting, booking, row.key, row.values)
        if steps:
            value["fields"] += [["Next step", each] for each in _next_steps(desk, panel, booking, row.key, row.values)]
        outcomes.append(value)
    return letters.item(
        desk, panel, booking, meeting, outcomes=outcomes, actions=actions.values(desk, panel, booking, owner)
    )


def _next_steps(desk: Desk, panel: Panel, booking: Booking, key: str, values: Mapping[str, str]) -> tuple[str, ...]:
    found: tuple[str, ...] = desk.host.call(
        panel.type.key,
        "panel_next_steps",
        default=(),
        outcome=key,
        values={**booking.values, **values},
        settings=panel.settings,
    )
    return found


def awaits(desk: Desk, booking: Booking) -> bool:
    """Whether a booking waits for its confirmer: not while it is back with the chair."""
    if _sent_back(desk, booking):
        return False
    return any(row.state == DRAFT for row in _rows(desk, booking)) or actions.has_draft(desk, booking)


def reword(desk: Desk, panel: Panel, booking: Booking, wording: Iterable[tuple[str, str]]) -> str:
    """Put a confirmer's words for the panel's; return the first words that are not there (then nothing is changed).

    Only free text can be reworded. Which outcome it is, its dates, choices and people are substance, and that is the
    chair's (dossier: "the manager may correct wording").
    """
    pairs = tuple(wording)
    texts = [*actions.draft_texts(desk, booking)]
    for row in _rows(desk, booking):
        texts += [value for key, value in row.values.items() if key in _free(panel, row.key)]
    lost = next((old for old, _ in pairs if not any(old in text for text in texts)), "")
    if lost or not pairs:
        return lost
    for old, new in pairs:
        actions.reword(desk, booking, old, new)
        for row in _rows(desk, booking):
            free = _free(panel, row.key)
            values = {key: text.replace(old, new) if key in free else text for key, text in row.values.items()}
            desk.connection.execute(update(Row).where(Row.id == row.id).values(values=values))
    desk.audit(Event.OUTCOMES_REWORDED, panel.key, booking.reference, places=len(pairs))
    return ""


def _free(panel: Panel, key: str) -> frozenset[str]:
    """Return the fields of an outcome that hold free text."""
    declared = panel.type.outcome(key)
    return frozenset(field.key for field in declared.fields if field.kind in _FREE) if declared else frozenset()


def confirm(desk: Desk, panel: Panel, booking: Booking) -> None:
    """Make a booking's outcomes final; everyone gets their part, owners their actions."""
    desk.audit(Event.OUTCOMES_CONFIRMED, panel.key, booking.reference)
    due.disarm(desk.connection, "confirm-chase", booking.id)
    _make_final(desk, panel, booking)


def _make_final(desk: Desk, panel: Panel, booking: Booking, *, recorded: bool = False) -> None:
    """Make outcomes final; `recorded`: none of them needed confirming."""
    meeting = meetings.get(desk, booking.meeting_id or 0)
    desk.connection.execute(
        update(Row).where(Row.booking_id == booking.id, Row.state == DRAFT).values(state=CONFIRMED, decided=desk.now)
    )
    opened = actions.open_all(desk, panel, booking)
    told = _told_all(desk, panel, booking)
    facts = {
        "confirmed": desk.today(panel).isoformat(),
        "title": panel.type.confirmation.title,
        "recorded": recorded,
    }
    for reader in told.values():
        item = _item(desk, panel, meeting, booking, steps=reader.role is Role.PRESENTER)
        _confirmation(desk, panel, meeting, booking, reader, item, facts)
    for owner in actions.owners_of(desk, booking):
        if owner.id not in told:
            reader = people.reader(owner, Role.OWNER, {booking.reference})
            item = _item(desk, panel, meeting, booking, owner)
            _confirmation(desk, panel, meeting, booking, reader, item, facts)
    actions.tell_opened(desk, panel, booking, opened)


def _told_all(desk: Desk, panel: Panel, booking: Booking) -> dict[int, Reader]:
    """Return who gets all of a booking's confirmation: its presenters, and the panel's declared copies."""
    told: dict[int, Reader] = {}
    for person in bookings.presenters(desk, booking):
        told[person.id] = people.reader(person, Role.PRESENTER, {booking.reference})
    for copy in panel.type.confirmation.copies:
        address = owners.address_in(booking.values.get(copy.field, ""))
        holder = next((member.email for member in panel.members if member.seat == copy.seat), "") if copy.seat else ""
        if address or holder:
            person = people.know(desk, address or holder)
            told.setdefault(person.id, people.reader(person, copy.role, {booking.reference}))
    return told


def _confirmation(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    booking: Booking,
    reader: Reader,
    item: Item,
    facts: Mapping[str, Any],
) -> None:
    document = Document(
        kind=Kind.OUTCOME_CONFIRMED,
        items=(item,),
        facts=facts,
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
    actions.send_back(desk, booking)
    desk.audit(Event.OUTCOMES_NOT_AGREED, panel.key, booking.reference)
    due.disarm(desk.connection, "confirm-chase", booking.id)
    meeting = meetings.get(desk, booking.meeting_id or 0)
    held = records.open_revision(desk, meeting)
    # Corrections that are still being put right keep the revision from being approved.
    state = records.State.COLLECTING if records.outstanding(held.content) else records.State.DRAFT
    revision = records.save(desk, held, state, held.content)
    document = Document(
        kind=Kind.MINUTES_DRAFT,
        items=(
            papers.block_item(
                desk, panel, meeting, booking, revision.content.get(booking.reference, {}), draft=True, reason=reason
            ),
        ),
        facts={"revision": revision.revision, "answers_by": ""},
        meeting=meeting.facts,
        purpose=Purpose.DRAFT,
        about=meeting.id,
    )
    outbox.post(desk, panel, document, (readers.chair(desk, panel),))
