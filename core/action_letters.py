"""The mails about actions: given, reminded of, overdue, closed, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core import booking as bookings
from core import booking_letters as letters
from core import meetings, outbox, people
from core.disclosure import Document
from core.kinds import Kind, Purpose, Role
from core.minutes_letters import owner_label
from core.store.tables import OutcomeRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.actions import Action
    from core.booking import Booking
    from core.desk import Desk
    from core.people import Known
    from core.sites import Panel


def value(desk: Desk, panel: Panel, action: Action) -> dict[str, Any]:
    """Return one action as documents carry it."""
    key = None
    if action.outcome_id:
        key = desk.connection.execute(select(OutcomeRow.key).where(OutcomeRow.id == action.outcome_id)).scalar_one()
    declared = panel.type.outcome(key) if key else None
    return {
        "what": action.what,
        "owner": owner_label(desk, panel, people.by_id(desk, action.owner_id).address),
        "due": action.due.isoformat(),
        "outcome": declared.label if declared else "",
    }


def tell(desk: Desk, panel: Panel, booking: Booking, action: Action, kind: Kind) -> None:
    """Write to an action's owner; what is overdue, to the case worker too (chasing goes to the case worker)."""
    owner = people.by_id(desk, action.owner_id)
    over = (desk.today(panel) - action.due).days
    facts = {
        "draft": action.is_draft,
        "final": kind is Kind.ACTION and not action.is_draft and action.told is not None,
        "due": action.due.isoformat(),
        "days_over": max(0, over),
    }
    who = [people.reader(owner, Role.OWNER, {booking.reference})]
    if kind is Kind.ACTION_OVERDUE:
        others = (person for person in bookings.presenters(desk, booking) if person.id != owner.id)
        who += [people.reader(person, Role.PRESENTER, {booking.reference}) for person in others]
    _post(desk, panel, booking, action, kind, facts, tuple(who))


def _post(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    action: Action,
    kind: Kind,
    facts: Mapping[str, Any],
    who: tuple[Any, ...],
    *,
    answering: int = 0,
    reason: str = "",
) -> None:
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    item = letters.item(desk, panel, booking, meeting, actions=[value(desk, panel, action)], reason=reason)
    for reader in who:
        own = reader.person_id == answering
        document = Document(
            kind=kind,
            items=(item,),
            facts=facts,
            meeting=meeting.facts if meeting else None,
            purpose=Purpose.ACTION,
            about=action.id,
            thread=desk.thread if own else (),
            is_answer=own,
        )
        outbox.post(desk, panel, document, (reader,))


def withdrawn(desk: Desk, panel: Panel, booking: Booking, action: Action) -> None:
    """Tell an owner that a revision of the minutes took their action back."""
    owner = people.by_id(desk, action.owner_id)
    facts = {"state": "withdrawn", "due": action.due.isoformat()}
    who = (people.reader(owner, Role.OWNER, {booking.reference}),)
    _post(desk, panel, booking, action, Kind.ACTION_CLOSED, facts, who)


def closed(desk: Desk, panel: Panel, booking: Booking, action: Action, state: str, reason: str, by: Known) -> None:
    """Tell owner and case worker that an action was closed or put off; the coordinator too, when it is not done."""
    owner = people.by_id(desk, action.owner_id)
    who = {by.id: people.reader(by, Role.OWNER, {booking.reference})}
    who.setdefault(owner.id, people.reader(owner, Role.OWNER, {booking.reference}))
    for person in bookings.presenters(desk, booking):
        who.setdefault(person.id, people.reader(person, Role.PRESENTER, {booking.reference}))
    if state != "done":
        person = people.know(desk, panel.coordinator)
        who.setdefault(person.id, people.reader(person, Role.COORDINATOR, {booking.reference}))
    facts = {"state": state, "due": action.due.isoformat()}
    _post(desk, panel, booking, action, Kind.ACTION_CLOSED, facts, tuple(who.values()), answering=by.id, reason=reason)
