"""When panels meet: the dates a schedule gives, their moments, the slots in them, and which meeting somebody means.

All pure. A date is the site's local date; a moment is aware UTC. Recurrence is reckoned on naive local dates and the
zone attached last, so 14:00 stays 14:00 on both sides of a clock change.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from dateutil import rrule

from core.intents import DateWish, Wish
from core.panels import EveryDays, NthWeekday, PerCase, Schedule

_TIME = re.compile(
    r"(?:at\s+)?(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))?\s*(?P<half>[ap]\.?\s?m\.?)?(?:\s*hrs?|\s*hours?)?\s*",
)
_NAMED_TIMES = {"midday": time(12), "noon": time(12), "12 noon": time(12), "12 midday": time(12), "midnight": time(0)}
_SEARCH_DAYS = 400  # longer than any month-based rule can pause


class Dated(Protocol):
    """What `wanted` needs of a meeting: its local date and its number."""

    @property
    def date(self) -> date:
        """The local date."""
        ...

    @property
    def id(self) -> int:
        """The meeting's number."""
        ...


M = TypeVar("M", bound=Dated)


@dataclass(frozen=True)
class Found(Generic[M]):
    """The meeting that was meant."""

    meeting: M


@dataclass(frozen=True)
class NotADay(Generic[M]):
    """The panel does not meet then; `nearest` are at most two meetings to offer, in date order."""

    nearest: tuple[M, ...]


@dataclass(frozen=True)
class Unclear(Generic[M]):
    """What was written contradicts itself or names two dates; `nearest` are the next two meetings."""

    nearest: tuple[M, ...]


@dataclass(frozen=True)
class Past(Generic[M]):
    """The day, month or meeting meant has gone by or begun; `nearest` are the next two meetings."""

    nearest: tuple[M, ...]


def dates(schedule: Schedule, start: date, until: date) -> tuple[date, ...]:
    """Return the dates a schedule gives from `start` to `until`, both included, in order.

    A date on a bank holiday is given like any other: it is for the coordinator to move it (calendar rules, "Dates").
    """
    if until < start:
        return ()
    match schedule:
        case NthWeekday():
            return _nth_weekdays(schedule, start, until)
        case EveryDays():
            return _every_days(schedule, start, until)
        case PerCase():
            return ()


def _nth_weekdays(schedule: NthWeekday, start: date, until: date) -> tuple[date, ...]:
    rule = rrule.rrule(
        rrule.MONTHLY,
        dtstart=datetime.combine(start, time()),
        until=datetime.combine(until, time()),
        byweekday=rrule.weekday(schedule.weekday)(schedule.week),
    )
    return tuple(moment.date() for moment in rule)


def _every_days(schedule: EveryDays, start: date, until: date) -> tuple[date, ...]:
    first = date.fromisoformat(schedule.first)
    missed = max(0, -((first - start).days // schedule.days))  # whole steps to the first one not before `start`
    found, day = [], first + timedelta(days=missed * schedule.days)
    while day <= until:
        found.append(day)
        day += timedelta(days=schedule.days)
    return tuple(found)


def first_on_or_after(schedule: Schedule, day: date) -> date | None:
    """Return the first date of a schedule that is not before `day`; None when it has no dates of its own."""
    reach = _SEARCH_DAYS
    if isinstance(schedule, EveryDays):
        reach = max(schedule.days, (date.fromisoformat(schedule.first) - day).days)
    found = dates(schedule, day, day + timedelta(days=reach))
    return found[0] if found else None


def local_time(text: str) -> time:
    """Read a time of day as people write it: `14:00`, `1400`, `2:30pm`, `2.30 p.m.`, `2pm`, `midday`.

    Raises ValueError, which names the text; a bare `2` is not a time, because it could be either half of the day.
    """
    words = " ".join(text.strip().lower().split())
    if words in _NAMED_TIMES:
        return _NAMED_TIMES[words]
    match = _TIME.fullmatch(words)
    if match is None or not (match["minute"] or match["half"]):
        raise ValueError(f"{text!r} is not a time of day: write it like 14:00 or 2:30pm")
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "")[:1]
    # "14:00pm" is written too: the half of the day adds nothing there.
    if half and 1 <= hour <= 12:  # noqa: PLR2004 - the hours on a clock face
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise ValueError(f"{text!r} is not a time of day: write it like 14:00 or 2:30pm") from None


def moment(day: date, at: str | time, zone: ZoneInfo | str) -> datetime:
    """Return the moment, in UTC, when a local clock shows `at` on `day`."""
    wall = at if isinstance(at, time) else local_time(at)
    return datetime.combine(day, wall, tzinfo=_zone(zone)).astimezone(UTC)


def slot_times(start: datetime, index: int, minutes: int) -> tuple[datetime, datetime]:
    """Return the start and end of the item at `index` (from 0), `start` being the meeting's own moment in UTC."""
    begins = start.astimezone(UTC) + timedelta(minutes=index * minutes)
    return begins, begins + timedelta(minutes=minutes)


def slot_words(start: datetime, index: int, minutes: int, zone: ZoneInfo | str) -> str:
    """Return the item's slot as people read it: `2:20pm to 2:40pm`."""
    return " to ".join(time_words(each, zone) for each in slot_times(start, index, minutes))


def time_words(when: datetime, zone: ZoneInfo | str) -> str:
    """Return a moment's local time of day in GOV.UK style: `2pm`, `2:20pm`, `midday`."""
    local = when.astimezone(_zone(zone))
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004 - midday


def _zone(zone: ZoneInfo | str) -> ZoneInfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def wanted(
    wish: DateWish,
    meetings: Sequence[M],
    today: date,
    is_over: Callable[[M], bool] | None = None,
) -> Found[M] | NotADay[M] | Unclear[M] | Past[M]:
    """Tell which of a panel's meetings a wish means. Nothing said means the next panel (missing panel terms).

    Give the panel's live meetings in any order, without cancelled ones. `is_over` tells which can no longer be meant,
    normally `lambda meeting: meeting.starts <= now`; without it, those before `today`. Only open ones are offered.
    """
    over = is_over or (lambda meeting: meeting.date < today)
    in_order = sorted(meetings, key=lambda meeting: (meeting.date, meeting.id))
    gone = [meeting for meeting in in_order if over(meeting)]
    ahead = [meeting for meeting in in_order if not over(meeting)]
    match wish.wish:
        case Wish.NONE | Wish.NEXT:
            return Found(ahead[0]) if ahead else NotADay(())
        case Wish.AFTER_NEXT:
            return Found(ahead[1]) if len(ahead) > 1 else NotADay(tuple(ahead))
        case Wish.MONTH if wish.month is not None:
            year, month = wish.month
            first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
            return _within(first, last, gone, ahead, today)
        case Wish.DAY if wish.day is not None:
            return _within(wish.day, wish.day, gone, ahead, today)
        case _:
            return Unclear(tuple(ahead[:2]))


def _within(
    first: date, last: date, gone: Iterable[M], ahead: Sequence[M], today: date
) -> Found[M] | NotADay[M] | Past[M]:
    """Find the first open meeting from `first` to `last`; else the nearest two, on either side where there are both."""
    for meeting in ahead:
        if first <= meeting.date <= last:
            return Found(meeting)
    if last < today or any(first <= meeting.date <= last for meeting in gone):
        return Past(tuple(ahead[:2]))
    before = [meeting for meeting in ahead if meeting.date < first]
    after = [meeting for meeting in ahead if meeting.date > last]
    if before and after:
        return NotADay((before[-1], after[0]))
    return NotADay(tuple(before[-2:] or after[:2]))
