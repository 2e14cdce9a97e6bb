"""Meetings: generated from the schedule on a rolling horizon, moved, cancelled, added.

Everything that hangs on a meeting's date hangs on its `due` rows: moving the meeting moves them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from sqlalchemy import bindparam, insert, or_, select, update

from core import due
from core.audit import Event
from core.disclosure import MeetingFacts
from core.panels import DayOff, Unit
from core.schedule import dates, moment
from core.store.tables import Meeting as Row

if TYPE_CHECKING:
    from datetime import datetime

    from core.desk import Desk
    from core.sites import Panel

PLANNED, CANCELLED, OVER = "planned", "cancelled", "over"
_MORNING = "09:00"


@dataclass(frozen=True)
class Meeting:
    """One date of a panel. `date` is the local day; `starts` and `ends` are UTC."""

    id: int
    panel: str
    rule_date: str
    date: date
    starts: datetime
    ends: datetime
    place: str
    state: str
    uid: str
    sequence: int
    invited: bool
    listed: datetime | None
    minutes_asked: datetime | None

    @property
    def facts(self) -> MeetingFacts:
        """The meeting as documents carry it."""
        return MeetingFacts(self.date.isoformat(), self.starts, self.ends, self.place)


_COLUMNS = (
    Row.id,
    Row.panel,
    Row.rule_date,
    Row.day,
    Row.starts,
    Row.ends,
    Row.place,
    Row.state,
    Row.uid,
    Row.sequence,
    Row.invited,
    Row.listed,
    Row.minutes_asked,
)


def _meeting(row: tuple[object, ...]) -> Meeting:
    values = list(row)
    values[3] = date.fromisoformat(str(values[3]))
    return Meeting(*values)  # type: ignore[arg-type]


def ensure(desk: Desk, panel: Panel) -> tuple[Meeting, ...]:
    """Make the meetings the schedule gives up to the horizon that are not there yet; return the new ones.

    A day that the schedule gave once is not given again, whatever became of its meeting; nor is one on which the panel
    meets already, because a meeting was added or moved there.
    """
    today = desk.today(panel)
    until = today + relativedelta(months=panel.type.sitting.months_ahead)
    rows = desk.connection.execute(
        select(Row.rule_date, Row.day, Row.state).where(
            Row.panel == panel.key, or_(Row.rule_date >= today.isoformat(), Row.day >= today.isoformat())
        )
    ).all()
    taken = {row.rule_date for row in rows} | {row.day for row in rows if row.state == PLANNED}
    made = []
    for day in dates(panel.type.schedule, today, until):
        held = _off_days_off(panel, day)
        starts = moment(held, _time(panel), panel.zone)
        if not {day.isoformat(), held.isoformat()} & taken and starts > desk.now:
            made.append(_add(desk, panel, held, starts, panel.place, rule_date=day.isoformat()))
    return tuple(made)


def _off_days_off(panel: Panel, day: date) -> date:
    """Return the day a meeting of the schedule is held; the dates after it do not move with it."""
    rule = getattr(panel.type.schedule, "day_off", DayOff.KEEP)
    if rule is DayOff.KEEP or panel.days.is_working_day(day):
        return day
    return panel.days.forward(day, 1) if rule is DayOff.NEXT else panel.days.back(day, 1)


def _time(panel: Panel) -> str:
    return str(getattr(panel.type.schedule, "at", "09:00"))


def _length(panel: Panel) -> timedelta:
    return timedelta(minutes=panel.type.sitting.slot_minutes * panel.type.sitting.capacity)


def _add(desk: Desk, panel: Panel, day: date, starts: datetime, place: str, rule_date: str = "") -> Meeting:
    row = desk.connection.execute(
        insert(Row)
        .values(
            panel=panel.key,
            rule_date=rule_date,
            day=day.isoformat(),
            starts=starts,
            ends=starts + _length(panel),
            place=place,
            uid=f"{uuid.uuid4()}@{desk.site.domain}",
        )
        .returning(*_COLUMNS)
    ).one()
    meeting = _meeting(tuple(row))
    arm_dates(desk, panel, meeting)
    return meeting


def list_moment(panel: Panel, day: date) -> datetime:
    """Return when the names list of a meeting day leaves: whole working days before, at the panel's time.

    Source: terms of reference ("usually three working days before the meeting").
    """
    before = panel.type.before
    return moment(panel.days.back(day, before.names_list_days), before.names_list_at, panel.zone)


def closing_moment(panel: Panel, day: date) -> datetime:
    """Return when bookings for a meeting day close: when its list leaves, or earlier where the panel says so."""
    closes = panel.type.before.closes_days
    if closes is None:
        return list_moment(panel, day)
    return moment(panel.days.back(day, closes), panel.type.before.names_list_at, panel.zone)


def arm_dates(desk: Desk, panel: Panel, meeting: Meeting) -> None:
    """Make due what hangs on a meeting's date. A names list whose moment is past (moved nearer) is due at once."""
    connection = desk.connection
    due.arm(connection, "names-list", meeting.id, panel.key, list_moment(panel, meeting.date))
    due.arm(connection, "quorum", meeting.id, panel.key, _quorum_moment(desk, panel, meeting))
    due.arm(connection, "minutes-request", meeting.id, panel.key, meeting.ends)
    within = panel.type.confirmation.draft_within
    if within.unit is Unit.WORKING_DAYS:
        chase = panel.days.forward(meeting.date, within.count)
        due.arm(connection, "minutes-chase", meeting.id, panel.key, moment(chase, _MORNING, panel.zone))


