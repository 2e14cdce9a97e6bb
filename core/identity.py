"""Whether a text tells who a subject is: the names, dates and numbers of a case, looked for in what is about to go out.

Pure. Names count as whole words with a capital, so that a boy called Will does not make every "will" a name; dates are
found however they are written; numbers by their digits.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from core.panels import MONTHS, FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SHORTEST_NAME = 3
_SHORTEST_NUMBER = 5


def marks(values: Mapping[str, Any], identities: Mapping[str, FieldKind]) -> tuple[re.Pattern[str], ...]:
    """Return what would tell who the subject is, as patterns; `identities` are the fields that do, with their kinds."""
    found: list[re.Pattern[str]] = []
    for key, kind in identities.items():
        written = values.get(key)
        if isinstance(written, str) and written.strip():
            found += _patterns(written.strip(), kind)
    return tuple(found)


def _patterns(written: str, kind: FieldKind) -> list[re.Pattern[str]]:
    if kind in {FieldKind.DATE, FieldKind.MOMENT}:
        try:
            return [_date(date.fromisoformat(written[:10]))]
        except ValueError:
            return []
    if kind is FieldKind.REFERENCE:
        digits = re.sub(r"\W", "", written)
        if len(digits) < _SHORTEST_NUMBER:
            return []
        return [re.compile(r"(?<!\w)" + r"\W?".join(re.escape(char) for char in digits) + r"(?!\w)", re.IGNORECASE)]
    whole = [re.compile(rf"(?<!\w){re.escape(written)}(?!\w)", re.IGNORECASE)] if len(written) >= _SHORTEST_NAME else []
    if kind in {FieldKind.NAME, FieldKind.PERSON, FieldKind.PEOPLE}:
        words = [
            word for word in re.findall(r"[^\W\d_][\w'’-]+", re.sub(r"\S+@\S+", " ", written)) if word[0].isupper()
        ]
        whole += [
            re.compile(rf"(?<!\w){re.escape(word)}(?:['’]s)?(?!\w)") for word in words if len(word) >= _SHORTEST_NAME
        ]
    return whole


def _date(day: date) -> re.Pattern[str]:
    month = MONTHS[day.month - 1]
    names = rf"(?:{month}|{month[:3]}\.?)"
    year = rf"(?:{day.year}|{day.year % 100:02})"
    forms = (
        rf"0?{day.day}\s*[./-]\s*0?{day.month}\s*[./-]\s*{year}",
        rf"0?{day.day}(?:st|nd|rd|th)?\s+(?:of\s+)?{names},?\s+{year}",
        rf"{names}\s+0?{day.day}(?:st|nd|rd|th)?,?\s+{year}",
        rf"{day.year}-{day.month:02}-{day.day:02}",
    )
    return re.compile(rf"(?<!\d)(?:{'|'.join(forms)})(?!\d)", re.IGNORECASE)


def stands_in(value: Any, who: Iterable[re.Pattern[str]]) -> bool:
    """Whether any of the marks stands in a value: a text, or texts inside lists and mappings."""
    who = tuple(who)
    if isinstance(value, str):
        return any(mark.search(value) for mark in who)
    if isinstance(value, dict):
        return any(stands_in(each, who) for each in value.values())
    if isinstance(value, (list, tuple)):
        return any(stands_in(each, who) for each in value)
    return False
