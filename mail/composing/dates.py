"""Dates and times as GOV.UK writes them: `24 November 2026`, `2:30pm`, `midday`."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.panels import day_words

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?")
_ISO_WITHIN = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2})?(?![\w-])")
_NOON = 12


@lru_cache(maxsize=8)
def zone(name: str) -> ZoneInfo:
    """Return a time zone by its name."""
    return ZoneInfo(name)


def weekday(value: date) -> str:
    """Write a date with its day of the week: `Tuesday 8 December 2026`."""
    return f"{_DAYS[value.weekday()]} {day_words(value)}"


def clock_time(value: datetime) -> str:
    """Write a local time: `2pm`, `2:30pm`, `midday`, `midnight`."""
    if value.minute == 0 and value.hour in {0, _NOON}:
        return "midday" if value.hour == _NOON else "midnight"
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{(value.hour + 11) % 12 + 1}{minutes}{'am' if value.hour < _NOON else 'pm'}"


def said(value: str, timezone: str, *, named: bool = False) -> str:
    """Write an ISO date or moment as people do (`named`: with the weekday); any other text comes back as it is."""
    text = value.strip()
    try:
        if _ISO_DAY.fullmatch(text):
            found = date.fromisoformat(text)
            return weekday(found) if named else day_words(found)
        if _ISO_MOMENT.fullmatch(text):
            moment = datetime.fromisoformat(text)
            local = moment if moment.tzinfo is None else moment.astimezone(zone(timezone))
            return f"{weekday(local) if named else day_words(local)} at {clock_time(local)}"
    except ValueError:
        pass  # such as 2026-02-30: it stays as it was written
    return value


def said_within(text: str, timezone: str) -> str:
    """Write every ISO date or moment inside a sentence as people do."""
    return _ISO_WITHIN.sub(lambda found: said(found[0], timezone), text)
