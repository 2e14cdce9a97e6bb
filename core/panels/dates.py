"""Days as people write them and ages as the law counts them, for panels' own rules and for everything that writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def day_words(day: date) -> str:
    """Return a day as letters say it: 24 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def age_on(born: date, day: date) -> int:
    """Return an age in whole years. A birthday on 29 February falls on 1 March in other years, as the law counts it."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
