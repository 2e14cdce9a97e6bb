"""Time limits of a case: where a declared clock starts, when it runs out, what ends or pauses it.

Pure: declarations and facts in, days out. `core.clocks` keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.deadlines import due
from core.panels import Clock, DayOff, all_hold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from core.deadlines import WorkingDays


@dataclass(frozen=True)
class Recorded:
    """One outcome of a case: of the meeting on `met`, in minutes approved on `approved`, final since `final` or not."""

    key: str
    values: Mapping[str, str]
    met: date
    approved: date
    final: date | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a case: local days and stored values.

    `booked` is the day of the first booking, `referred` that of the newest which no outcome asked for; `met` the days
    of meetings that it was on and that are over, with the day their minutes were approved; `heard` the days it was
    heard, `recorded` its outcomes, oldest first; `settled` the day all outcomes of the last hearing became final.
    """

    booked: date
    referred: date | None = None
    met: Sequence[tuple[date, date | None]] = ()
    values: Mapping[str, str]
    heard: Sequence[date] = ()
    recorded: Sequence[Recorded] = ()
    settled: date | None = None


@dataclass(frozen=True)
class Running:
    """A clock of a case: when it started and its last day; `ended` or `paused`."""

    key: str
    started: date
    last: date
    ended: bool
    paused: bool


def read(clock: Clock, facts: Facts, days: WorkingDays, zone: ZoneInfo | str) -> Running | None:
    """Return how a clock stands in a case; None when it never started."""
    found = _start(clock, facts)
    if found is None:
        return None
    start, about, recorded = found
    day = start.date() if isinstance(start, datetime) else start
    values = {**facts.values, **about}
    return Running(
        key=clock.key,
        started=day,
        last=last_day(clock, start, days, zone),
        ended=_ended(clock, facts, day) or (clock.erases and _is_back(facts, recorded)),
        paused=bool(clock.paused) and all_hold(clock.paused, values),
    )


def last_day(clock: Clock, start: date | datetime, days: WorkingDays, zone: ZoneInfo | str) -> date:
    """Return the last day, moved off a day on which nobody works where the panel says so."""
    last = due(clock.period, start, days, zone)
    if clock.day_off is DayOff.KEEP or days.is_working_day(last):
        return last
    return days.forward(last, 1) if clock.day_off is DayOff.NEXT else days.back(last, 1)


def _is_back(facts: Facts, recorded: date | None) -> bool:
    """Whether the case was referred anew since the outcome that said how long it is kept."""
    return recorded is not None and (facts.referred or facts.booked) > recorded


def _start(clock: Clock, facts: Facts) -> tuple[date | datetime, Mapping[str, str], date | None] | None:
    """Return the latest start of a clock, with the values and the day of the outcome that started it."""
    kind, _, key = clock.since.partition(":")
    if kind in {"booked", "referred", "met"}:
        last_met = facts.met[-1][0] if facts.met else None
        start = {"booked": facts.booked, "referred": facts.referred or facts.booked, "met": last_met}[kind]
        return (start, {}, None) if start and all_hold(clock.when, facts.values) else None
    if kind == "field":
        start = when_of(facts.values.get(key, ""))
        return (start, {}, None) if start and all_hold(clock.when, facts.values) else None
    found: tuple[date | datetime, Mapping[str, str], date | None] | None = None
    for each in facts.recorded:
        if clock.outcomes and each.key not in clock.outcomes:
            continue
        if not all_hold(clock.when, {**facts.values, **each.values}):
            continue
        start = {"outcome": each.met, "approved": each.approved, "confirmed": each.final}[kind]
        if key:
            start = when_of(each.values.get(key, ""))
        if start:
            found = (start, each.values, each.met)
    return found


def _ended(clock: Clock, facts: Facts, start: date) -> bool:
    """Whether something ended the clock since it started. What starts it does not end it."""
    own = clock.outcomes
    # A date of the booking may lie ahead (a birth, a hearing): what ends it may well be recorded before. But not before
    # the case was referred anew: a child who comes back has a first review again.
    anew = facts.referred or facts.booked
    ahead = clock.since.startswith("field:")
    later = [
        each
        for each in facts.recorded
        if each.met > start or (each.met == start and each.key not in own) or (ahead and each.met >= anew)
    ]
    for end in clock.until:
        kind, _, key = end.partition(":")
        if kind == "field":
            if facts.values.get(key, "") not in ("", "no"):
                return True
        elif kind == "heard":
            # A clock that an outcome starts begins on the day of a hearing: the next one ends it.
            if any(day > start or (day == start and not clock.outcomes) for day in facts.heard):
                return True
        elif kind == "approved":
            if any(met >= start and approved for met, approved in facts.met):
                return True
        elif kind == "confirmed":
            if facts.settled is not None and facts.settled >= start:
                return True
        elif any(each.key == kind for each in later):
            return True
    return False


def when_of(text: str) -> date | datetime | None:
    """Read a stored date or moment; None when it is neither."""
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None
