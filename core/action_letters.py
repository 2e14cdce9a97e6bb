"""The mails about actions: given, reminded of, overdue, closed, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core import booking as bookings
from core import booking_letters as letters
from core import meetings, outbox, people, readers
from core.deadlines import due
from core.disclosure import Document
from core.kinds import Kind, Purpose, Role
from core.minutes_letters import owner_label
from core.panels import OUTCOMES
from core.store.tables import OutcomeRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.actions import Action
    from core.booking import Booking
    from core.desk import Desk
    from core.disclosure import Reader
    from core.people import Known
    from core.sites import Panel


def outcome_key(desk: Desk, action: Action) -> str:
    """Return which outcome made an action; "" when the minutes gave it by hand."""
    if not action.outcome_id:
        return ""
    key: str = desk.connection.execute(select(OutcomeRow.key).where(OutcomeRow.id == action.outcome_id)).scalar_one()
    return key


def part_of(desk: Desk, panel: Panel, action: Action) -> str:
    """Return the part of the minutes that an action's outcome travels in."""
    declared = panel.type.outcome(outcome_key(desk, action))
    return declared.part if declared else OUTCOMES


def value(desk: Desk, panel: Panel, action: Action) -> dict[str, Any]:
    """Return one action as documents carry it."""
    declared = panel.type.outcome(outcome_key(desk, action))
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
        "decided": _is_decided(desk, panel, action),
        "final": kind is Kind.ACTION and not action.is_draft and action.told is not None,
        "due": action.due.isoformat(),
        "days_over": max(0, over),
    }
    who = [people.reader(owner, Role.OWNER, {booking.reference})]
    if kind is Kind.ACTION_OVERDUE:
        who += _escalated(desk, panel, booking, action)
        facts["escalated"] = False
        others = (person for person in bookings.presenters(desk, booking) if person.id != owner.id)
        who += [people.reader(person, Role.PRESENTER, {booking.reference}) for person in others]
    _post(desk, panel, booking, action, kind, facts, tuple(who))


def _is_decided(desk: Desk, panel: Panel, action: Action) -> bool:
    """Whether an action comes from a decision maker's own decision, not from what the panel agreed."""
    declared = panel.type.outcome(outcome_key(desk, action))
    return bool(declared and declared.by_confirmer)


def _escalated(desk: Desk, panel: Panel, booking: Booking, action: Action) -> list[Reader]:
    """Return who hears of an action that stays overdue, by the panel's rule."""
    today = desk.today(panel)
    found = [
        readers.office(desk, panel, each.to, booking.reference)
        for each in panel.type.escalations
        if (not each.outcomes or outcome_key(desk, action) in each.outcomes)
        and due(each.after, action.due, panel.days, panel.zone) <= today
    ]
    return [each for each in found if each is not None]


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
    closed_part = part_of(desk, panel, action) != OUTCOMES
    for reader in who:
        if closed_part and reader.role is Role.PRESENTER:
            continue  # what a closed part of the minutes asks of its owner is not for the case worker to read
        own = reader.person_id == answering
        document = Document(
            kind=kind,
            items=(item,),
            facts={**facts, "escalated": True} if _hears_of_it(kind, reader) else facts,
            meeting=meeting.facts if meeting else None,
            purpose=Purpose.ACTION,
            about=action.id,
            thread=desk.thread if own else (),
            is_answer=own,
        )
        outbox.post(desk, panel, document, (reader,))


def _hears_of_it(kind: Kind, reader: Reader) -> bool:
    return kind is Kind.ACTION_OVERDUE and reader.role not in {Role.OWNER, Role.PRESENTER}


def withdrawn(desk: Desk, panel: Panel, booking: Booking, action: Action, why: str = "withdrawn") -> None:
    """Tell an owner that their action is taken back: by a revision, a decision (overruled) or an outcome (stopped)."""
    owner = people.by_id(desk, action.owner_id)
    facts = {"state": why, "due": action.due.isoformat()}
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
