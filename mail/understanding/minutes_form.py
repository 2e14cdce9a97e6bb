"""Reads the blocks of a minutes mail by the panel's own form: its headings, its outcomes and their fields, actions.

What fits nothing is a problem with a sentence that says what to write instead; whatever could be read stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

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
from core.panels import PanelType, Prompt
from mail.understanding.minutes_actions import read_action_line
from mail.understanding.minutes_outcomes import no_such_outcome, only_tracks, read_outcome, says_that_it_decides
from mail.understanding.minutes_text import MEETING, fixed_label
from mail.understanding.nearest import nearest
from mail.understanding.phrases import is_one_of

_WHO = "(?:the )?(?:presenter |worker |social worker )?"
_CAME = rf"{_WHO}(?:yes|came|present|attended|was present|was there|here|y)\b.*"
_ABSENT = (
    rf"{_WHO}(?:no|absent|not present|did not (?:come|attend)|didn't (?:come|attend)|was not (?:present|there)"
    r"|apologies|n|dna|not there|was absent)\b.*"
)
_NOTHING = {
    "Outcome": re.compile(r"(?:no|none|nil|n/?a|not applicable|no outcomes?)\W*", re.IGNORECASE),
    "Action": re.compile(r"(?:no|none|nil|n/?a|not applicable|no (?:further )?actions?)\W*", re.IGNORECASE),
    "Conflict": re.compile(
        r"(?:no|none|nil|n/?a|not applicable|nobody)(?: (?:conflicts?|interests?)(?: of interest)?)?(?: declared)?\W*",
        re.IGNORECASE,
    ),
}
_BETWEEN = re.compile(r"\s*[,;&|\n]\s*|\s+and\s+", re.IGNORECASE)
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|\s[-–—]\s.*|\b(?:for|during) (?:this|the) (?:item|case)\b.*)")


@dataclass
class _Block:
    present: str = ""
    apologies: list[str] = field(default_factory=list)
    prompts: dict[str, list[str]] = field(default_factory=dict)
    outcomes: list[OutcomeGiven] = field(default_factory=list)
    actions: list[ActionGiven] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    removals: list[tuple[int, str]] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    no_conflicts: list[str] = field(default_factory=list)
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
            case "Outcome" | "Action" | "Conflict" if _NOTHING[line.label].fullmatch(line.value):
                continue
            case "Remove" if not meeting and (taken_back := _taken_back(line.value)):
                found.no_conflicts += taken_back
            case "Remove":
                found.removals.append((line.number, line.value))
            case "Outcome":
                found.outcomes.append(read_outcome(line, panel, today))
            case "Action":
                found.actions.append(read_action_line(line, today))
            case "Conflict" if meeting:
                found.problems.append((line.number, _written(line), "Write this under the booking that it is about."))
            case "Conflict":
                found.conflicts += _people(line.value)
            case _:
                _prompt(found, line, panel, meeting=meeting)
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
        conflicts=tuple(found.conflicts),
        no_conflicts=tuple(found.no_conflicts),
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


def _taken_back(written: str) -> list[str]:
    """Return of whom an interest was declared by mistake: "Remove: Conflict: police"."""
    label, _, who = written.partition(":")
    return _people(who) if fixed_label(label) == "Conflict" else []


def _people(written: str) -> list[str]:
    """Return who declared an interest, as written, without what stands behind a name to say why."""
    named = (_ASIDE.sub("", each).strip(" .") for each in _BETWEEN.split(written))
    return [each for each in named if each]


def _prompt(found: _Block, line: MinutesLine, panel: PanelType, *, meeting: bool) -> None:
    prompts: Sequence[Prompt] = (*panel.minutes.meeting, *panel.minutes.case) if meeting else panel.minutes.case
    prompt = nearest(line.label, prompts, lambda each: (each.label, each.key.replace("_", " "), *each.aliases))
    if prompt:
        found.prompts.setdefault(prompt.key, []).append(line.value)
        found.last = prompt.key
    elif only_tracks(panel) and says_that_it_decides(line.label):
        found.problems.append((line.number, _written(line), no_such_outcome(line.value, panel)))
    elif found.last:  # "Mum: he is with his dad" under a heading is what was said, not a heading
        found.prompts[found.last].append(_written(line))
    else:
        headings = ", ".join(each.label for each in prompts)
        sentence = f"The form has no such heading. Its headings are: Present, {headings}, Outcome, Action."
        found.problems.append((line.number, _written(line), sentence))


def _written(line: MinutesLine) -> str:
    return f"{line.label}: {line.value}"
