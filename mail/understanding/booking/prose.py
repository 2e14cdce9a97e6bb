"""Reads the panel's fields out of sentences, each for the child the sentence is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.panels import Field, FieldKind, PanelType
from mail.understanding.booking.cues import Cue, cue_for, yes_or_no
from mail.understanding.booking.stated import read_stated
from mail.understanding.choices import spellings
from mail.understanding.plain_words import plain
from mail.understanding.prepared import prepared_once

_NOWHERE = {
    "other",
    "not known",
    "unknown",
    "both",
    "not stated",
    "none",
    "something else",
    "not given",
    "of care",
    "not sure",
}
_NOT = re.compile(
    r"\b(?:not|no|never|isn't|wasn't|previously|formerly|was|used to be|were|ended|discharged|expired|applying for|"
    r"apply for|seeking|considering|or|if)\b[^,.;]{0,18}$",
    re.IGNORECASE,
)
_NEVER = re.compile(r"\b(?:not|no|never|isn't|wasn't)\b[^,.;]{0,18}$", re.IGNORECASE)  # "was offered" is no denial
_NOW = re.compile(r"\b(?:now|currently|since|then|became|is)\b", re.IGNORECASE)
_AND_THEN = re.compile(r"\b(?:but|and (?:s?he|they)|which|s?he|they)\b")
_GRADED = re.compile(r"\b(?:police|graded|grading|assessed|risk level)\b", re.IGNORECASE)
_LIVES_AT_HOME = re.compile(r"\b(?:lives?|living|remains?|resides?|stays?) at home\b", re.IGNORECASE)
_ITEM_PARTS = re.compile(r"[,;()|]|\s[-–—]+\s?")
_SHORT = 6
_CHOICES = {FieldKind.CHOICE, FieldKind.CHOICES}


def read_prose(text: str, panel: PanelType, today: date) -> dict[str, str]:
    """Return what one sentence (or the part of it about one child) plainly says: field key to stored value."""
    found = read_stated(text, panel, today)
    vocabulary = _vocabulary(panel)
    low = plain(text)
    for field in panel.fields:
        if field.key == panel.subject.name or field.key in found:
            continue
        if field.kind is FieldKind.CHOICE:
            value = _choice(vocabulary.choices[field.key], text, low)
        elif field.kind is FieldKind.CHOICES:
            value = _several(vocabulary.choices[field.key], text, low)
        else:
            cue = vocabulary.cues.get(field.key)
            value = cue.read(field, text, today) if cue else None
        if value:
            found[field.key] = value
    return found


def read_item(rest: str, panel: PanelType) -> dict[str, str]:
    """Return what the parts of a list item behind the name say by themselves: "- both, s20, presenter Tom"."""
    found: dict[str, str] = {}
    for part in _ITEM_PARTS.split(rest):
        fits = {
            field.key: known[plain(part)]
            for field in panel.fields
            if field.kind in _CHOICES and plain(part) in (known := spellings(field))
        }
        exact = {key: label for key, label in fits.items() if plain(label) == plain(part)} or fits
        if len(exact) == 1 and plain(part) not in {"yes", "no", "y", "n", "other"}:
            found |= exact
    return found


# The panel's words, made ready once


@dataclass(frozen=True)
class _Spelling:
    """One way of writing a choice, in `plain` form: where it stands, and what makes it say enough by itself."""

    plain: str
    label: str
    found: re.Pattern[str]
    in_capitals: re.Pattern[str] | None
    section: bool
    several_words: bool
    another_fields: bool  # the exact label of another field's choice, and only near to its own
    shared: bool  # another field has it too, with no better or worse a claim: only the field's name tells
    begins_label: bool  # "remanded" for "remand"


@dataclass(frozen=True)
class _Choices:
    """A choice field: its spellings, longest first, and the field's own names in a text."""

    field: Field
    yes_or_no: bool
    both: str | None
    spellings: tuple[_Spelling, ...]
    names: tuple[tuple[str, re.Pattern[str]], ...]  # each with its words in small letters


@dataclass(frozen=True)
class _Vocabulary:
    """What a panel's fields are read by, by their keys."""

    choices: Mapping[str, _Choices]
    cues: Mapping[str, Cue]


@prepared_once
def _vocabulary(panel: PanelType) -> _Vocabulary:
    return _Vocabulary(
        {field.key: _choices(field, panel) for field in panel.fields if field.kind in _CHOICES},
        {field.key: cue for field in panel.fields if (cue := cue_for(field, panel.subject)) is not None},
    )


