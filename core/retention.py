"""Retention: when a case, and a working copy, has been kept long enough (standards DP-3). `core.erasure` does it.

A case is due in two ways. A clock with `erases` says so of one case (a day that the panel set), and such a case is
erased by itself when the clock is over. `keep_years`, a setting that is off until somebody sets it, says so of all of a
panel's cases: `panelpost retain` erases those. Nothing is erased while something is still to be done, nor while the
clock is paused (a hold for a court or an inquiry).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select

from core import booking as bookings
from core import clocks, erasure, minutes, outbox, outcome_states, traces
from core.audit import Event
from core.kinds import Kind
from core.store.tables import Booking, Meeting, MinutesRevision, Outbox, OutcomeRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from core.desk import Desk
    from core.sites import Panel

_UNSENT = (*outbox.ON_ITS_WAY, outbox.State.HELD)
_COPIES = (
    Kind.NAMES_LIST,
    Kind.NAMES_LIST_ADDITION,
    Kind.AGENDA,
    Kind.MEETING_INVITE,
    Kind.MEETING_UPDATE,
    Kind.MEETING_CANCEL,
    Kind.SLOT_INVITE,
    Kind.SLOT_UPDATE,
    Kind.SLOT_CANCEL,
    Kind.NOMINATE,
)


@dataclass(frozen=True)
class Expired:
    """A case that has been kept long enough: its references, and the last day it was to be kept."""

    case_id: int
    references: tuple[str, ...]
    until: date


def expired(connection: Connection, panel: Panel, today: date) -> tuple[Expired, ...]:
    """Return a panel's cases that have been kept long enough, longest first."""
    untils = {**_by_years(connection, panel, today), **dict(clocks.erasing(connection, panel, today))}
    return tuple(
        Expired(case_id, traces.of_case(connection, case_id).references, until)
        for case_id, until in sorted(untils.items(), key=lambda pair: (pair[1], pair[0]))
    )


def _by_years(connection: Connection, panel: Panel, today: date) -> dict[int, date]:
    """Return the cases whose last meeting (or last booking, if that is later) is longer ago than `keep_years`."""
    years = int(panel.confidentiality.keep_years)
    if not years:
        return {}
    rows = connection.execute(
        select(Booking.case_id, func.max(Meeting.day).label("met"), func.max(Booking.made).label("made"))
        .outerjoin(Meeting, Meeting.id == Booking.meeting_id)
        .where(Booking.panel == panel.key, Booking.case_id.is_not(None), Booking.state != bookings.State.ERASED)
        .group_by(Booking.case_id)
    ).all()
    found = {}
    for row in rows:
        last = row.made.astimezone(panel.zone).date()
        if row.met:
            last = max(last, date.fromisoformat(row.met))
        if last + relativedelta(years=years) < today:
            found[row.case_id] = last + relativedelta(years=years)
    return found


def in_the_way(connection: Connection, case_id: int) -> str:
    """Return why a case cannot be erased yet, for people; "" when it can."""
    trace = traces.of_case(connection, case_id)
    waits = select(OutcomeRow.id).where(OutcomeRow.booking_id.in_(trace.ids), OutcomeRow.state == outcome_states.DRAFT)
    if connection.execute(waits.limit(1)).first():
        return "an outcome waits for its confirmation"
    if any(_is_unapproved(connection, meeting_id, trace) for meeting_id in trace.meetings):
        return "the minutes of its meeting are not approved"
    if any(each.state in bookings.OPEN for each in trace.items):
        return "it is open: it is booked, or nobody has written its minutes"
    if any(each.state in _UNSENT for each in trace.sent):
        return "a mail about it has not left yet"
    return ""


def _is_unapproved(connection: Connection, meeting_id: int, trace: traces.Trace) -> bool:
    newest = connection.execute(
        select(MinutesRevision.state, MinutesRevision.content)
        .where(MinutesRevision.meeting_id == meeting_id)
        .order_by(MinutesRevision.revision.desc())
    ).first()
    if newest is None or newest.state == minutes.State.APPROVED:
        return False
    return not set(trace.references).isdisjoint(newest.content)


def old_copies(connection: Connection, panel: Panel, today: date) -> tuple[int, ...]:
    """Return the outbox rows of lists and invitations older than the panel keeps working copies."""
    months = int(panel.confidentiality.keep_lists_months)
    rows = connection.execute(
        select(Outbox.id, Outbox.made)
        .where(Outbox.panel == panel.key, Outbox.kind.in_(_COPIES))
        .where(Outbox.state.not_in((*_UNSENT, outbox.State.ERASED)))
        .order_by(Outbox.id)
    ).all()
    before = today - relativedelta(months=months)
    return tuple(row.id for row in rows if months and row.made.astimezone(panel.zone).date() < before)


def erase_copies(desk: Desk, panel: Panel, numbers: Sequence[int]) -> int:
    """Erase working copies, in the desk's transaction; return how many."""
    count = erasure.empty_sent(desk.connection, numbers)
    desk.audit(Event.COPIES_ERASED, panel.key, mails_out=count)
    return count
