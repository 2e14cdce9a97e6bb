"""Reads a reply about a booking that exists: `Field: value` lines, prose, or a bare answer to what was asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from core.panels import FieldKind, PanelType
from mail.understanding.booking.forms import read_lines
from mail.understanding.booking.labels import FIRST, LAST, labels_of
from mail.understanding.booking.own_lines import own_lines
from mail.understanding.booking.prose import merge, read_prose
from mail.understanding.booking.said import Said, said
from mail.understanding.booking.subject_names import names_said, names_written
from mail.understanding.booking.unused import is_polite
from mail.understanding.choices import not_chosen
from mail.understanding.lines import classify, name_words
from mail.understanding.persons import EMAIL
from mail.understanding.plain_words import is_not_known
from mail.understanding.values import read_value
from mail.understanding.written_dates import MONTH_PATTERN

_PERSONS = {FieldKind.PERSON, FieldKind.PEOPLE}
_FREE = {FieldKind.TEXT, FieldKind.LONG, FieldKind.NAME} | _PERSONS  # which can hold any words at all
_CHANGES = re.compile(
    r"^(?:\W|\b(?:actually|sorry|apologies|correction|update|please|can you|could you|change|amend|correct|note|that|"
    r"just|to|the|it|should|be|i meant|oops|fyi)\b)+",
    re.IGNORECASE,
)


def read_amendment(
    text: str, panel: PanelType, today: date, asked: Sequence[str] = (), sender_name: str = ""
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return the values a reply gives (field key to stored value) and the lines that were of no use.

    `asked` are the keys of the fields we asked for: a bare value ("3/4/10") answers the one of them it fits.
    """
    labels = labels_of(panel)
    own = own_lines(classify(text, sender_name), labels)
    pairs, rest = read_lines([line for line in own if line.text], labels)
    values: dict[str, str] = {}
    unused: list[tuple[int, str]] = []
    names: dict[str, str] = {}
    for pair in pairs:
        declared = panel.field(pair.meaning)
        if pair.meaning in {FIRST, LAST}:
            names[pair.meaning] = pair.value
            continue
        value = _labelled(pair.meaning, pair.value, panel, today)
        if value is not None:
            values[pair.meaning] = value
            lost = not_chosen(declared, pair.value) if declared else ()
            unused += [(pair.numbers[0], f"{pair.written}: {'; '.join(lost)}")] if lost else []
        elif declared is None or not is_not_known(pair.value):
            unused.append((pair.numbers[0], f"{pair.written}: {pair.value}"))
    if len(names) == 2:  # noqa: PLR2004 - a count of words, letters or parts
        values[panel.subject.name] = f"{names[FIRST]} {names[LAST]}"
    clashing: set[str] = set()
    for sentence in said(rest, name_words(sender_name), panel):
        found = (
            _told(sentence, panel, today)
            or _stated(sentence, panel, today)
            or _bare(sentence, panel, today, asked, values)
        )
        if not merge(values, found, clashing) and not is_polite(sentence.text):
            unused.append((sentence.numbers[0], sentence.written))
    return values, tuple(text for _, text in sorted(unused))


def _labelled(meaning: str, written: str, panel: PanelType, today: date) -> str | None:
    declared = panel.field(meaning)
    if declared is None:
        return None
    if meaning == panel.subject.name:
        found = names_written(written, panel.subject)
        return found[0] if len(found) == 1 else None
    return read_value(declared, written, today)


def _told(sentence: Said, panel: PanelType, today: date) -> dict[str, str]:
    """Read the sentence as prose; a bare date or number behind nothing is an answer only to what was asked."""
    bare = not re.search(
        r"[^\W\d_]{2,}", re.sub(rf"\b{MONTH_PATTERN}\b|\d+(?:st|nd|rd|th)", "", sentence.text, flags=re.IGNORECASE)
    )
    return {} if bare else read_prose(sentence.text, panel, today)


def _stated(sentence: Said, panel: PanelType, today: date) -> dict[str, str]:
    """Read "actually her legal status is s20", "the case number should be 1234567", "legal status now ICO"."""
    text = _CHANGES.sub("", sentence.text)
    text = re.sub(r"^(?:his|her|their|the (?:child's )?|[A-Z][\w'-]+'s)\s*", "", text)
    for declared in panel.fields:
        for each in sorted((declared.label, *declared.aliases), key=len, reverse=True):
            match = re.match(
                rf"{re.escape(each)}\s*(?:is|was|has changed|should|be|now|to|actually|number|:|=|-|–|\s)+",
                text,
                re.IGNORECASE,
            )
            if match and (value := _labelled(declared.key, text[match.end() :], panel, today)) is not None:
                return {declared.key: value}
    return {}


def _bare(
    sentence: Said, panel: PanelType, today: date, asked: Sequence[str], known: Mapping[str, str]
) -> dict[str, str]:
    """Read an answer without a label: it belongs to the one asked field that can hold it."""
    fits: dict[str, str] = {}
    for key in asked:
        declared = panel.field(key)
        if declared is None or key in known:
            continue
        if key == panel.subject.name:
            text = _CHANGES.sub(
                "",
                re.sub(
                    r"^(?:it's|it is|this is|(?:his|her|the|their) name is)\s+", "", sentence.text, flags=re.IGNORECASE
                ),
            )
            found = names_said(text, panel.subject, dictated=sentence.dictated)
            value = found[0] if len(found) == 1 else None
        elif declared.kind in _FREE:
            sure = len(asked) == 1 or (declared.kind in _PERSONS and EMAIL.search(sentence.text))
            value = read_value(declared, sentence.text, today) if sure else None
        else:
            value = read_value(
                declared,
                re.sub(
                    r"^(?:it's|it is|its|he's|she's|he was born|she was born|born)\s+",
                    "",
                    sentence.text,
                    flags=re.IGNORECASE,
                ),
                today,
            )
        if value is not None:
            fits[key] = value
    return fits if len(fits) == 1 else {}
