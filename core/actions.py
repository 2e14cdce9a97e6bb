"""Actions: made by outcomes or written by hand, chased until they are closed.

"Not possible" (could not be done) and "not done" (was not done) are different answers and stay apart: the panel needs
to know which it was (standards, pain 15).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from core import action_letters, clocks, due, owners, people
from core.audit import Event
from core.deadlines import due as deadline
from core.deadlines import due_moment
from core.judging import OVERRIDE
from core.kinds import Kind
from core.panels import OUTCOMES, Sensitivity, Unit, all_hold, day_words
from core.schedule import moment
from core.store.tables import ActionRow as Row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from core.booking import Booking
    from core.desk import Desk
    from core.meetings import Meeting
    from core.panels import ActionRule, Outcome
    from core.people import Known
    from core.sites import Panel

DRAFT, OPEN, DONE, NOT_POSSIBLE, NOT_DONE, REPLACED = "draft", "open", "done", "not possible", "not done", "replaced"
SENT_BACK = "sent back"  # draft, and the confirmer did not agree
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

    @property
    def is_draft(self) -> bool:
        """Whether the decision behind it is not confirmed yet."""
        return self.state == DRAFT


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
    """Make the actions an outcome brings with it."""
    declared = panel.type.outcome(outcome["key"])
    if declared is None:
        return
    day = desk.today(panel) if declared.by_confirmer else meeting.date
    for rule in declared.actions:
        if all_hold(rule.when, {**booking.values, **outcome["values"]}):
            made = _Made(minutes_id, outcome_id, declared, outcome["values"], day)
            _by_rule(desk, panel, booking, made, rule)


@dataclass(frozen=True)
class _Made:
    """The outcome that an action comes from; `day` is what its due date counts from."""

    minutes_id: int
    outcome_id: int
    declared: Outcome
    values: Mapping[str, str]
    day: date


def _by_rule(desk: Desk, panel: Panel, booking: Booking, made: _Made, rule: ActionRule) -> None:
    declared, values = made.declared, made.values
    owner = owners.by_rule(desk, panel, booking, rule, values)
    given = values.get(rule.due_field, "")
    since = values.get(rule.since) or booking.values.get(rule.since) or ""
    start: date | datetime = made.day
    if since:
        # A bare date counts from its own day; a moment keeps its hour (72 clock hours from the return).
        start = datetime.fromisoformat(since) if "T" in since else date.fromisoformat(since)
    day = date.fromisoformat(given[:10]) if given else deadline(rule.due, start, panel.days, panel.zone)
    what = _what(declared, rule, values, owner_known=bool(owners.by_field(desk, panel, booking, rule, values)))
    if rule.hands_over:
        what = f"{what}{_time_limits(desk, panel, booking)}"
    if rule.due.unit is Unit.HOURS and isinstance(start, datetime) and not given:
        ends = due_moment(rule.due, start, panel.days, panel.zone).astimezone(panel.zone)
        what = f"{what}. The {rule.due.count} hours end at {ends:%H:%M} that day"
    _insert(desk, booking, made.minutes_id, made.outcome_id, owner, what, day, urgent=declared.urgent)


def _time_limits(desk: Desk, panel: Panel, booking: Booking) -> str:
    """Return the clocks of a case that run and their last days, as the end of what somebody has to do."""
    kept = {clock.key: clock.label for clock in panel.type.clocks if not clock.erases}
    last = clocks.last_days(desk, panel, booking.case_id, booking.values)
    running = sorted((day, kept[key]) for key, day in last.items() if key in kept)
    words = "; ".join(f"{label}, due on {day_words(day)}" for day, label in running)
    return f". Time limits that run on: {words}" if words else ""


def _what(outcome: Outcome, rule: ActionRule, values: Mapping[str, str], *, owner_known: bool) -> str:
    """Return what the owner has to do: the rule's words, with what the minutes say of it.

    The due date and the owner stand elsewhere; restricted fields (who harbours the child, where) go no further than
    the minutes.
    """
    if outcome.by_confirmer:  # a decision maker's reasons are for the letters, not for whoever has a task
        return rule.what
    elsewhere = {rule.due_field, OVERRIDE, *({rule.owner.partition(":")[2]} if owner_known else ())}
    details = [
        f"{field.label}: {values[field.key]}"
        for field in outcome.fields
        if values.get(field.key) and field.key not in elsewhere and field.sensitivity is not Sensitivity.RESTRICTED
    ]
    return f"{rule.what} ({'; '.join(details)})" if details else rule.what


def revise(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    minutes_id: int,
    held: Sequence[Mapping[str, str]],
    now: Sequence[Mapping[str, str]],
) -> None:
    """Make the actions that were written by hand what a revision says: new ones, and those that are gone withdrawn."""
    gone, left = list(held), []
    for action in now:
        if action in gone:
            gone.remove(action)
        else:
            left.append(action)
    for action in gone:
        same = (each for each in of_booking(desk, booking, DRAFT, OPEN) if each.outcome_id is None)
        found = next((each for each in same if _is(desk, each, action)), None)
        if found:
            _withdraw(desk, panel, booking, found)
    for action in left:
        day = date.fromisoformat(action["due"])
        _insert(desk, booking, minutes_id, None, action["owner"], action["what"], day, urgent=False)


def _is(desk: Desk, action: Action, written: Mapping[str, str]) -> bool:
    """Whether an action is the one written; its date may have been put off since."""
    return (people.by_id(desk, action.owner_id).address, action.what) == (written["owner"], written["what"])


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


def withdraw_of(desk: Desk, panel: Panel, booking: Booking, outcome_id: int, *, overruled: bool = False) -> None:
    """Withdraw what an outcome asked for that a revision replaced, or that a decision maker decided otherwise.

    What is closed stays closed.
    """
    for action in of_booking(desk, booking, DRAFT, OPEN):
        if action.outcome_id == outcome_id:
            _withdraw(desk, panel, booking, action, why="overruled" if overruled else "withdrawn")


def _withdraw(desk: Desk, panel: Panel, booking: Booking, action: Action, *, why: str = "withdrawn") -> None:
    desk.connection.execute(update(Row).where(Row.id == action.id).values(state=REPLACED, closed=desk.now))
    disarm(desk.connection, action.id)
    desk.audit(Event.ACTION_CLOSED, panel.key, booking.reference, action=action.id, state=REPLACED)
    if action.told is not None:
        action_letters.withdrawn(desk, panel, booking, action, why)


def send_back(desk: Desk, booking: Booking) -> None:
    """The confirmer did not agree: what nobody was told of yet waits for the chair."""
    desk.connection.execute(
        update(Row).where(Row.booking_id == booking.id, Row.state == DRAFT, Row.told.is_(None)).values(state=SENT_BACK)
    )


def sent_back(desk: Desk, booking: Booking) -> bool:
    """Whether actions of a booking are back with the chair."""
    return bool(of_booking(desk, booking, SENT_BACK))


def take_back(desk: Desk, booking: Booking) -> None:
    """The chair approved again: what was sent back is draft again, unless the revision replaces it."""
    desk.connection.execute(update(Row).where(Row.booking_id == booking.id, Row.state == SENT_BACK).values(state=DRAFT))


def draft_texts(desk: Desk, booking: Booking) -> list[str]:
    """Return what a booking's draft actions say."""
    return [action.what for action in of_booking(desk, booking, DRAFT)]


