"""The time limits of cases, kept as they start, stop and run out. What each one is, the panel type declares (`Clock`).

A case has at most one of each: a later start replaces the earlier one. They are read anew from the case's own facts
whenever a booking or an outcome changes, so that a correction needs no undoing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from core import clockwork, due, outcome_states
from core import deadlines as lengths
from core.clockwork import Facts, Recorded
from core.derived import with_age
from core.schedule import moment
from core.store.tables import Booking, CaseClock, Meeting, MinutesRevision, OutcomeRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from core import booking as bookings
    from core.clockwork import Running
    from core.desk import Desk
    from core.panels import Clock
    from core.sites import Panel

RUNNING, PAUSED, ENDED = "running", "paused", "ended"
WHAT = "clock"
_MORNING, _EARLY = "09:00", "06:00"  # what is erased is gone before the digest of 08:00
_WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Kept:
    """A time limit as it is kept: its case, the clock's key and label, its last day, the booking that shows it."""

    id: int
    case_id: int
    key: str
    label: str
    reference: str
    last: date
    state: str
    target: bool


def facts_of(desk: Desk, panel: Panel, case_id: int, values: Mapping[str, str] | None = None) -> Facts | None:
    """Return what is known of a case; `values` instead of what its newest booking says. None when nothing is booked."""
    rows = desk.connection.execute(
        select(
            Booking.id,
            Booking.made,
            Booking.state,
            Booking.values,
            Booking.follows_id,
            Booking.meeting_id,
            Meeting.day,
            Meeting.state.label("meeting_state"),
        )
        .outerjoin(Meeting, Meeting.id == Booking.meeting_id)
        .where(Booking.case_id == case_id, Booking.state != _WITHDRAWN)
        .order_by(Booking.id)
    ).all()
    if not rows:
        return None
    today = desk.today(panel)
    recorded, settled = _recorded(desk, panel, [row.id for row in rows])
    return Facts(
        booked=rows[0].made.astimezone(panel.zone).date(),
        referred=next((_local(row.made, panel) for row in reversed(rows) if row.follows_id is None), None),
        met=_met(desk, panel, [(row.meeting_id, row.day) for row in rows if row.meeting_state == "over"]),
        values=with_age(panel.type.subject, rows[-1].values if values is None else values, today),
        heard=tuple(date.fromisoformat(row.day) for row in rows if row.state == "heard" and row.day),
        recorded=recorded,
        settled=settled,
    )


def _met(desk: Desk, panel: Panel, over: list[tuple[int, str]]) -> tuple[tuple[date, date | None], ...]:
    """Return each meeting's day with the day its minutes were approved."""
    if not over:
        return ()
    rows = desk.connection.execute(
        select(MinutesRevision.meeting_id, MinutesRevision.approved)
        .where(MinutesRevision.meeting_id.in_([meeting_id for meeting_id, _ in over]))
        .where(MinutesRevision.approved.is_not(None))
    ).all()
    approved = {row.meeting_id: row.approved for row in rows}
    return tuple((date.fromisoformat(day), _local(approved.get(meeting_id), panel)) for meeting_id, day in over)


def _recorded(desk: Desk, panel: Panel, ids: list[int]) -> tuple[tuple[Recorded, ...], date | None]:
    rows = desk.connection.execute(
        select(
            OutcomeRow.key,
            OutcomeRow.values,
            OutcomeRow.state,
            OutcomeRow.decided,
            MinutesRevision.approved,
            Meeting.day,
        )
        .join(MinutesRevision, MinutesRevision.id == OutcomeRow.minutes_id)
        .join(Meeting, Meeting.id == MinutesRevision.meeting_id)
        .where(OutcomeRow.booking_id.in_(ids), OutcomeRow.state.in_(outcome_states.LIVE))
        .order_by(OutcomeRow.id)
    ).all()
    found = []
    for row in rows:
        final = _local(row.decided, panel) if row.state == outcome_states.CONFIRMED else None
        outcome = panel.type.outcome(row.key)
        met = date.fromisoformat(row.day)
        # What a confirmer decided was decided on the day they answered, long after the meeting.
        met = final if final and outcome and outcome.by_confirmer else met
        approved = _local(row.approved, panel) or met
        found.append(Recorded(row.key, row.values, met, approved, final))
    settled = max((each.final for each in found if each.final), default=None)
    return tuple(found), None if any(each.final is None for each in found) else settled


def _local(at: datetime | None, panel: Panel) -> date | None:
    return at.astimezone(panel.zone).date() if at else None


def running(
    desk: Desk, panel: Panel, case_id: int | None, values: Mapping[str, str] | None = None
) -> tuple[Running, ...]:
    """Return the clocks of a case that have started and not ended, as its facts (or `values`) say now."""
    if not panel.type.clocks:
        return ()
    facts = facts_of(desk, panel, case_id, values) if case_id else None
    today = desk.today(panel)
    facts = facts or Facts(booked=today, values=with_age(panel.type.subject, values or {}, today))
    read = (clockwork.read(clock, facts, panel.days, panel.zone) for clock in panel.type.clocks)
    return tuple(each for each in read if each is not None and not each.ended)


def last_days(
    desk: Desk, panel: Panel, case_id: int | None, values: Mapping[str, str] | None = None
) -> dict[str, date]:
    """Return the last day of each clock of a case that runs."""
    return {each.key: each.last for each in running(desk, panel, case_id, values)}


