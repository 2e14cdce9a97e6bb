"""Values of a form that go on below their line: lists of people or choices, points, and what a mail program wrapped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.panels import Field, FieldKind
from mail.understanding.booking import label_words
from mail.understanding.booking.labels import Labels
from mail.understanding.booking.pairs import is_label, names_a_block, pair_of
from mail.understanding.choices import read_choices
from mail.understanding.lines import Line
from mail.understanding.names import name_at
from mail.understanding.persons import EMAIL
from mail.understanding.plain_words import plain

_WRAPS_FROM = 50  # a line at least so long may go on in the next
_MOST_LINES = 30
_LISTS = {FieldKind.CHOICES, FieldKind.PEOPLE}
_TEXTS = {FieldKind.TEXT, FieldKind.LONG}
_IDENTITY = {*label_words.BORN, *label_words.NUMBER}
_OPEN = re.compile(r"[,;/&]\s*$|\b(?:and|or)\s*$", re.IGNORECASE)


def lines_of_value(lines: Sequence[Line], at: int, meaning: str, value: str, labels: Labels) -> list[Line]:
    """Return the lines right below the label at `at` that belong to its value, which begins with `value`."""
    found: list[Line] = []
    field = labels.fields.get(meaning)
    for number in range(at + 1, min(len(lines), at + 1 + _MOST_LINES)):
        line, before = lines[number], lines[number - 1]
        if line.number > before.number + 1 or is_label(line.text, labels):
            break
        first = not value and not found
        if not first and not (field and _goes_on(lines, number, field, found, labels)):
            break
        found.append(line)
    return found


def whole_value(value: str, below: Sequence[Line], field: Field | None) -> str:
    """Return a value with the lines below it: parts of a list with semicolons between, wrapped words as they ran."""
    parts = [value] if value else []
    listed = field is not None and field.kind in _LISTS
    for line in below:
        if parts and not listed and line.letter != "i":
            parts[-1] = f"{parts[-1]} {line.text}"
        else:
            parts.append(line.text)
    return "; ".join(part.strip().rstrip(",;") for part in parts)


def _goes_on(lines: Sequence[Line], at: int, field: Field, found: Sequence[Line], labels: Labels) -> bool:
    line, before = lines[at], lines[at - 1]
    is_open = _OPEN.search(before.text) is not None
    if field.kind is FieldKind.CHOICES:
        return is_open or read_choices(field, line.text) is not None
    if field.kind is FieldKind.PEOPLE:
        return not _is_born(lines, at, labels) and (is_open or _names_somebody(line.text))
    if field.kind not in _TEXTS:
        return False
    point = line.letter == "i" and all(each.letter == "i" for each in found) and bool(found)
    return point or (len(before.text) >= _WRAPS_FROM and line.text[:1].islower() and line.letter == "p")


def _is_born(lines: Sequence[Line], at: int, labels: Labels) -> bool:
    """Tell a name that no list goes on with: with a birth date or a number under it, it is the next subject's."""
    below = pair_of(lines[at + 1].text, labels) if names_a_block(lines, at, labels) else None
    return below is not None and plain(below[2]) in _IDENTITY


def _names_somebody(text: str) -> bool:
    """Tell a line with an address, or with a full name and nothing else."""
    named = name_at(text, 0)
    alone = named is not None and named.is_full and not text[named.end :].strip(" .,;")
    return alone or EMAIL.search(text) is not None
