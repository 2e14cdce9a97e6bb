"""Booking references such as MIS-26-0007: prefix, year, number within the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import counters

if TYPE_CHECKING:
    from core.desk import Desk
    from core.sites import Panel


def next_reference(desk: Desk, panel: Panel) -> str:
    """Return the next reference of a panel type this year; two panels of one type share the series."""
    year = desk.today(panel).year % 100
    number = counters.bump(desk.connection, f"reference:{panel.type.prefix}:{year:02}")
    return f"{panel.type.prefix}-{year:02}-{number:04}"