def _quorum_moment(desk: Desk, panel: Panel, meeting: Meeting) -> datetime:
    """Return when quorum is checked. For a meeting made at short notice that is its own morning.

    Its invitations have only just left: a warning in the same minute would say that nobody has answered.
    """
    before = panel.days.back(meeting.date, panel.type.before.quorum_warning_days)
    mornings = (moment(day, _MORNING, panel.zone) for day in (before, meeting.date))
    return next((at for at in mornings if at > desk.now), meeting.starts)


_HANGS_ON_DATE = ("names-list", "quorum", "minutes-request", "minutes-chase")


def answers_by(desk: Desk, panel: Panel, meeting: Meeting) -> date:
    """Return the day by which members answer a names list: the meeting's own once the panel's day is past."""
    day = panel.days.back(meeting.date, panel.type.before.answers_days)
    return day if day >= desk.today(panel) else meeting.date


def upcoming(desk: Desk, panel: Panel) -> tuple[Meeting, ...]:
    """Return the planned meetings that have not started, nearest first; generate them if there are none."""
    query = (
        select(*_COLUMNS)
        .where(Row.panel == panel.key, Row.state == PLANNED, Row.starts > desk.now)
        .order_by(Row.starts)
    )
    rows = desk.connection.execute(query).all()
    if not rows and ensure(desk, panel):
        rows = desk.connection.execute(query).all()
    return tuple(_meeting(tuple(row)) for row in rows)


# Built once: building a statement costs more than running it, and this one runs several times in every mail.
_BY_ID = select(*_COLUMNS).where(Row.id == bindparam("number"))


def get(desk: Desk, meeting_id: int) -> Meeting:
    """Return a meeting known to exist."""
    return _meeting(tuple(desk.connection.execute(_BY_ID, {"number": meeting_id}).one()))


def find(desk: Desk, meeting_id: int) -> Meeting | None:
    """Return a meeting, or None."""
    row = desk.connection.execute(_BY_ID, {"number": meeting_id}).one_or_none()
    return None if row is None else _meeting(tuple(row))


def on_day(desk: Desk, panel: Panel, day: date) -> Meeting | None:
    """Return the planned meeting of a local day, or None."""
    row = desk.connection.execute(
        select(*_COLUMNS).where(Row.panel == panel.key, Row.day == day.isoformat(), Row.state == PLANNED)
    ).first()
    return None if row is None else _meeting(tuple(row))


def by_uid(desk: Desk, panel: Panel, uid: str) -> Meeting | None:
    """Return the meeting that a calendar entry is of, or None."""
    row = desk.connection.execute(select(*_COLUMNS).where(Row.panel == panel.key, Row.uid == uid)).one_or_none()
    return None if row is None else _meeting(tuple(row))


def latest_over(desk: Desk, panel: Panel) -> Meeting | None:
    """Return the last meeting that has begun, or None."""
    row = desk.connection.execute(
        select(*_COLUMNS)
        .where(Row.panel == panel.key, Row.state != CANCELLED, Row.starts <= desk.now)
        .order_by(Row.starts.desc())
    ).first()
    return None if row is None else _meeting(tuple(row))


def next_after(desk: Desk, panel: Panel, meeting: Meeting) -> Meeting | None:
    """Return the next planned meeting after this one, or None."""
    row = desk.connection.execute(
        select(*_COLUMNS)
        .where(Row.panel == panel.key, Row.state == PLANNED, Row.starts > max(meeting.starts, desk.now))
        .order_by(Row.starts)
    ).first()
    return None if row is None else _meeting(tuple(row))


def add(desk: Desk, panel: Panel, day: date, starts: datetime, place: str) -> Meeting:
    """Add an extraordinary meeting."""
    meeting = _add(desk, panel, day, starts, place)
    desk.audit(Event.MEETING_ADDED, panel.key, meeting=day.isoformat(), id=meeting.id)
    return meeting


def move(desk: Desk, panel: Panel, meeting: Meeting, day: date, starts: datetime, place: str) -> Meeting:
    """Move a meeting: same UID, a higher SEQUENCE; a list that went out goes again if the new date leaves time."""
    listed = meeting.listed if list_moment(panel, day) <= desk.now else None
    desk.connection.execute(
        update(Row)
        .where(Row.id == meeting.id)
        .values(
            day=day.isoformat(),
            starts=starts,
            ends=starts + _length(panel),
            place=place,
            sequence=meeting.sequence + 1,
            listed=listed,
        )
    )
    moved = get(desk, meeting.id)
    arm_dates(desk, panel, moved)
    desk.audit(
        Event.MEETING_MOVED, panel.key, meeting=day.isoformat(), was=meeting.date.isoformat(), sequence=moved.sequence
    )
    return moved


def cancel(desk: Desk, panel: Panel, meeting: Meeting) -> Meeting:
    """Cancel a meeting: SEQUENCE rises once more, nothing of it is due any longer."""
    desk.connection.execute(
        update(Row).where(Row.id == meeting.id).values(state=CANCELLED, sequence=meeting.sequence + 1)
    )
    for what in _HANGS_ON_DATE:
        due.disarm(desk.connection, what, meeting.id)
    desk.audit(Event.MEETING_CANCELLED, panel.key, meeting=meeting.date.isoformat())
    return get(desk, meeting.id)


def mark(desk: Desk, meeting: Meeting, **values: object) -> None:
    """Note on a meeting that members were invited, the list went out, or it is over."""
    desk.connection.execute(update(Row).where(Row.id == meeting.id).values(**values))


def further_dates(desk: Desk, panel: Panel, meeting: Meeting) -> list[str]:
    """Return the planned dates ahead but this one, as ISO days."""
    return [each.date.isoformat() for each in upcoming(desk, panel) if each.id != meeting.id]
