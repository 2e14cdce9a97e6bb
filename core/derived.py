"""What follows from what is known of a subject: their age on a day, and initials. Pure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.panels import age_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.panels import Subject

ADULT = 18

DERIVED = frozenset({"age", "under_18"})
"""What `with_age` adds to a booking's values: conditions may ask for it like for a field."""


def with_age(subject: Subject, values: Mapping[str, str], day: date) -> dict[str, str]:
    """Return values with `age` and `under_18` on a day, where the date of birth is known; what they say stays."""
    born = _day(values.get(subject.born, ""))
    if born is None:
        return dict(values)
    age = age_on(born, last_day(subject, values, day))
    return {"age": str(age), "under_18": "yes" if age < ADULT else "no", **values}


def last_day(subject: Subject, values: Mapping[str, str], day: date) -> date:
    """Return the day up to which age counts: a day of death, where the panel reviews deaths, else `day`."""
    ended = _day(values.get(subject.ended, "")) if subject.ended else None
    return min(day, ended) if ended else day


def age_words(subject: Subject, values: Mapping[str, str], day: date) -> str:
    """Return the age as people read it: "14", "5 months", "12 days"; "" when it is not known."""
    born = _day(values.get(subject.born, ""))
    if born is None:
        return ""
    until = last_day(subject, values, day)
    years = age_on(born, until)
    if years or until < born:
        return str(max(years, 0))
    months = (until.year - born.year) * 12 + until.month - born.month - (until.day < born.day)
    count, unit = (months, "month") if months else ((until - born).days, "day")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def week(subject: Subject, values: Mapping[str, str], day: date) -> str:
    """Return the week of a day since what the panel counts from, that day in week 1; "" before it or without it."""
    since = _day(values.get(subject.weeks_since, "")) if subject.weeks_since else None
    return str((day - since).days // 7 + 1) if since and since <= day else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def initials(name: str) -> str:
    """Return the initials of a name: "Jo Bright" is "JB"."""
    return "".join(word[0].upper() for word in name.replace("-", " ").split() if word[:1].isalpha())
