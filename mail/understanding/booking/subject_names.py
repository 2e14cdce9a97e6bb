"""The names of whom a panel discusses, as they are kept: a couple is one name, a family its surname."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.panels import Subject
from mail.understanding.booking.ours import is_group, noun_pattern
from mail.understanding.booking.people import Found
from mail.understanding.booking.records import Record, names_of_record, names_of_value
from mail.understanding.names import names_at, surname

_AND = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:and|&|\+)\s*", re.IGNORECASE)
_COUPLE = 2
_TITLE = -1  # where somebody is named in the subject line


def names_in(record: Record, subject: Subject) -> tuple[str, ...]:
    """Return whom a record is about."""
    written = record.values.get(subject.name, "")
    if is_group(subject) and written:
        return names_written(written, subject)
    return _kept(names_of_record(record, subject.name), written, subject)


def names_written(written: str, subject: Subject) -> tuple[str, ...]:
    """Return whom the value of a name's label means."""
    return _kept(names_of_value(_without_noun(written, subject)), written, subject)


def names_said(text: str, subject: Subject, *, dictated: bool) -> tuple[str, ...]:
    """Return whom the words of an answer to "who is it?" mean, when they begin with a name."""
    bare = _without_noun(text.strip(" .,!"), subject)
    return _kept([each.name for each in names_at(bare, 0, dictated=dictated)], bare, subject)


def _kept(names: Sequence[str], written: str, subject: Subject) -> tuple[str, ...]:
    names = tuple(_without_noun(each, subject) for each in names)
    together = subject.together and len(names) == _COUPLE and "," not in written and _AND.search(written)
    return (joined(names),) if together else names


def _without_noun(name: str, subject: Subject) -> str:
    """Return "Example" for "the Example family" where families are discussed."""
    if not is_group(subject):
        return name
    bare = re.sub(rf"\s+(?:{noun_pattern(subject)})\s*$", "", name, flags=re.IGNORECASE)
    return re.sub(r"^\s*the\s+(?=[^\W\d_])", "", bare, flags=re.IGNORECASE) or name


def joined(names: Sequence[str]) -> str:
    """Return the one name of a couple: "Jo and Pat Example", or "Jo Example and Pat Other"."""
    first, last = names[0], names[-1]
    if surname(first) == surname(last) and len(first.split()) > 1:
        first = first.removesuffix(surname(first)).rstrip()
    return f"{first} and {last}"


_AGAINST = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:/|and|&|\+|-|–|v\.?s?\.?|against)\s*", re.IGNORECASE)


def may_be_against(found: Sequence[Found], texts: Sequence[str], title: str, subject: Subject) -> bool:
    """Return whether of two named one may have harmed the other: "Jo Example / Alex Sorrell", where victims are booked.

    Whoever harmed must never be booked as a victim, so it is asked which of them it is.
    """
    if "victim" not in subject.noun or len(found) != _COUPLE or found[0].at != found[1].at or found[0].at < _TITLE:
        return False
    text = texts[found[0].at] if found[0].at >= 0 else title
    return _AGAINST.fullmatch(text[found[0].end : found[1].start]) is not None


def as_couples(found: Iterable[Found], texts: Sequence[str], title: str, subject: Subject) -> tuple[Found, ...]:
    """Return those found with "and" between them as one, where two people are one case; never of a longer list."""
    every = tuple(found)
    if not subject.together:
        return every
    result: list[Found] = []
    for each in every:
        same = [other for other in every if other.at == each.at]
        text = texts[each.at] if each.at >= 0 else title
        if len(same) == _COUPLE and each is same[1] and _AND.fullmatch(text[same[0].end : same[1].start]):
            result[-1] = replace(same[0], name=joined((same[0].name, same[1].name)), end=same[1].end)
        else:
            result.append(each)
    return tuple(result)
