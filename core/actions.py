"""Actions: made by outcomes or written by hand, chased until they are closed.

"Not possible" (could not be done) and "not done" (was not done) are different answers and stay apart: the panel needs
to know which it was (standards, pain 15).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from core import booking as bookings
from core import booking_letters as letters
from core import due, meetings, outbox, owners, people
from core.audit import Event
from core.deadlines import due as deadline
from core.disclosure import Document
from core.kinds import Kind, Purpose, Role
from core.minutes_letters import owner_label
from core.schedule import moment
from core.store.tables import ActionRow as Row
from core.store.tables import OutcomeRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel

DRAFT, OPEN, DONE, NOT_POSSIBLE, NOT_DONE, REPLACED = "draft", "open", "done", "not possible", "not done", "replaced"
_REMIND_DAYS = 2
_CHASE_DAYS = 5


@dataclass(frozen=True)
class Action:
    """One action. `due` is a local date; `outcome_id` None when the minutes gave it by hand."""

    id: int
    booking_id: int
    outcome_id: int | None
    owner_id: int
    what: str
    due: date
    urgent: bool
    state: str
    reason: str
    told: datetime | None


_COLUMNS = (
    Row.id,
    Row.booking_id,
    Row.outcome_id,
    Row.owner_id,
    Row.what,
    Row.due,
    Row.urgent,
    Row.state,
    Row.reason,
    Row.told,
)


def _action(row: Any) -> Action:
    values = list(row)
    values[5] = date.fromisoformat(values[5])
    values[8] = values[8] or ""
    return Action(*values)


def find(desk: Desk, action_id: int) -> Action | None:
    """Return an action, or None."""
    row = desk.connection.execute(select(*_COLUMNS).where(Row.id == action_id)).one_or_none()
    return None if row is None else _action(row)


def of_booking(desk: Desk, booking: Booking, *states: str) -> tuple[Action, ...]:
    """Return a booking's actions in these states (all but replaced ones by default)."""
    wanted = states or (DRAFT, OPEN, DONE, NOT_POSSIBLE, NOT_DONE)
    rows = desk.connection.execute(
        select(*_COLUMNS).where(Row.booking_id == booking.id, Row.state.in_(wanted)).order_by(Row.id)
    ).all()
    return tuple(_action(row) for row in rows)


def open_of(desk: Desk, panel: Panel, person_id: int) -> tuple[Action, ...]:
    """Return the actions a person owes a panel, soonest first."""
    from core.store.tables import Booking as BookingRow  # noqa: PLC0415 - the row type beside the value of that name

    rows = desk.connection.execute(
        select(*_COLUMNS)
        .join(BookingRow, BookingRow.id == Row.booking_id)
        .where(
            Row.owner_id == person_id,
            Row.state.in_((OPEN, DRAFT)),
            Row.told.is_not(None),
            BookingRow.panel == panel.key,
        )
        .order_by(Row.due, Row.id)
    ).all()
    return tuple(_action(row) for row in rows)


def from_outcome(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    booking: Booking,
    minutes_id: int,
    outcome_id: int,
    outcome: Mapping[str, Any],
) -> None:
    """Make the action an outcome brings with it, if it does."""
    declared = panel.type.outcome(outcome["key"])
    rule = declared.action if declared else None
    if declared is None or rule is None:
        return
    values = outcome["values"]
    owner = owners.by_rule(desk, panel, booking, rule, values)
    given = values.get(rule.due_field, "")
    since = values.get(rule.since) or booking.values.get(rule.since) or ""
    start: date | datetime = meeting.date
    if since:
        # A bare date counts from its own day; a moment keeps its hour (72 clock hours from the return).
        start = datetime.fromisoformat(since) if "T" in since else date.fromisoformat(since)
    day = date.fromisoformat(given[:10]) if given else deadline(rule.due, start, panel.days, panel.zone)
    _insert(desk, booking, minutes_id, outcome_id, owner, rule.what, day, urgent=declared.urgent)


def by_hand(desk: Desk, panel: Panel, booking: Booking, minutes_id: int, action: Mapping[str, str]) -> None:
    """Make an action the minutes gave in a line of its own."""
    del panel
    day = date.fromisoformat(action["due"])
    _insert(desk, booking, minutes_id, None, action["owner"], action["what"], day, urgent=False)


def _insert(
    desk: Desk,
    booking: Booking,
    minutes_id: int,
    outcome_id: int | None,
    owner: str,
    what: str,
    day: date,
    *,
    urgent: bool,
) -> None:
    desk.connection.execute(
        insert(Row).values(
            booking_id=booking.id,
            minutes_id=minutes_id,
            outcome_id=outcome_id,
            owner_id=owners.person_of(desk, owner),
            what=what,
            due=day.isoformat(),
            urgent=urgent,
            state=DRAFT,
        )
    )


def given_by_hand(desk: Desk, booking: Booking) -> list[dict[str, str]]:
    """Return the actions written by hand as the minutes hold them, to see whether a revision changes any."""
    return [
        {"owner": people.by_id(desk, each.owner_id).address, "what": each.what, "due": each.due.isoformat()}
        for each in of_booking(desk, booking)
        if each.outcome_id is None
    ]


def replace_open(desk: Desk, booking: Booking) -> None:
    """A new revision changes the booking: what is not closed is replaced by what the revision says."""
    for action in of_booking(desk, booking, DRAFT, OPEN):
        desk.connection.execute(update(Row).where(Row.id == action.id).values(state=REPLACED))
        _disarm(desk, action)


