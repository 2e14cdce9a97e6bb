"""Reads the panel's fields out of sentences, each for the child the sentence is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from core.panels import Field, FieldKind, PanelType
from mail.understanding.booking.cues import CUES, _yes_or_no
from mail.understanding.values import plain, spellings

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
_SHORT = 6


def read_prose(text: str, panel: PanelType, today: date) -> dict[str, str]:
    """Return what one sentence (or the part of it about one child) plainly says: field key to stored value."""
    found: dict[str, str] = {}
    for field in panel.fields:
        if field.key == panel.subject.name:
            continue
        value = _choice(field, text, panel) if field.kind is FieldKind.CHOICE else _cue(field, text, today)
        if value:
            found[field.key] = value
    return found


def read_item(rest: str, panel: PanelType) -> dict[str, str]:
    """Return what the parts of a list item behind the name say by themselves: "- both, s20, presenter Tom"."""
    found: dict[str, str] = {}
    for part in re.split(r"[,;()|]|\s[-–—]+\s?", rest):
        fits = {
            field.key: known[plain(part)]
            for field in panel.fields
            if field.kind is FieldKind.CHOICE and plain(part) in (known := spellings(field))
        }
        exact = {key: label for key, label in fits.items() if plain(label) == plain(part)} or fits
        if len(exact) == 1 and plain(part) not in {"yes", "no", "y", "n", "other"}:
            found |= exact
    return found


def _cue(field: Field, text: str, today: date) -> str | None:
    words = f"{field.label} {field.key.replace('_', ' ')}"
    for cue in CUES:
        if field.kind in cue.kinds and cue.label.search(words):
            return cue.read(field, text, today)
    return None


def _choice(field: Field, text: str, panel: PanelType) -> str | None:
    labels = {choice.label.lower() for choice in field.choices}
    if labels >= {"yes", "no"}:
        answer = _yes_or_no(field, text, date.min)
        return next((choice.label for choice in field.choices if choice.label.lower() == answer), None)
    named = _named(field, text, panel)
    if not named:
        return None
    if len({label for _, label in named}) == 1:
        return named[0][1]
    both = next((choice.label for choice in field.choices if choice.label.lower() == "both"), None)
    if both:
        return both
    last = named[-1]
    # "was in police protection and is now s20", "offered, and he declined": what is said last holds.
    between = plain(text)[named[-2][0] : last[0]]
    return (
        last[1]
        if _NOW.search(between) or re.search(r"\b(?:but|and (?:s?he|they)|which|s?he|they)\b", between)
        else None
    )


def _named(field: Field, text: str, panel: PanelType) -> list[tuple[int, str]]:
    """Return where a choice's spellings stand in the `plain` text, in order, without those negated or too common."""
    cued = _is_cued(field, text)
    low = plain(text)
    taken: list[tuple[int, int]] = []
    named: list[tuple[int, str]] = []
    for each, label in sorted(spellings(field).items(), key=lambda pair: -len(pair[0])):
        if each not in low or not _is_plain_enough(each, label, field, text, panel, cued=cued):
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(each)}(?!\w)", low):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append((match.start(), match.end()))
            if not (_NEVER if cued else _NOT).search(low[: match.start()]):
                named.append((match.start(), label))
    return sorted(named)


def _is_cued(field: Field, text: str) -> bool:
    names = [each for each in (field.label, *field.aliases) if len(each.split()) > 1 or each.isupper()]
    return any(
        re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text, 0 if each.isupper() else re.IGNORECASE) for each in names
    )


def _is_plain_enough(each: str, label: str, field: Field, text: str, panel: PanelType, *, cued: bool) -> bool:  # noqa: PLR0911 - small rules, the first that fits
    """Tell whether a spelling says enough: a section, two words, an abbreviation in capitals, or its label is near."""
    if each in _NOWHERE:
        return False
    if cued:
        return len(each) > 1
    if re.search(r"\bs\d", each):
        return True
    if len(each.split()) > 1:
        owner = next(
            (
                other
                for other in panel.fields
                if other is not field and any(plain(c.label) == each for c in other.choices)
            ),
            None,
        )
        if owner is not None and plain(label) != each:
            return bool(re.search(r"\b(?:police|graded|grading|assessed|risk level)\b", text, re.IGNORECASE))
        if each == "at home":
            return bool(re.search(r"\b(?:lives?|living|remains?|resides?|stays?) at home\b", text, re.IGNORECASE))
        return True
    if len(each) > 2 and re.search(rf"(?<!\w){each.upper()}(?!\w)", text):  # noqa: PLR2004 - a count of words, letters or parts
        return not text.isupper()
    return (
        len(each) >= _SHORT
        and plain(label)[:_SHORT] == each[:_SHORT]
        and plain(label).split()[0] == each[: len(plain(label).split()[0])]
        and " " not in plain(label)
    )


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
