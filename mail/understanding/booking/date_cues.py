"""Cues for dates and moments in prose: "born 3 April 2010", "missing since Friday 20 November at 9pm"."""

from __future__ import annotations

import re
from datetime import date

from core.panels import Field
from mail.understanding.plain_words import plain
from mail.understanding.prepared import prepared_once
from mail.understanding.values import read_value
from mail.understanding.written_dates import find_dates, read_time

_YOUNGEST, _OLDEST = 3, 26  # years: a bare date behind a name is a birth date when it makes a child of this age
_STALE = 270  # days: a day without a year so long ago more likely lies ahead


_CORRECTED = re.compile(
    r"[\s,.(]*(?:sorry|i mean|correction|no|should be|actually|or|/|\?)[\s,:.]*(?:it's |that's |should be )?",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\bor\b|/|\?")
_CORRECTS = re.compile(r"\b(?:sorry|i mean|correction|actually)\b", re.IGNORECASE)
_BORN = re.compile(
    r"\b(?:d\.?\s?o\.?\s?b\.?|born(?: on| in)?(?: the)?|date of birth|birth ?date|birthday|"
    r"b\.?)(?:\s*(?:is|was|of))?[\s:=–(-]*$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*\(\s*")
_LONGEST_LIFE = 110  # years: in brackets right behind a name, a date is a birth date whoever's it is
_ALONE = re.compile(r"[\s,;(–:-]*(?:\(?[^,()\d]{0,25}\)?[\s,(–-]*)?")
_ANOTHER_THING = re.compile(r"[;]|\band\b|\bwhen\b")
_AHEAD = re.compile(r"\b(?:due|booked|planned|next|will|is on|to be)\b")


def born(field: Field, text: str, today: date) -> str | None:
    """Read a date of birth: behind a word for it, or bare behind the name; a correction ("sorry 4/3/10") goes first."""
    found = [each for each in find_dates(text, today, ahead=False) if each.fits and each.date < today]
    for number, each in enumerate(found):
        between = text[each.end : found[number + 1].start] if number + 1 < len(found) else ""
        if _CORRECTED.fullmatch(between):
            if _EITHER.search(between):
                return None  # two dates, and nothing says which
            continue
        if number and _CORRECTS.search(text[found[number - 1].end : each.start]):
            return read_value(field, each.date.isoformat(), today)
        if each.year_given and _BORN.search(text[: each.start]):
            return read_value(field, each.date.isoformat(), today)
    for each in found:
        age = (today - each.date).days / 365.25
        oldest = _LONGEST_LIFE if _IN_BRACKETS.fullmatch(text[: each.start]) else _OLDEST
        if each.year_given and _YOUNGEST <= age <= oldest and _ALONE.fullmatch(text[: each.start]):
            return each.date.isoformat()
    return None


@prepared_once
def _since(field: Field) -> tuple[str, re.Pattern[str]]:
    words = plain(field.label).split()
    apart = r"\b[^.;]{0,40}?\b".join(words)
    return (words or [""])[0], re.compile(
        rf"\b{apart}\b(?P<rest>.{{0,60}})", re.IGNORECASE
    )  # "missing, and has been since"


def moment(field: Field, text: str, today: date) -> str | None:
    """Read the moment right behind the label: "missing since Friday 20 November at 9pm"."""
    word, pattern = _since(field)
    match = pattern.search(text) if word in text.lower() else None
    if not match:
        return None
    rest = _ANOTHER_THING.split(match["rest"])[0]
    found = find_dates(rest, today, ahead=False)
    if len(found) == 1 and found[0].fits and found[0].start <= 25 and found[0].date <= today:  # noqa: PLR2004 - a count of words, letters or parts
        at = read_time(rest)
        return f"{found[0].date}T{at:%H:%M}" if at else found[0].date.isoformat()
    return None


@prepared_once
def _labels(field: Field) -> tuple[tuple[str, re.Pattern[str]], ...]:
    names = {plain(each) for each in (field.label, *field.aliases) if len(each) > 4}  # noqa: PLR2004 - a count of words, letters or parts
    return tuple(
        (each, re.compile(rf"\b{re.escape(each)}s?\b(?P<rest>[^.;]{{0,40}})", re.IGNORECASE))
        for each in sorted(names, key=len, reverse=True)
    )


def date_with_label(field: Field, text: str, today: date) -> str | None:
    """Read a date that stands with the field's label: "strategy meeting held 20/11/26"."""
    low = text.lower()
    for words, label in _labels(field):
        match = label.search(text) if words in low else None
        found = find_dates(match["rest"], today, ahead=False) if match else ()
        if not match or not found:
            continue
        if not found[0].year_given and (today - found[0].date).days > _STALE:
            return None  # "strategy meeting 25 November" on the 24th is tomorrow's
        if found[0].fits and not _AHEAD.search(match["rest"][: found[0].start]):
            return found[0].date.isoformat() if found[0].date <= today else None
    return None