def has_draft(desk: Desk, booking: Booking) -> bool:
    """Whether actions wait for confirmation."""
    return bool(of_booking(desk, booking, DRAFT))


def owners_of(desk: Desk, booking: Booking) -> tuple[Known, ...]:
    """Return everybody who owns an open action of a booking."""
    ids = dict.fromkeys(action.owner_id for action in of_booking(desk, booking, OPEN, DRAFT))
    return tuple(people.by_id(desk, owner_id) for owner_id in ids)


def values(desk: Desk, panel: Panel, booking: Booking, owner: Known | None = None) -> list[dict[str, Any]]:
    """Return a booking's actions as documents carry them; with `owner`, theirs alone."""
    return [
        value(desk, panel, action)
        for action in of_booking(desk, booking, DRAFT, OPEN)
        if owner is None or action.owner_id == owner.id
    ]


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


def tell_urgent(desk: Desk, panel: Panel, booking: Booking) -> None:
    """Tell owners of urgent actions at once, marked draft."""
    for action in of_booking(desk, booking, DRAFT):
        if action.urgent:
            tell(desk, panel, booking, action, Kind.ACTION)
            _mark_told(desk, action)
            _arm(desk, panel, action)


def open_all(desk: Desk, panel: Panel, booking: Booking) -> None:
    """Open a booking's draft actions: their outcomes are confirmed."""
    desk.connection.execute(update(Row).where(Row.booking_id == booking.id, Row.state == DRAFT).values(state=OPEN))
    for action in of_booking(desk, booking, OPEN):
        _arm(desk, panel, action)


def tell_open(desk: Desk, panel: Panel, booking: Booking) -> None:
    """Give each owner each of their open actions, to answer by reply."""
    for action in of_booking(desk, booking, OPEN):
        tell(desk, panel, booking, action, Kind.ACTION)
        _mark_told(desk, action)
        desk.audit(Event.ACTION_GIVEN, panel.key, booking.reference, action=action.id, person=action.owner_id)


def _mark_told(desk: Desk, action: Action) -> None:
    if action.told is None:
        desk.connection.execute(update(Row).where(Row.id == action.id).values(told=desk.now))


def _arm(desk: Desk, panel: Panel, action: Action) -> None:
    today = desk.today(panel)
    reminder = panel.days.back(action.due, _REMIND_DAYS)
    if reminder > today:
        due.arm(desk.connection, "action-reminder", action.id, panel.key, moment(reminder, "09:00", panel.zone))
    overdue = panel.days.forward(max(action.due, today), 1)
    due.arm(desk.connection, "action-overdue", action.id, panel.key, moment(overdue, "09:00", panel.zone))


def _disarm(desk: Desk, action: Action) -> None:
    for what in ("action-reminder", "action-overdue"):
        due.disarm(desk.connection, what, action.id)


def tell(desk: Desk, panel: Panel, booking: Booking, action: Action, kind: Kind) -> None:
    """Write to an action's owner; what is overdue, to the case worker too (chasing goes to the case worker)."""
    owner = people.by_id(desk, action.owner_id)
    over = (desk.today(panel) - action.due).days
    facts = {"draft": action.state == DRAFT, "due": action.due.isoformat(), "days_over": max(0, over)}
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


def chase_again(desk: Desk, panel: Panel, action: Action) -> None:
    """An overdue action is chased again after five working days."""
    again = panel.days.forward(desk.today(panel), _CHASE_DAYS)
    due.arm(desk.connection, "action-overdue", action.id, panel.key, moment(again, "09:00", panel.zone))


def close(desk: Desk, panel: Panel, booking: Booking, action: Action, state: str, reason: str, by: Known) -> None:
    """Close an action as done, not possible or not done; owner, case worker and coordinator are told."""
    desk.connection.execute(
        update(Row).where(Row.id == action.id).values(state=state, reason=reason or None, closed=desk.now)
    )
    _disarm(desk, action)
    desk.audit(Event.ACTION_CLOSED, panel.key, booking.reference, action=action.id, state=state, person=by.id)
    _tell_closed(desk, panel, booking, action, state, reason, by)


def extend(desk: Desk, panel: Panel, booking: Booking, action: Action, until: date, reason: str, by: Known) -> None:
    """Give an action more time; its reminders move along."""
    desk.connection.execute(update(Row).where(Row.id == action.id).values(due=until.isoformat()))
    desk.audit(
        Event.ACTION_EXTENDED, panel.key, booking.reference, action=action.id, until=until.isoformat(), person=by.id
    )
    later = find(desk, action.id) or action
    _arm(desk, panel, later)
    _tell_closed(desk, panel, booking, later, "extended", reason, by)


def _tell_closed(
    desk: Desk, panel: Panel, booking: Booking, action: Action, state: str, reason: str, by: Known
) -> None:
    owner = people.by_id(desk, action.owner_id)
    who = {by.id: people.reader(by, Role.OWNER, {booking.reference})}
    who.setdefault(owner.id, people.reader(owner, Role.OWNER, {booking.reference}))
    for person in bookings.presenters(desk, booking):
        who.setdefault(person.id, people.reader(person, Role.PRESENTER, {booking.reference}))
    if state != DONE:
        person = people.know(desk, panel.coordinator)
        who.setdefault(person.id, people.reader(person, Role.COORDINATOR, {booking.reference}))
    facts = {"state": state, "due": action.due.isoformat()}
    _post(desk, panel, booking, action, Kind.ACTION_CLOSED, facts, tuple(who.values()), answering=by.id, reason=reason)