def _choices(field: Field, panel: PanelType) -> _Choices:
    labels = {choice.label.lower() for choice in field.choices}
    names = [each for each in (field.label, *field.aliases) if len(each.split()) > 1 or each.isupper()]
    ways = sorted(spellings(field).items(), key=lambda pair: -len(pair[0]))
    others = [other for other in panel.fields if other is not field and other.choices]
    return _Choices(
        field,
        labels >= {"yes", "no"},
        next((choice.label for choice in field.choices if choice.label.lower() == "both"), None),
        tuple(_spelling(each, label, others) for each, label in ways if each not in _NOWHERE),
        tuple(
            (each.lower(), re.compile(rf"(?<!\w){re.escape(each)}(?!\w)", 0 if each.isupper() else re.IGNORECASE))
            for each in names
        ),
    )


def _spelling(each: str, label: str, others: Sequence[Field]) -> _Spelling:
    long_enough = len(each) > 2  # noqa: PLR2004 - a count of words, letters or parts
    whole = plain(label)
    own_label = whole == each
    others_label = any(plain(choice.label) == each for other in others for choice in other.choices)
    others_way = any(each in spellings(other) for other in others)
    return _Spelling(
        each,
        label,
        re.compile(rf"(?<!\w){re.escape(each)}(?!\w)"),
        re.compile(rf"(?<!\w){each.upper()}(?!\w)") if long_enough else None,
        re.search(r"\bs\d", each) is not None,
        len(each.split()) > 1,
        others_label and not own_label,
        others_label if own_label else others_way and not others_label,
        len(each) >= _SHORT and " " not in each and not own_label and each.startswith(whole),
    )


# Choices in a sentence


def _choice(choices: _Choices, text: str, low: str) -> str | None:
    """Return the label of the choice that a sentence names; `low` is the sentence in `plain` form."""
    if choices.yes_or_no:
        answer = yes_or_no(choices.field, text, date.min)
        return next((choice.label for choice in choices.field.choices if choice.label.lower() == answer), None)
    named = _named(choices, text, low)
    if not named:
        return None
    if len({label for _, label in named}) == 1:
        return named[0][1]
    if choices.both:
        return choices.both
    last = named[-1]
    # "was in police protection and is now s20", "offered, and he declined": what is said last holds.
    between = low[named[-2][0] : last[0]]
    return last[1] if _NOW.search(between) or _AND_THEN.search(between) else None


def _several(choices: _Choices, text: str, low: str) -> str | None:
    """Return the labels of the choices that a sentence names, in the order declared.

    When it plainly names one, plain words are enough for the others: "visible high risk and repeat".
    """
    named = {label for _, label in _named(choices, text, low)}
    named |= {label for _, label in _named(choices, text, low, cued=True)} if named else set()
    return "; ".join(choice.label for choice in choices.field.choices if choice.label in named) or None


def _named(choices: _Choices, text: str, low: str, *, cued: bool = False) -> list[tuple[int, str]]:
    """Return where a choice's spellings stand in the `plain` text, in order, without those negated or too common."""
    small = text.lower()
    cued = cued or any(name.search(text) for words, name in choices.names if words in small)
    taken: list[tuple[int, int]] = []
    named: list[tuple[int, str]] = []
    for each in choices.spellings:
        if each.plain not in low or not _is_plain_enough(each, text, cued=cued):
            continue
        for match in each.found.finditer(low):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append((match.start(), match.end()))
            if not (_NEVER if cued else _NOT).search(low[: match.start()]):
                named.append((match.start(), each.label))
    return sorted(named)


def _is_plain_enough(spelling: _Spelling, text: str, *, cued: bool) -> bool:
    """Tell whether a spelling says enough: a section, two words, an abbreviation in capitals, or its label is near."""
    if cued or spelling.shared:
        return cued and len(spelling.plain) > 1
    if spelling.section:
        return True
    if spelling.several_words:
        if spelling.another_fields:
            return _GRADED.search(text) is not None
        return spelling.plain != "at home" or _LIVES_AT_HOME.search(text) is not None
    if spelling.in_capitals and spelling.in_capitals.search(text):
        return not text.isupper()
    return spelling.begins_label


def merge(into: dict[str, str], more: Mapping[str, str], clashing: set[str]) -> bool:
    """Add values to a child's; a field said in two ways is left out (`clashing`). Return whether any was of use."""
    for key, value in more.items():
        if key in clashing:
            continue
        if key in into and into[key] != value:
            if value.startswith(into[key]) or into[key].startswith(value):
                into[key] = max(value, into[key], key=len)
                continue
            clashing.add(key)
            del into[key]
        else:
            into[key] = value
    return bool(more)
