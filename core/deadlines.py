"""How long is left: working days of the site's nation, and when a period runs out.

Pure. Working days skip Saturdays, Sundays and bank holidays (content rule ST-5). Hours are clock hours, weekends
included: a return home interview is due 72 hours after the return (statutory guidance on missing children, 2014).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
from dateutil.relativedelta import relativedelta

from core.panels import Period, Unit

_SATURDAY = 5


class WorkingDays:
    """The working days of a country or a part of one, such as `GB-ENG`, less a site's own `extra` days off.

    Raises ValueError for a country or part that is not known. Years are worked out when they are first asked for.
    """

    def __init__(self, nation: str = "GB-ENG", extra: Iterable[date] = ()) -> None:
        self.nation = nation
        self.extra = frozenset(extra)
        self._years: dict[int, Mapping[date, str]] = {}
        try:
            self._calculate()
        except (NotImplementedError, KeyError):
            raise ValueError(f"no bank holidays are known for {nation!r}: write it like GB-ENG") from None

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on a day."""
        # Weekends are tested too: `holidays` knows nothing of ordinary ones.
        return day.weekday() < _SATURDAY and day not in self.extra and day not in self._holidays(day.year)

    def holiday(self, day: date) -> str:
        """Return the name of the bank holiday or extra day off on a day; "" when there is none."""
        return self._holidays(day.year).get(day, "") or ("a local holiday" if day in self.extra else "")

    def back(self, day: date, count: int) -> date:
        """Return the working day that lies `count` whole working days before `day`; with 0, `day` itself."""
        return self._walk(day, count, -1)

    def forward(self, day: date, count: int) -> date:
        """Return the working day that lies `count` whole working days after `day`; with 0, `day` itself."""
        return self._walk(day, count, 1)

    def _holidays(self, year: int) -> Mapping[date, str]:
        # A year is put in its place when it is whole. The library's own laziness notes the year first and fills it
        # afterwards, so that another thread would take Christmas for a working day in between.
        if year not in self._years:
            self._years[year] = self._calculate(year)
        return self._years[year]

    def _calculate(self, *years: int) -> Mapping[date, str]:
        country, _, part = self.nation.partition("-")
        found = holidays.country_holidays(country, subdiv=part or None, years=years, expand=False)
        return dict(found.items())

    def _walk(self, day: date, count: int, step: int) -> date:
        if count < 0:
            raise ValueError(f"{count} working days: give 0 or more")
        while count:
            day += timedelta(days=step)
            count -= self.is_working_day(day)
        return day


def due(period: Period, start: datetime | date, days: WorkingDays, zone: ZoneInfo | str) -> date:
    """Return the local day on which a period that began at `start` runs out.

    `start` is a local date, an aware moment, or a local time without a zone, as fields hold it. Months keep the day of
    the month, or take the month's last day. An inclusive period begins with its first day ("26 weeks beginning with the
    day of issue"); counted in working days, with the first working day that is not before it. Hours from a date alone
    count from its first moment: the earlier answer is the safe one.
    """
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    if period.unit is Unit.HOURS:
        return due_moment(period, start, days, zone).astimezone(zone).date()
    day = _aware(start, zone).astimezone(zone).date() if isinstance(start, datetime) else start
    eve = day - timedelta(days=1)
    match period.unit:
        case Unit.CALENDAR_DAYS:
            return (eve if period.inclusive else day) + timedelta(days=period.count)
        case Unit.WORKING_DAYS:
            return days.forward(eve if period.inclusive else day, period.count)
        case Unit.WEEKS:
            return (eve if period.inclusive else day) + timedelta(weeks=period.count)
        case Unit.MONTHS:
            return day + relativedelta(months=period.count) - timedelta(days=period.inclusive)


def due_moment(period: Period, start: datetime | date, days: WorkingDays, zone: ZoneInfo | str) -> datetime:
    """Return the moment (UTC) from which a period is overrun: to the hour for hours, else the end of its last day."""
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    if period.unit is Unit.HOURS:
        # In UTC, or the night of a clock change would give or take an hour.
        return _aware(start, zone).astimezone(UTC) + timedelta(hours=period.count)
    last = due(period, start, days, zone)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


def _aware(start: datetime | date, zone: ZoneInfo) -> datetime:
    if not isinstance(start, datetime):
        return datetime.combine(start, time(), tzinfo=zone)
    return start.replace(tzinfo=zone) if start.tzinfo is None else start
