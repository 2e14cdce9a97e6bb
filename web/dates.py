"""Days, times and ages as GOV.UK writes them (standards ST-1): 8 December 2026, 9:30am, midday."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.panels import day_words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_NOON = 12
_NAMED = {(0, 0): "midnight", (_NOON, 0): "midday"}


def time_text(moment: datetime) -> str:
    """Return "2pm", "9:30am", "midday" or "midnight", as the clock of the moment's own zone shows it."""
    named = _NAMED.get((moment.hour, moment.minute))
    if named:
        return named
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % _NOON or _NOON}{minutes}{'am' if moment.hour < _NOON else 'pm'}"


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return "8 December 2026, 2pm" in a time zone."""
    local = moment.astimezone(zone)
    return f"{day_words(local)}, {time_text(local)}"


def machine_text(moment: datetime) -> str:
    """Return a moment for a `datetime` attribute."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def age_text(age: timedelta) -> str:
    """Return "less than a minute", "6 minutes", "2 hours" or "3 days", rounded down."""
    minutes = int(age.total_seconds() // 60)
    for size, unit in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "less than a minute"
