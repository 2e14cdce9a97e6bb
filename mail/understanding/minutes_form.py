"""Reads the blocks of a minutes mail by the panel's own form: its headings, its outcomes and their fields, actions.

What fits nothing is a problem with a sentence that says what to write instead; whatever could be read stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from rapidfuzz import fuzz

from core.intents import (
    ActionGiven,
    BlockRead,
    Minutes,
    MinutesBlock,
    MinutesLine,
    MinutesRead,
    OutcomeGiven,
    PromptGiven,
)
from core.panels import Field, FieldKind, Outcome, PanelType, Prompt
from mail.understanding.dates import read_date
from mail.understanding.minutes_text import MEETING
from mail.understanding.phrases import is_one_of
from mail.understanding.plain_words import is_not_known, plain
from mail.understanding.values import read_value

T = TypeVar("T")

_NEAR = 84  # rapidfuzz ratio: "saftey plan agred" is "safety plan agreed"
_SUGGESTED = 65
_MARGIN = 4  # and clearly nearer than the second: "reviewed, changed" and "reviewed, unchanged" are not one
_WHO = "(?:the )?(?:presenter |worker |social worker )?"
_CAME = rf"{_WHO}(?:yes|came|present|attended|was present|was there|here|y)\b.*"
_ABSENT = (
    rf"{_WHO}(?:no|absent|not present|did not (?:come|attend)|didn't (?:come|attend)|was not (?:present|there)"
    r"|apologies|n|dna|not there|was absent)\b.*"
)
_ACTION = re.compile(
    r"(?P<owner>.{2,60}?)\s+(?:to|will|is to|should)\s+(?P<what>.+?)(?:[\s,]+(?:by|before|due)\s+(?P<due>.+))?"
)
_NOTHING = {
    "Outcome": re.compile(r"(?:no|none|nil|n/?a|not applicable|no outcomes?)\W*", re.IGNORECASE),
    "Action": re.compile(r"(?:no|none|nil|n/?a|not applicable|no (?:further )?actions?)\W*", re.IGNORECASE),
}
_EXAMPLES = {
    FieldKind.DATE: "a date such as 12 January 2027",
    FieldKind.MOMENT: "a date such as 12 January 2027 14:00",
    FieldKind.NUMBER: "a number in figures",
    FieldKind.YES_NO: "yes or no",
    FieldKind.PERSON: "a name or an email address",
}


@dataclass
class _Block:
    present: str = ""
    apologies: list[str] = field(default_factory=list)
    prompts: dict[str, list[str]] = field(default_factory=dict)
    outcomes: list[OutcomeGiven] = field(default_factory=list)
    actions: list[ActionGiven] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    removals: list[tuple[int, str]] = field(default_factory=list)
    last: str = ""  # key of the heading that the next line may belong to


def read_form(minutes: Minutes, panel: PanelType, today: date) -> MinutesRead:
    """Return the minutes read by the panel's form; `today` is the day dates without a year are counted from."""
    return MinutesRead(tuple(_block(block, panel, today) for block in minutes.blocks))


def _block(block: MinutesBlock, panel: PanelType, today: date) -> BlockRead:
    found = _Block()
    meeting = block.reference == MEETING
    for line in block.lines:
        match line.label:
            case "Present":
                _present(found, line, meeting=meeting)
            case "Apologies" if meeting:
                found.apologies.append(line.value)
            case "Outcome" | "Action" if _NOTHING[line.label].fullmatch(line.value):
                continue
            case "Remove":
                found.removals.append((line.number, line.value))
            case "Outcome":
                found.outcomes.append(read_outcome(line, panel.outcomes, today))
            case "Action":
                found.actions.append(read_action_line(line, today))
            case _:
                _prompt(found, line, (*panel.minutes.meeting, *panel.minutes.case) if meeting else panel.minutes.case)
    return BlockRead(
        reference=block.reference,
        number=block.number,
        present=found.present,
        apologies="\n".join(found.apologies),
        prompts=tuple(PromptGiven(key, "\n".join(lines)) for key, lines in found.prompts.items()),
        outcomes=tuple(found.outcomes),
        actions=tuple(found.actions),
        problems=tuple(found.problems),
        removals=tuple(found.removals),
    )


def _present(found: _Block, line: MinutesLine, *, meeting: bool) -> None:
    came, absent = is_one_of(line.value, _CAME), is_one_of(line.value, _ABSENT)
    if meeting:
        found.present = f"{found.present}, {line.value}".lstrip(", ")
    elif came is absent or "|" in line.value:
        sentence = "Write presenter came, or presenter absent."
        found.problems.append((line.number, _written(line), sentence))
    else:
        found.present = "came" if came else "absent"


def _prompt(found: _Block, line: MinutesLine, prompts: Sequence[Prompt]) -> None:
    prompt = _nearest(line.label, prompts, lambda each: (each.label, each.key.replace("_", " "), *each.aliases))
    if prompt:
        found.prompts.setdefault(prompt.key, []).append(line.value)
        found.last = prompt.key
    elif found.last:  # "Mum: he is with his dad" under a heading is what was said, not a heading
        found.prompts[found.last].append(_written(line))
    else:
        headings = ", ".join(each.label for each in prompts)
        sentence = f"The form has no such heading. Its headings are: Present, {headings}, Outcome, Action."
        found.problems.append((line.number, _written(line), sentence))


def _written(line: MinutesLine) -> str:
    return f"{line.label}: {line.value}"


