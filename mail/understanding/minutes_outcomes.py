"""Outcome lines of the minutes: which of the panel's outcomes it is, and its fields.

Decisions of a confirmer are none of the minutes' business: they are neither matched nor offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from rapidfuzz import fuzz

from core.intents import MinutesLine, OutcomeGiven
from core.panels import Field, FieldKind, Nature, Outcome, PanelType
from mail.understanding.nearest import nearest
from mail.understanding.plain_words import is_not_known, plain
from mail.understanding.prepared import prepared_once
from mail.understanding.values import read_value

_SUGGESTED = 65  # rapidfuzz ratio
_MOST_SUGGESTED = 3
_FEW = 8  # outcomes that one sentence can name
_EXAMPLES = {
    FieldKind.DATE: "a date such as 12 January 2027",
    FieldKind.MOMENT: "a date such as 12 January 2027 14:00",
    FieldKind.NUMBER: "a number in figures",
    FieldKind.YES_NO: "yes or no",
    FieldKind.PERSON: "a name or an email address",
    FieldKind.PEOPLE: "names or email addresses, with commas between them",
}
_PRECISE = {FieldKind.DATE, FieldKind.MOMENT, FieldKind.NUMBER, FieldKind.CHOICE, FieldKind.CHOICES}
_LISTS = {FieldKind.CHOICES, FieldKind.PEOPLE}
_TRACKS = {Nature.TRACKING, Nature.LEARNING, Nature.ADVICE}
_DECIDES = re.compile(r"\b(?:agreed|decided|approved|resolved|decision|ratified)\b", re.IGNORECASE)
NO_DECISIONS = "This panel tracks cases and takes no decisions."
NOT_OURS = "The decision maker records this, in answer to our mail."


@prepared_once
def only_tracks(panel: PanelType) -> bool:
    """Return whether a panel decides nothing at all: it tracks, and so do all its outcomes."""
    return panel.nature is Nature.TRACKING and all(outcome.nature in _TRACKS for outcome in panel.outcomes)


def says_that_it_decides(label: str) -> bool:
    """Return whether a label of a line is that of a decision ("Agreed", "It was decided")."""
    return _DECIDES.search(label) is not None


def read_outcome(line: MinutesLine, panel: PanelType, today: date) -> OutcomeGiven:
    """Read "police action in borough | officer: PC Cole | due: 15 December"; the key is "" where the panel has none."""
    written = f"{line.label}: {line.value}"
    parts = _parts(line.value)
    outcome, rest = _outcome(parts[0], _ours(panel)) if parts else (None, "")
    if outcome is None:
        return OutcomeGiven(line.number, written, "", {}, (no_such_outcome(parts[0] if parts else "", panel),))
    values: dict[str, str] = {}
    problems: list[str] = []
    for part in _lists_joined((rest, *parts[1:]), outcome.fields, today):
        if part and not is_not_known(part.rpartition(":")[2]):
            _detail(part, outcome.fields, values, problems, today)
    return OutcomeGiven(line.number, written, outcome.key, values, tuple(problems))


def _ours(panel: PanelType) -> tuple[Outcome, ...]:
    return tuple(each for each in panel.outcomes if not each.by_confirmer)


def _parts(written: str) -> list[str]:
    return [part.strip() for part in re.split(r"\||;\s", written) if part.strip()]


def _lists_joined(parts: Sequence[str], fields: Sequence[Field], today: date) -> Iterator[str]:
    """Yield the parts; what a semicolon cut off a list of people or choices goes back to it."""
    whole, listed = "", None
    labelled = [_labelled(part, fields)[0] for part in parts]
    open_fields = [each for each in fields if each not in labelled and each.kind in _PRECISE]
    for part, declared in zip(parts, labelled, strict=True):
        if declared is None and listed is not None and part and _fits(listed, part, open_fields, today):
            whole = f"{whole}; {part}"
            continue
        if whole:
            yield whole
        whole, listed = part, declared if declared and declared.kind in _LISTS else None
    if whole:
        yield whole


def _fits(listed: Field, part: str, open_fields: Sequence[Field], today: date) -> bool:
    """Tell a further entry of a list from the next field: nothing more precise that is not given can hold it."""
    return read_value(listed, part, today) is not None and not any(
        read_value(each, part, today) for each in open_fields
    )


def _outcome(written: str, outcomes: Sequence[Outcome]) -> tuple[Outcome | None, str]:
    """Return the outcome and what stands behind its name: "safety plan agreed, review date 12 January"."""
    found = nearest(written, outcomes, lambda each: (each.label, each.key.replace("_", " "), *each.aliases))
    if found:
        return found, ""
    head, mark, tail = (
        re.split(r"([,;(]| - )", written, maxsplit=1) if re.search(r"[,;(]| - ", written) else (written, "", "")
    )
    found = nearest(head, outcomes, _ways_of) if mark else None
    if found:
        return found, tail.strip(" ()")
    known = [(way, each) for each in outcomes for way in _ways_of(each)]
    for way, each in sorted(known, key=lambda pair: -len(pair[0])):
        spaced = r"[\W_]+".join(re.escape(word) for word in plain(way).split())
        if match := re.match(rf"\W*{spaced}\b[\s,.:;()–—-]*", written, re.IGNORECASE):
            return each, written[match.end() :].strip(" ()")
    return None, ""


def _ways_of(outcome: Outcome) -> tuple[str, ...]:
    return (outcome.label, *outcome.aliases)


# What to write instead


def no_such_outcome(written: str, panel: PanelType) -> str:
    """Return the sentence about an outcome that the panel has not: what is near, and whose it is to decide."""
    theirs = [each for each in panel.outcomes if each.by_confirmer]
    if nearest(written, theirs, _ways_of):
        return NOT_OURS
    scored = sorted(((_alike(written, each), each.label) for each in _ours(panel)), key=lambda each: -each[0])
    near = [label for score, label in scored if score >= _SUGGESTED][:_MOST_SUGGESTED]
    begins = NO_DECISIONS if only_tracks(panel) else "This panel has no such outcome."
    if not near and only_tracks(panel) and len(scored) <= _FEW:
        return f"{begins} What it can record is: {'; '.join(each.label for each in _ours(panel))}."
    if not near:
        return f"{begins} Write one from the list in the mail that asked for the minutes."
    return f"{begins} Did you mean: {'; '.join(near)}?"


def _alike(written: str, outcome: Outcome) -> float:
    ways = [plain(way) for way in _ways_of(outcome)]
    return max(max(fuzz.ratio(plain(written), way), fuzz.token_set_ratio(plain(written), way)) for way in ways)


# The fields of an outcome


def _detail(part: str, fields: Sequence[Field], values: dict[str, str], problems: list[str], today: date) -> None:
    """Read one field of an outcome: with its label, or without one where only one field can hold it."""
    declared, written = _labelled(part, fields)
    if declared is None:
        left = [each for each in fields if each.key not in values]
        precise = [each for each in left if each.kind in _PRECISE]
        fits = [each for each in precise if read_value(each, part, today)]
        free = [each for each in left if each not in precise and each.kind is not FieldKind.YES_NO]
        declared = fits[0] if fits else free[0] if len(free) == 1 else None
        written = part
    if declared is None:
        labels = "; ".join(f"{each.label}: ..." for each in fields)
        problems.append(
            f"We could not place '{part}'. Write it with its label: {labels}" if labels else f"'{part}' fits no field."
        )
        return
    value = read_value(declared, written, today)
    if value is None:
        problems.append(f"We could not read '{written}' ({declared.label}). Write {_wanted(declared)}.")
    else:
        values[declared.key] = value


def _wanted(field: Field) -> str:
    labels = "; ".join(each.label for each in field.choices)
    if field.kind is FieldKind.CHOICES:
        return f"one or more of: {labels}"
    return _EXAMPLES.get(field.kind) or labels or "a text"


def _labelled(part: str, fields: Sequence[Field]) -> tuple[Field | None, str]:
    label, colon, value = part.partition(":")
    if colon and (found := nearest(label, fields, _ways)):
        return found, value.strip()
    known = [(way, each) for each in fields for way in _ways(each)]
    for way, each in sorted(known, key=lambda pair: -len(pair[0])):
        if match := re.match(rf"{re.escape(way)}\b\s*(?:is|[-–—=])?\s*(?=\S)", part, re.IGNORECASE):
            return each, part[match.end() :]
    return None, part


def _ways(declared: Field) -> tuple[str, ...]:
    return (declared.label, declared.key.replace("_", " "), *declared.aliases)
