"""How long a child was kept secure without an order: the stays as they are written, and the most in any 28 days.

Source: Children (Secure Accommodation) Regulations 1991, reg 10(1): 72 hours in all in any 28 days that follow one
another. Hours are clock hours, so a night on which the clocks change is an hour shorter or longer.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from dateutil.parser import ParserError, parse

Stay = tuple[datetime, datetime]
WINDOW, ENGLAND = timedelta(days=28), ZoneInfo("Europe/London")
_BETWEEN, _TO = re.compile(r"\s*[;\n]\s*"), re.compile(r"\s+(?:to|until|till|[-–—])\s+", re.IGNORECASE)


def read(text: str) -> tuple[tuple[Stay, ...], tuple[str, ...]]:
    """Return the stays in a text (aware UTC, in order), and the parts of it that are none."""
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    read_parts = [(part, _stay(part)) for part in parts]
    stays = sorted(stay for _, stay in read_parts if stay)
    overlap = ["stays that overlap" for one, later in pairwise(stays) if later[0] < one[1]]
    return tuple(stays), (*(part for part, stay in read_parts if stay is None), *overlap)


def _stay(part: str) -> Stay | None:
    ends = _TO.split(part.strip(" .-"))
    try:
        start, end = (parse(end, dayfirst=not re.match(r"\d{4}-", end)) for end in ends)
    except (ParserError, ValueError, OverflowError):
        return None
    start, end = (each.replace(tzinfo=ENGLAND).astimezone(UTC) for each in (start, end))
    return (start, end) if start < end else None


def most_hours(stays: tuple[Stay, ...]) -> int:
    """Return the most hours, begun ones counted whole, that lie in any 28 days."""
    # The fullest 28 days begin where a stay begins or end where one ends.
    windows = [*((start, start + WINDOW) for start, _ in stays), *((end - WINDOW, end) for _, end in stays)]
    most = max((_within(stays, *window) for window in windows), default=timedelta())
    return -int(-most.total_seconds() // 3600)


def _within(stays: tuple[Stay, ...], begins: datetime, ends: datetime) -> timedelta:
    parts = (min(end, ends) - max(start, begins) for start, end in stays)
    return sum((part for part in parts if part > timedelta()), timedelta())