def _nearest(written: str, known: Iterable[T], spellings: Callable[[T], Iterable[str]]) -> T | None:
    """Return the one that is written: to the letter, else clearly the nearest."""
    words = plain(written)
    scored: list[tuple[float, int, T]] = []
    for number, each in enumerate(known):
        ways = [plain(way) for way in spellings(each)]
        if words in ways:
            return each
        scored.append((max((fuzz.ratio(words, way) for way in ways), default=0.0), -number, each))
    scored.sort(key=lambda each: each[:2], reverse=True)
    if not scored or scored[0][0] < _NEAR or (len(scored) > 1 and scored[0][0] - scored[1][0] < _MARGIN):
        return None
    return scored[0][2]


# Outcomes


def read_outcome(line: MinutesLine, outcomes: Sequence[Outcome], today: date) -> OutcomeGiven:
    """Read "police action in borough | officer: PC Cole | due: 15 December"; the key is "" where the panel has none."""
    parts = [part.strip() for part in re.split(r"\||;\s", line.value) if part.strip()]
    outcome, rest = _outcome(parts[0], outcomes) if parts else (None, "")
    if outcome is None:
        return OutcomeGiven(
            line.number, _written(line), "", {}, (_no_such_outcome(parts[0] if parts else "", outcomes),)
        )
    values: dict[str, str] = {}
    problems: list[str] = []
    for part in (rest, *parts[1:]):
        if part and not is_not_known(part.rpartition(":")[2]):
            _detail(part, outcome.fields, values, problems, today)
    return OutcomeGiven(line.number, _written(line), outcome.key, values, tuple(problems))


def _outcome(written: str, outcomes: Sequence[Outcome]) -> tuple[Outcome | None, str]:
    """Return the outcome and what stands behind its name: "safety plan agreed, review date 12 January"."""
    found = _nearest(written, outcomes, lambda each: (each.label, each.key.replace("_", " "), *each.aliases))
    if found:
        return found, ""
    head, mark, tail = (
        re.split(r"([,;(]| - )", written, maxsplit=1) if re.search(r"[,;(]| - ", written) else (written, "", "")
    )
    found = _nearest(head, outcomes, lambda each: (each.label, *each.aliases)) if mark else None
    if found:
        return found, tail.strip(" ()")
    known = [(way, each) for each in outcomes for way in (each.label, *each.aliases)]
    for way, each in sorted(known, key=lambda pair: -len(pair[0])):
        spaced = r"[\W_]+".join(re.escape(word) for word in plain(way).split())
        if match := re.match(rf"\W*{spaced}\b[\s,.:;()–—-]*", written, re.IGNORECASE):
            return each, written[match.end() :].strip(" ()")
    return None, ""


def _no_such_outcome(written: str, outcomes: Sequence[Outcome]) -> str:
    scored = [(_alike(written, each), each.label) for each in outcomes]
    near = [label for score, label in sorted(scored, key=lambda each: -each[0]) if score >= _SUGGESTED][:3]
    if not near:
        return "This panel has no such outcome. Write one from the list in the mail that asked for the minutes."
    return f"This panel has no such outcome. Did you mean: {'; '.join(near)}?"


def _alike(written: str, outcome: Outcome) -> float:
    ways = [plain(way) for way in (outcome.label, *outcome.aliases)]
    return max(max(fuzz.ratio(plain(written), way), fuzz.token_set_ratio(plain(written), way)) for way in ways)


def _detail(part: str, fields: Sequence[Field], values: dict[str, str], problems: list[str], today: date) -> None:
    """Read one field of an outcome: with its label, or without one where only one field can hold it."""
    declared, written = _labelled(part, fields)
    if declared is None:
        left = [each for each in fields if each.key not in values]
        precise = [
            each for each in left if each.kind in {FieldKind.DATE, FieldKind.MOMENT, FieldKind.NUMBER, FieldKind.CHOICE}
        ]
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
        wanted = _EXAMPLES.get(declared.kind) or "; ".join(each.label for each in declared.choices) or "a text"
        problems.append(f"We could not read '{written}' ({declared.label}). Write {wanted}.")
    else:
        values[declared.key] = value


def _labelled(part: str, fields: Sequence[Field]) -> tuple[Field | None, str]:
    label, colon, value = part.partition(":")
    if colon and (found := _nearest(label, fields, _ways)):
        return found, value.strip()
    known = [(way, each) for each in fields for way in _ways(each)]
    for way, each in sorted(known, key=lambda pair: -len(pair[0])):
        if match := re.match(rf"{re.escape(way)}\b\s*(?:is|[-–—=])?\s*(?=\S)", part, re.IGNORECASE):
            return each, part[match.end() :]
    return None, part


def _ways(declared: Field) -> tuple[str, ...]:
    return (declared.label, declared.key.replace("_", " "), *declared.aliases)


# Actions


def read_action_line(line: MinutesLine, today: date) -> ActionGiven:
    """Read "owner | what | due date", labelled parts in any order, or "Jo Bloggs to visit by 12 January"."""
    parts = [
        re.sub(
            r"^(?:owner|who|what|action|task|due|by|when|by when|date)\s*:\s*", "", each.strip(), flags=re.IGNORECASE
        )
        for each in line.value.split("|")
    ]
    parts = [part for part in parts if part]
    if len(parts) == 1 and (match := _ACTION.fullmatch(parts[0])):
        parts = [match["owner"], match["what"], match["due"] or ""]
    due = next((day for part in reversed(parts[1:]) if (day := read_date(part, today))), None)
    texts = [part for part in parts[1:] if part and (due is None or read_date(part, today) != due)]
    owner, what = (parts[0] if parts else ""), " ".join(texts)
    problems = []
    if not owner or not what:
        problems.append("Write who, what and the date due: owner name or email | what | due date.")
    elif due is None:
        problems.append("When is this action due? Write: owner name or email | what | due date.")
    return ActionGiven(line.number, _written(line), owner.strip(), what.strip(), due, tuple(problems))