def review(desk: Desk, panel: Panel, case_id: int | None, booking_id: int) -> None:
    """Bring the kept clocks of a case up to date with its facts; `booking_id` is the booking that shows them."""
    if case_id is None or not panel.type.clocks:
        return
    facts = facts_of(desk, panel, case_id)
    for clock in panel.type.clocks:
        read = clockwork.read(clock, facts, panel.days, panel.zone) if facts else None
        _keep(desk, panel, clock, read, case_id, booking_id)


def _keep(desk: Desk, panel: Panel, clock: Clock, read: Running | None, case_id: int, booking_id: int) -> None:
    where = (CaseClock.case_id == case_id, CaseClock.key == clock.key)
    held = desk.connection.execute(select(CaseClock.id, CaseClock.last, CaseClock.told).where(*where)).one_or_none()
    if read is None:
        if held is not None:
            due.disarm(desk.connection, WHAT, held.id)
            desk.connection.execute(delete(CaseClock).where(*where))
        return
    state = ENDED if read.ended else PAUSED if read.paused else RUNNING
    moved = held is None or held.last != read.last.isoformat()
    values = {
        "started": read.started.isoformat(),
        "last": read.last.isoformat(),
        "state": state,
        "booking_id": booking_id,
        "told": None if moved or held is None else held.told,
    }
    if held is None:
        row = {"panel": panel.key, "case_id": case_id, "key": clock.key, **values}
        clock_id = desk.connection.execute(insert(CaseClock).values(**row).returning(CaseClock.id)).scalar_one()
    else:
        clock_id = held.id
        desk.connection.execute(update(CaseClock).where(*where).values(**values))
    if state == RUNNING and (moved or values["told"] is None):
        over = moment(over_from(panel, clock, read.last), _EARLY if clock.erases else _MORNING, panel.zone)
        due.arm(desk.connection, WHAT, clock_id, panel.key, over)
    else:
        due.disarm(desk.connection, WHAT, clock_id)


def over_from(panel: Panel, clock: Clock, last: date) -> date:
    """Return the first day on which a clock with this last day counts as over."""
    until = lengths.due(clock.grace, last, panel.days, panel.zone) if clock.grace else last
    return until + timedelta(days=1)


def ran_out(desk: Desk, panel: Panel, booking: bookings.Booking, clock: Clock) -> date | None:
    """Return the first day after a case's clock, or None when it never ran."""
    last = desk.connection.execute(
        select(CaseClock.last).where(CaseClock.case_id == booking.case_id, CaseClock.key == clock.key)
    ).scalar()
    return over_from(panel, clock, date.fromisoformat(last)) if last else None


def find(desk: Desk, panel: Panel, clock_id: int) -> tuple[Kept, Clock, int] | None:
    """Return a kept clock with its declaration and the id of its booking, or None."""
    return next(iter(_kept(desk.connection, panel, CaseClock.id == clock_id)), None)


def _kept(connection: Connection, panel: Panel, *where: ColumnElement[bool]) -> list[tuple[Kept, Clock, int]]:
    declared = {each.key: each for each in panel.type.clocks}
    rows = connection.execute(
        select(
            *(CaseClock.id, CaseClock.case_id, CaseClock.key, CaseClock.last, CaseClock.state),
            *(CaseClock.booking_id, Booking.reference),
        )
        .join(Booking, Booking.id == CaseClock.booking_id)
        .where(CaseClock.panel == panel.key, CaseClock.state != ENDED, *where)
        .order_by(CaseClock.last, CaseClock.id)
    ).all()
    found = []
    for row in rows:
        clock = declared.get(row.key)
        if clock is not None:  # a panel type may have lost a clock since
            last = date.fromisoformat(row.last)
            kept = Kept(row.id, row.case_id, row.key, clock.label, row.reference, last, row.state, clock.target)
            found.append((kept, clock, row.booking_id))
    return found


def overdue(connection: Connection, panel: Panel, today: date) -> tuple[Kept, ...]:
    """Return the clocks that have run out, longest first; paused ones are not among them."""
    if not panel.type.clocks:
        return ()
    return tuple(kept for kept, clock, _ in _kept(connection, panel) if _is_over(panel, clock, kept, today))


def _is_over(panel: Panel, clock: Clock, kept: Kept, today: date) -> bool:
    return kept.state == RUNNING and over_from(panel, clock, kept.last) <= today


def erasing(connection: Connection, panel: Panel, today: date) -> tuple[tuple[int, date], ...]:
    """Return (case id, last day) of the cases whose clock says that they are no longer kept."""
    return tuple(
        (kept.case_id, kept.last)
        for kept, clock, _ in _kept(connection, panel)
        if clock.erases and _is_over(panel, clock, kept, today)
    )


def coming(connection: Connection, panel: Panel, today: date) -> tuple[Kept, ...]:
    """Return the clocks that run out soon, paused ones too; each declares how many days ahead it is shown."""
    if not panel.type.clocks:
        return ()
    return tuple(
        kept
        for kept, clock, _ in _kept(connection, panel)
        if (kept.last - today).days <= clock.warn_days and not _is_over(panel, clock, kept, today)
    )


def line(kept: Kept) -> str:
    """Return a clock as one line for people, named by its reference."""
    what = "aimed for" if kept.target else "due on"
    paused = " (paused)" if kept.state == PAUSED else ""
    return f"{kept.reference}: {kept.label}, {what} {kept.last.isoformat()}{paused}"


def mark_told(desk: Desk, clock_id: int) -> None:
    """Note that those who had to be told were told."""
    desk.connection.execute(update(CaseClock).where(CaseClock.id == clock_id).values(told=desk.now))
