"""Parts of a form about somebody else: under the heading "Perpetrator" a "Name" is the perpetrator's.

Without that a form with two people in it would book both, and one of them must perhaps never hear of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from core.panels import FieldKind
from mail.understanding.booking import label_words
from mail.understanding.booking.labels import FIRST, LAST, OTHER, WISH, Labels
from mail.understanding.booking.pairs import Pair, pair_of
from mail.understanding.lines import Line
from mail.understanding.plain_words import plain

_WORDS = r"(?:details|particulars|information|section)"
_HEADING = re.compile(
    r"(?:(?:section|part)\s+)?(?:(?:\d{1,2}|[a-h])\s*[.:)–-]+\s*)?"  # "Section 2:", "B)"
    rf"(?:{_WORDS} (?:of|on|about) |about )?(?:the |any )?(?P<who>[^\d:]{{3,60}}?)"
    rf"(?:['’]s?)?(?:\s*[-–]?\s*{_WORDS})?(?:\s*\([^()]*\))?\s*:?\s*",
    re.IGNORECASE,
)
_NAMES = frozenset({*label_words.NAME, *label_words.FIRST, *label_words.LAST})
_PERSONAL = _NAMES | {*label_words.BORN, *label_words.NUMBER} | label_words.PERSONAL
_NAME_KINDS = {FieldKind.NAME, FieldKind.PERSON, FieldKind.PEOPLE, FieldKind.TEXT, FieldKind.LONG}


def heading(text: str, labels: Labels) -> str | None:
    """Return whom a heading is about, as "perpetrator"; None when it is no heading."""
    match = _HEADING.fullmatch(text.strip(" *_#="))
    meaning = labels.exact(match["who"]) if match else None
    if match is None or meaning in {None, WISH, FIRST, LAST}:
        return None
    return plain(match["who"])


def heading_at(lines: Sequence[Line], at: int, labels: Labels) -> str | None:
    """Return whom the line at `at` heads a part about, when what stands below it is a filled-in label.

    With a colon it may be a label that nobody filled in: it heads a part only above a name, where names stand twice.
    """
    below = pair_of(lines[at + 1].text, labels) if at + 1 < len(lines) else None
    if below is None or not below[1]:
        return None
    if lines[at].text.rstrip().endswith(":"):
        pairs = (pair_of(line.text, labels) for line in lines)
        named = sum(1 for pair in pairs if pair and pair[1] and plain(pair[2]) in _NAMES)
        if named < 2 or plain(below[2]) not in _NAMES:  # noqa: PLR2004 - a count of words, letters or parts
            return None
    return heading(lines[at].text, labels)


def add(pairs: list[Pair], pair: Pair, who: str, labels: Labels) -> None:
    """Add a pair of the part about `who` as what it means there: a field about them, or nothing the panel asks for.

    A field for the details of somebody else takes in all that is said of them.
    """
    words = plain(pair.written)
    of_subject = not who or labels.exact(who) == labels.name
    if words not in _PERSONAL or (of_subject and pair.meaning != OTHER):
        pairs.append(pair)
        return
    meaning = next((found for way in (f"{who}s {words}", f"{words} of {who}") if (found := labels.exact(way))), OTHER)
    if meaning in {labels.name, pair.meaning}:
        meaning = OTHER
    if meaning == OTHER and not of_subject and words in _NAMES - {*label_words.LAST}:
        meaning = _holds(labels.exact(who), labels, _NAME_KINDS)
    given = {each.meaning: number for number, each in enumerate(pairs)}
    if meaning == OTHER or meaning in given:
        meaning = OTHER if of_subject else _holds(labels.exact(f"{who} details"), labels, {FieldKind.LONG})
        pair = pair if meaning == OTHER else replace(pair, value=f"{pair.written}: {pair.value}")
    if meaning != OTHER and meaning in given:
        before = pairs[given[meaning]]
        pairs[given[meaning]] = replace(before, value=f"{before.value}; {pair.value}")
    else:
        pairs.append(replace(pair, meaning=meaning))


def _holds(meaning: str | None, labels: Labels, kinds: Collection[FieldKind]) -> str:
    """Return the field a label means, when it can hold this; else what is no field."""
    field = labels.fields.get(meaning or "")
    return field.key if field and field.kind in kinds and field.key != labels.name else OTHER
