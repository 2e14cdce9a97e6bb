"""Everything that reads dates: one date, all dates, a time, and which meeting somebody wishes for."""

from __future__ import annotations

from datetime import date

from mail.understanding import written_dates
from mail.understanding.spoken import as_written
from mail.understanding.wishes import find_wish
from mail.understanding.written_dates import FoundDate, find_dates, read_time, relative_day

__all__ = ["FoundDate", "find_dates", "find_wish", "read_date", "read_time", "relative_day"]


def read_date(text: str, today: date, day_first: bool = True, *, ahead: bool = True) -> date | None:
    """Return the one date that `text` is, written or dictated, or None when it is none, several, or not its weekday.

    `ahead` True: a year that is missing or has two digits is read as the coming one (panel dates, due dates); False: as
    the last one (birth dates, missing since). Words around the date ("on", "at 2pm") do not matter.
    """
    return written_dates.read_date(as_written(text), today, day_first, ahead=ahead)
