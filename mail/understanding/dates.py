"""Everything that reads dates: one date, all dates, a time, and which meeting somebody wishes for."""

from __future__ import annotations

from mail.understanding.wishes import find_wish
from mail.understanding.written_dates import FoundDate, find_dates, read_date, read_time, relative_day

__all__ = ["FoundDate", "find_dates", "find_wish", "read_date", "read_time", "relative_day"]
