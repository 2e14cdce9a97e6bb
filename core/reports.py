"""The report of a panel about a period: what it did, in numbers, for boards and partnerships. Nobody is named in it.

It is read anew each time, from the meetings of the period; `core.counting` counts. Of actions only how they stand is
read, never what they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from core import actions, counting, meetings
from core.booking import State
from core.counting import Facts, Hearing, Recorded, Task
from core.derived import with_age
from core.outcome_states import CONFIRMED, LIVE
from core.panels import day_words
from core.store.tables import ActionRow, Booking, Meeting, OutcomeRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection

    from core.counting import Section
    from core.sites import Panel

_QUARTER = 3  # months


@dataclass(frozen=True)
class Span:
    """A period of local days; both of them are in it."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Report:
    """A panel's report. `incomplete` says in sentences why its figures do not tell everything."""

    panel: str
    name: str
    marking: str
    span: Span
    made: date
    sections: tuple[Section, ...]
    incomplete: tuple[str, ...]


def quarter_of(day: date) -> Span:
    """Return the quarter of the year in which a day lies."""
    first = day.replace(month=(day.month - 1) // _QUARTER * _QUARTER + 1, day=1)
    following = (first.replace(day=28) + timedelta(days=4 + 31 * (_QUARTER - 1))).replace(day=1)
    return Span(first, following - timedelta(days=1))


def last_quarter(today: date) -> Span:
    """Return the last quarter of the year that is over."""
    return quarter_of(quarter_of(today).first - timedelta(days=1))


def read_report(connection: Connection, panel: Panel, span: Span, today: date) -> Report:
    """Return a panel's report about the meetings of a period, as things stand today."""
    facts = _read(connection, panel, span, today)
    return Report(
        panel=panel.key,
        name=panel.name,
        marking=panel.confidentiality.marking,
        span=span,
        made=today,
        sections=counting.sections(panel.type, facts),
        incomplete=(
            *_still_to_come(connection, panel, span, today),
            *counting.blanks(panel.type, facts),
        ),
    )


def _met(panel: Panel, span: Span) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for the meetings of a period."""
    return (
        Meeting.panel == panel.key,
        Meeting.day.between(span.first.isoformat(), span.last.isoformat()),
        Meeting.state != meetings.CANCELLED,
    )


def _read(connection: Connection, panel: Panel, span: Span, today: date) -> Facts:
    rows = connection.execute(
        select(Booking.id, Booking.case_id, Booking.state, Booking.values, Meeting.day)
        .join(Meeting, Meeting.id == Booking.meeting_id)
        .where(*_met(panel, span))
        .order_by(Meeting.day, Booking.id)
    ).all()
    case = {row.id: row.case_id or -row.id for row in rows}  # without a case, a booking is one by itself
    values = {row.id: with_age(panel.type.subject, row.values, date.fromisoformat(row.day)) for row in rows}
    before = _heard_before(connection, panel, span)
    gone = {case[row.id] for row in rows if row.state == State.WITHDRAWN}
    return Facts(
        meetings=_count(connection, *_met(panel, span), Meeting.state == meetings.OVER),
        withdrawn=len(gone - _on(connection, panel, span)),
        not_presented=len({case[row.id] for row in rows if row.state == State.NOT_PRESENTED}),
        hearings=tuple(
            Hearing(case=case[row.id], values=values[row.id], heard_before=row.case_id in before)
            for row in rows
            if row.state == State.HEARD
        ),
        recorded=_recorded(connection, panel, span, case, values),
        tasks=_tasks(connection, panel, span, values, today),
    )


def _count(connection: Connection, *where: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(Meeting).where(*where)).scalar_one()


def _heard_before(connection: Connection, panel: Panel, span: Span) -> set[int]:
    """Return the cases that were heard before a period."""
    found = connection.execute(
        select(Booking.case_id)
        .distinct()
        .join(Meeting, Meeting.id == Booking.meeting_id)
        .where(Booking.panel == panel.key, Booking.state == State.HEARD, Meeting.day < span.first.isoformat())
    ).scalars()
    return {each for each in found if each is not None}


def _on(connection: Connection, panel: Panel, span: Span) -> set[int]:
    """Return the cases with a booking that stands from a period on.

    A booking that was put together with another one of its case is kept as withdrawn, and so was one that was booked
    again: neither took the case off the panel.
    """
    found = connection.execute(
        select(Booking.case_id)
        .distinct()
        .outerjoin(Meeting, Meeting.id == Booking.meeting_id)
        .where(
            Booking.panel == panel.key,
            Booking.state != State.WITHDRAWN,
            or_(Meeting.day >= span.first.isoformat(), Meeting.id.is_(None)),
        )
    ).scalars()
    return {each for each in found if each is not None}


def _recorded(
    connection: Connection, panel: Panel, span: Span, case: Mapping[int, int], values: Mapping[int, Mapping[str, str]]
) -> tuple[Recorded, ...]:
    rows = connection.execute(
        select(OutcomeRow.booking_id, OutcomeRow.key, OutcomeRow.values, OutcomeRow.state)
        .join(Booking, Booking.id == OutcomeRow.booking_id)
        .join(Meeting, Meeting.id == Booking.meeting_id)
        .where(*_met(panel, span), OutcomeRow.state.in_(LIVE))
        .order_by(OutcomeRow.id)
    ).all()
    return tuple(
        Recorded(
            case=case[row.booking_id],
            key=row.key,
            values={**values[row.booking_id], **row.values},
            final=row.state == CONFIRMED,
        )
        for row in rows
    )


def _tasks(
    connection: Connection, panel: Panel, span: Span, values: Mapping[int, Mapping[str, str]], today: date
) -> tuple[Task, ...]:
    rows = connection.execute(
        select(
            *(ActionRow.booking_id, ActionRow.state, ActionRow.due),
            *(OutcomeRow.key, OutcomeRow.values.label("said")),
        )
        .join(Booking, Booking.id == ActionRow.booking_id)
        .join(Meeting, Meeting.id == Booking.meeting_id)
        .outerjoin(OutcomeRow, OutcomeRow.id == ActionRow.outcome_id)
        .where(*_met(panel, span), ActionRow.state != actions.REPLACED)
        .order_by(ActionRow.id)
    ).all()
    return tuple(
        Task(
            outcome=row.key or "",
            values={**values[row.booking_id], **(row.said or {})},
            stands=_stands(row.state, row.due, today),
        )
        for row in rows
    )


def _stands(state: str, due: str, today: date) -> str:
    if state == actions.OPEN:
        return counting.UNANSWERED if due < today.isoformat() else counting.NOT_DUE
    closed = {
        actions.DONE: counting.DONE,
        actions.NOT_POSSIBLE: counting.NOT_POSSIBLE,
        actions.NOT_DONE: counting.NOT_DONE,
    }
    return closed.get(state, counting.UNCONFIRMED)


def _still_to_come(connection: Connection, panel: Panel, span: Span, today: date) -> tuple[str, ...]:
    """Say what of a period is not known yet."""
    # The chair's approval makes each booking of a meeting heard or not presented.
    booked = select(Booking.meeting_id).where(Booking.state == State.BOOKED, Booking.meeting_id.is_not(None))
    open_minutes = _count(connection, *_met(panel, span), Meeting.state == meetings.OVER, Meeting.id.in_(booked))
    found = []
    if span.last >= today:
        found.append(f"The period ends on {day_words(span.last)}: what comes after {day_words(today)} is not in it.")
    if open_minutes:
        these = "1 meeting are" if open_minutes == 1 else f"{open_minutes} meetings are"
        found.append(f"The minutes of {these} not approved yet: what was discussed there is not counted.")
    return tuple(found)