def reword(desk: Desk, booking: Booking, old: str, new: str) -> None:
    """Put other words into what owners are to do."""
    for action in of_booking(desk, booking, DRAFT):
        desk.connection.execute(update(Row).where(Row.id == action.id).values(what=action.what.replace(old, new)))


def revisions(desk: Desk, booking: Booking) -> set[int]:
    """Return the revisions (ids) that a booking's draft actions come from."""
    found = desk.connection.execute(
        select(Row.minutes_id).where(Row.booking_id == booking.id, Row.state == DRAFT)
    ).scalars()
    return set(found)


def by_hand(desk: Desk, booking: Booking) -> tuple[Action, ...]:
    """Return the actions that the minutes gave by hand and that wait for confirmation."""
    return tuple(action for action in of_booking(desk, booking, DRAFT) if action.outcome_id is None)


def values(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    owner: Known | None = None,
    outcome_ids: Collection[int | None] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """Return a booking's actions as documents carry them, part by part; with `owner`, theirs alone and in one list.

    `outcome_ids` limits them to what these outcomes made (None among them: what was given by hand).
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for action in of_booking(desk, booking, DRAFT, OPEN):
        theirs = owner is None or action.owner_id == owner.id
        if theirs and (outcome_ids is None or action.outcome_id in outcome_ids):
            part = action_letters.part_of(desk, panel, action)
            key = "actions" if owner is not None or part == OUTCOMES else f"{part}_actions"
            found.setdefault(key, []).append(action_letters.value(desk, panel, action))
    return found


def tell_urgent(desk: Desk, panel: Panel, booking: Booking) -> None:
    """Tell owners of urgent actions at once, marked draft; each once."""
    for action in of_booking(desk, booking, DRAFT):
        if action.urgent and action.told is None:
            action_letters.tell(desk, panel, booking, action, Kind.ACTION)
            _mark_told(desk, action)
            _arm(desk, panel, action)


def open_of_outcomes(
    desk: Desk, panel: Panel, booking: Booking, outcome_ids: Collection[int | None]
) -> tuple[Action, ...]:
    """Open the draft actions of outcomes that are final (None: those given by hand); return those opened."""
    drafts = {action.id for action in of_booking(desk, booking, DRAFT) if action.outcome_id in outcome_ids}
    desk.connection.execute(update(Row).where(Row.id.in_(drafts)).values(state=OPEN))
    opened = tuple(action for action in of_booking(desk, booking, OPEN) if action.id in drafts)
    for action in opened:
        _arm(desk, panel, action)
    return opened


def tell_opened(desk: Desk, panel: Panel, booking: Booking, opened: Iterable[Action]) -> None:
    """Give each owner each of the actions just opened, to answer by reply."""
    for action in opened:
        action_letters.tell(desk, panel, booking, action, Kind.ACTION)
        _mark_told(desk, action)
        desk.audit(Event.ACTION_GIVEN, panel.key, booking.reference, action=action.id, person=action.owner_id)


def _mark_told(desk: Desk, action: Action) -> None:
    if action.told is None:
        desk.connection.execute(update(Row).where(Row.id == action.id).values(told=desk.now))


def _arm(desk: Desk, panel: Panel, action: Action) -> None:
    today = desk.today(panel)
    reminder = panel.days.back(action.due, _REMIND_DAYS)
    due.disarm(desk.connection, "action-reminder", action.id)
    if reminder > today:
        due.arm(desk.connection, "action-reminder", action.id, panel.key, moment(reminder, "09:00", panel.zone))
    overdue = panel.days.forward(max(action.due, today), 1)
    due.arm(desk.connection, "action-overdue", action.id, panel.key, moment(overdue, "09:00", panel.zone))


def disarm(connection: Connection, action_id: int) -> None:
    """Let nobody be reminded of an action any more."""
    for what in ("action-reminder", "action-overdue"):
        due.disarm(connection, what, action_id)


def stop(desk: Desk, panel: Panel, case: Iterable[Booking], outcomes: Collection[str]) -> None:
    """Withdraw the open actions that outcomes of these kinds made, in any booking of the case."""
    for booking in case:
        for action in of_booking(desk, booking, DRAFT, OPEN):
            if action_letters.outcome_key(desk, action) in outcomes:
                _withdraw(desk, panel, booking, action, why="stopped")


def chase_again(desk: Desk, panel: Panel, action: Action) -> None:
    """An overdue action is chased again after five working days."""
    again = panel.days.forward(desk.today(panel), _CHASE_DAYS)
    due.arm(desk.connection, "action-overdue", action.id, panel.key, moment(again, "09:00", panel.zone))


def close(desk: Desk, panel: Panel, booking: Booking, action: Action, state: str, reason: str, by: Known) -> None:
    """Close an action as done, not possible or not done, and say so."""
    desk.connection.execute(
        update(Row).where(Row.id == action.id).values(state=state, reason=reason or None, closed=desk.now)
    )
    disarm(desk.connection, action.id)
    desk.audit(Event.ACTION_CLOSED, panel.key, booking.reference, action=action.id, state=state, person=by.id)
    action_letters.closed(desk, panel, booking, action, state, reason, by)


def extend(desk: Desk, panel: Panel, booking: Booking, action: Action, until: date, reason: str, by: Known) -> None:
    """Give an action more time; its reminders move along."""
    desk.connection.execute(update(Row).where(Row.id == action.id).values(due=until.isoformat()))
    desk.audit(
        Event.ACTION_EXTENDED, panel.key, booking.reference, action=action.id, until=until.isoformat(), person=by.id
    )
    later = find(desk, action.id) or action
    _arm(desk, panel, later)
    action_letters.closed(desk, panel, booking, later, "extended", reason, by)
