"""Cues for people in prose: whom a role names, several of them, and what somebody is also called."""

from __future__ import annotations

import re
from datetime import date

from core.panels import Field
from mail.understanding.names import name_at, names_at
from mail.understanding.prepared import prepared_once
from mail.understanding.values import read_value

_EMAIL = re.compile(r"[\w.+'-]+@[\w.-]+\w")
_EMAIL_BEHIND = re.compile(r"\s*[(<,]?\s*[\w.+'-]+@[\w.-]+\w")


@prepared_once
def _roles(field: Field) -> tuple[tuple[str, re.Pattern[str]], ...]:
    spellings = [each for each in (field.label, *field.aliases) if len(each.split()) > 1 or each.isupper()]
    behind = r"(?:'s)?(?: name)?\s*(?:is|are|:|=|-|–|,|will be|\()*\s*"
    return tuple(
        (each.lower(), re.compile(rf"(?<!\w){re.escape(each)}{behind}", 0 if each.isupper() else re.IGNORECASE))
        for each in sorted(spellings, key=len, reverse=True)
    )


def person(field: Field, text: str, today: date) -> str | None:
    """Read "team manager Grace Kimathi (grace@...)", "IRO: grace@...": whom a role names."""
    low = text.lower()
    for words, role in _roles(field):
        match = role.search(text) if words in low else None
        if not match:
            continue
        email = _EMAIL.match(text[match.end() :])
        if email:
            return read_value(field, email[0], today)
        name = name_at(text, match.end())
        if name and name.is_full:
            rest = _EMAIL_BEHIND.match(text[name.end :])
            return read_value(field, f"{name.name} {rest[0]}" if rest else name.name, today)
    return None


_KNOWN_AS = re.compile(
    r"\b(?:also known as|known as|a\.?k\.?a\.?|street name(?: is)?|nickname(?: is|d)?|goes by|prefers|likes to "
    r"be called|calls? (?:him|her)(?:self)?|sometimes uses)\s*[:]?\s*",
    re.IGNORECASE,
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:male|man|adult|female|woman|friend|associate|boyfriend|girlfriend|person|brother|sister|mother|father)\W+$",
    re.IGNORECASE,
)
_IN_QUOTES = re.compile(r"[\"'](?P<name>[^\"']{2,30})[\"']")


def other_names(_field: Field, text: str, _today: date) -> str | None:
    """Read "also known as Ghost", "goes by "J"", but not what somebody else is called."""
    match = _KNOWN_AS.search(text)
    if not match or _SOMEBODY_ELSE.search(text[: match.start()]):
        return None
    quoted = _IN_QUOTES.match(text[match.end() :])
    name = name_at(text, match.end())
    return quoted["name"] if quoted else name.name if name else None


def people(field: Field, text: str, today: date) -> str | None:
    """Read "the perpetrators are Jo Bright and Ade Oke", with their addresses when they stand there."""
    low = text.lower()
    for words, role in _roles(field):
        match = role.search(text) if words in low else None
        names = names_at(text, match.end()) if match else ()
        if match and names and names[0].is_full:
            rest = _EMAIL_BEHIND.match(text[names[-1].end :])
            return read_value(field, text[match.end() : names[-1].end] + (rest[0] if rest else ""), today)
    return None
