"""Which meeting a case goes on to after an outcome, and booking it there (`NextStep.REBOOK`, `Rebook`)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta

from core import agenda, meetings, notices
from core import booking as bookings
from core import booking_letters as letters
from core.deadlines import due
from core.panels import FieldKind, NextStep, PerCase, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.meetings import Meeting
    from core.panels import Outcome, Period, Rebook
    from core.sites import Panel


def can_be(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, declared: Outcome, values: Mapping[str, str]
) -> bool:
    """Whether an outcome's own date, if it gives one for the next hearing, is a day on which the panel meets."""
    named = _named_day(declared, values)
    waits = declared.next_step is not NextStep.REBOOK or isinstance(panel.type.schedule, PerCase)
    if waits or (not named and declared.rebook is not None):
        return True
    return target(desk, panel, meeting, booking, declared, values) is not None


def _named_day(declared: Outcome, values: Mapping[str, str]) -> str:
    """Return the day that an outcome names for the next hearing; "" when it names none."""
    if declared.rebook is not None:
        return values.get(declared.rebook.on, "") if declared.rebook.on else ""
    dated = (field.key for field in declared.fields if field.kind is FieldKind.DATE)
    return next((values[key] for key in dated if values.get(key)), "")


def target(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, declared: Outcome, values: Mapping[str, str]
) -> Meeting | None:
    """Return the meeting a case goes on to; None when there is none (yet)."""
    named = _named_day(declared, values)
    if named:
        found = meetings.on_day(desk, panel, date.fromisoformat(named[:10]))
        return found if found and found.starts > max(desk.now, meeting.starts) else None
    rule = declared.rebook
    if rule is None or not (rule.after or rule.before):
        return meetings.next_after(desk, panel, meeting)
    later = [each for each in meetings.upcoming(desk, panel) if each.starts > meeting.starts]
    day = _reckoned(panel, rule, meeting, {**booking.values, **values})
    if rule.after or rule.back:
        return next((each for each in later if each.date >= day), None)
    in_time = [each for each in later if each.date <= day]
    # With no meeting inside the limit, the next one: late is better than never, and the clock shows that it is late.
    return in_time[-1] if in_time else next(iter(later), None)


def _reckoned(panel: Panel, rule: Rebook, meeting: Meeting, values: Mapping[str, str]) -> date:
    period = rule.after or rule.before
    assert period is not None  # noqa: S101 - the caller saw it
    try:
        start = date.fromisoformat(values.get(rule.since, "")[:10])
    except ValueError:
        start = meeting.date
    return _backwards(period, start, panel) if rule.back else due(period, start, panel.days, panel.zone)


def _backwards(period: Period, start: date, panel: Panel) -> date:
    match period.unit:
        case Unit.WORKING_DAYS:
            return panel.days.back(start, period.count)
        case Unit.MONTHS:
            return start - relativedelta(months=period.count)
        case Unit.WEEKS:
            return start - timedelta(weeks=period.count)
        case Unit.HOURS:
            return start - timedelta(hours=period.count)
        case Unit.CALENDAR_DAYS:
            return start - timedelta(days=period.count)


def go_on(desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, outcomes: Iterable[Mapping[str, Any]]) -> None:
    """Book the case on where an outcome keeps it on the panel; a revision that does not takes it off again.

    Of several the earliest meeting wins. What the outcomes say of the case goes along.
    """
    found = [(panel.type.outcome(each["key"]), each["values"]) for each in outcomes]
    kept_on = [(each, values) for each, values in found if each and each.next_step is NextStep.REBOOK]
    follower = bookings.following(desk, booking)
    if follower and not kept_on:
        for person in bookings.presenters(desk, follower):
            agenda.withdraw(desk, panel, bookings.get(desk, follower.id), person)
    if not kept_on or follower:
        return
    targets = [target(desk, panel, meeting, booking, each, values) for each, values in kept_on]
    dated = sorted((each for each in targets if each is not None), key=lambda each: each.starts)
    on = dated[0] if dated else None
    if on is None and not isinstance(panel.type.schedule, PerCase):
        reason = f"{booking.reference} should be heard again, and there is no meeting to book it into."
        notices.to_coordinator(desk, panel, meeting, reason, "Add one, and book the case.", reference=booking.reference)
        return
    ahead = bookings.of_case(desk, booking.case_id) if booking.case_id else ()
    if any(each.meeting_id == (on.id if on else None) for each in ahead):
        return
    first, *others = bookings.presenters(desk, booking)
    wanted = agenda.Wanted(values=brought_up_to_date(panel, booking, found), presenter=first)
    made = agenda.place(desk, panel, wanted, on, follows=booking)
    for other in others if made else ():
        if made and other not in bookings.presenters(desk, made):
            bookings.add_presenter(desk, made.id, other)
            letters.invite_one_to_slot(desk, panel, made, other)


def brought_up_to_date(
    panel: Panel, booking: Booking, outcomes: Iterable[tuple[Outcome | None, Mapping[str, str]]]
) -> dict[str, str]:
    """Return a booking's values with what its outcomes say under the same keys, or set."""
    values = dict(booking.values)
    for declared, said in outcomes:
        if declared is not None:
            values |= {key: value for key, value in said.items() if value and panel.type.field(key)}
            values |= dict(declared.sets)
    return values
