"""Minutes as they come back by email (design A7): blocks opened by a reference in brackets, labelled lines in them.

Read as forgivingly as a booking: quoted, with bullets, in table rows, with "Outcome -" or "Outcom:". Which prompts and
outcomes a panel has is not known here: a label is passed on as written, and `core.minutes` says what it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from core.intents import Minutes, MinutesBlock, MinutesLine
from mail.understanding.phrases import fold

MEETING = "MEETING"
OPENS = re.compile(
    r"^[\s>|*_\-•]*[\[({]\s*(?P<inside>meeting|[a-z]{2,8}[\s\-–—/]*\d[\w\s\-–—/]{2,14})\s*[\])}]", re.IGNORECASE
)
"""A line that opens a block, whatever stands before and after the brackets."""

NOTHING_OPENS = re.compile(r"(?!)")
"""No line at all: for a reply whose quoted blocks are not the writer's."""

_BARE = re.compile(r"^[\s>|*_]*(?P<inside>MEETING|[A-Z]{2,8}\s?[-–—]\s?\d\d\s?[-–—]\s?\d{3,6})[\s:*_|]*$")
_REFERENCE = re.compile(
    r"(?P<prefix>[a-z]{2,8})[\s\-–—/]*(?:20)?(?P<year>\d\d)[\s\-–—/]+(?P<number>\d{1,6})", re.IGNORECASE
)
_RUN_TOGETHER = re.compile(r"(?P<prefix>[a-z]{2,8})[\s\-–—/]*(?P<year>\d\d)(?P<number>\d{4})", re.IGNORECASE)
_FIXED = {
    "Present": ("present", "presenter", "attendance", "in attendance", "attended", "attendees"),
    "Outcome": ("outcome", "outcomes", "decision", "decisions"),
    "Action": ("action", "actions", "action point", "agreed action"),
    "Apologies": ("apologies", "apology", "apologies from"),
    "Remove": ("remove", "take out", "delete", "strike out"),
    "Conflict": (
        *("conflict", "conflicts", "conflict of interest", "conflicts of interest", "declared a conflict"),
        *("declared an interest", "declared interest", "declared interests", "interest declared", "interests declared"),
        *("declaration of interest", "declarations of interest", "left the room", "left for this item"),
    ),
}
_NEAR = 80  # rapidfuzz ratio: "Outcom", "Apologes", not "Option"
_LISTS = {"Outcome", "Action", "Remove"}  # each line under these is an entry of its own
_LABEL = re.compile(r"(?P<label>[^:|\t]{1,70}?)\s*(?P<mark>:(?!//)|\||\t|\s[-–—]\s|\s{3,})\s*(?P<value>.*)", re.DOTALL)
_LABEL_WORDS = 8
_BULLET = re.compile(r"^(?:[-*•·▪◦o➢]|\(?\d{1,2}[.)])\s+")
_FAREWELL = re.compile(
    r"(?:(?:with )?(?:kind|best|many|warm)(?:est)? (?:regards|wishes|thanks)|regards|thanks|thank you|cheers|bw|--|"
    r"sent from my .{1,30}|get outlook for .{1,60}|_{5,})[\s,.!]*(?:[\w'.-]+){0,2}[\s,.!]*",
    re.IGNORECASE,
)


@dataclass
class _Entry:
    number: int
    label: str
    parts: list[str] = field(default_factory=list)

    def line(self) -> MinutesLine:
        """Return the entry as one line; prose keeps its lines, an outcome is one."""
        joined = (" " if self.label in _LISTS else "\n").join(self.parts).strip().removesuffix("|").rstrip()
        return MinutesLine(self.number, self.label, joined)


def read_minutes(text: str, prompts: Sequence[str] = (), details: Sequence[str] = ()) -> Minutes:
    """Return the blocks of a minutes mail, in order, with line numbers from 1, without those that nobody filled in.

    `prompts` are the panel's own headings, as far as the caller knows them: they are recognised in small letters, with
    a dash, in a table row or alone on their line, too. `details` are labels of outcome fields: on a line of their own
    ("Due: 12 January") they belong to the outcome above.
    """
    blocks: list[tuple[int, str, list[_Entry]]] = []
    ended = False
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        line = _cleaned(raw)
        opened = _opened(raw)
        if opened:
            blocks.append((number, opened, []))
            ended = False
        elif not blocks or not line:
            continue
        elif _FAREWELL.fullmatch(line):
            ended = True
        elif (found := _labelled(line, prompts)) and not _is_detail(found[0], details, blocks[-1][2]):
            blocks[-1][2].append(_Entry(number, found[0], [found[1]] if found[1] else []))
            ended = False
        elif blocks[-1][2] and not ended:
            _goes_on(blocks[-1][2], number, raw, line)
    return Minutes(tuple(_filled(blocks)))


def has_blocks(text: str) -> bool:
    """Return whether a line of a mail, quoted or not, opens a block."""
    return any(_opened(line) for line in text.replace("\r", "\n").split("\n"))


def text_above(text: str) -> str:
    """Return what stands above the first block."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if _opened(line)), len(lines))
    return "\n".join(lines[:first])


def is_minutes(minutes: Minutes, chairs: Sequence[str] = ()) -> bool:
    """Return whether somebody plainly wrote minutes: a label of design A7 stands in a block, or one of the chair's."""
    plain = {*_FIXED, *(fold(label).lower() for label in chairs)}
    return any(line.label in plain or fold(line.label).lower() in plain for b in minutes.blocks for line in b.lines)


def _filled(blocks: list[tuple[int, str, list[_Entry]]]) -> Iterator[MinutesBlock]:
    for number, reference, entries in blocks:
        lines = tuple(line for entry in entries if (line := entry.line()).value)
        if lines:
            yield MinutesBlock(reference, lines, number)


def _cleaned(raw: str) -> str:
    """Return a line without quote marks, bullets, the edges of a table row and quotation marks around it."""
    line = re.sub(r"^[\s>]+", "", raw.replace("\xa0", " ").replace("\u200b", "")).strip()
    line = line.strip("|").strip() if line.startswith("|") else line
    line = _BULLET.sub("", line).strip("*_ ").strip()
    if line[:1] in {'"', "“"} and line[-1:] in {'"', "”"}:
        line = line[1:-1].strip()
    return "" if re.fullmatch(r"[.…\-–—_=|+\s]*", line) else line


def _opened(raw: str) -> str:
    """Return the reference of the block that a line opens, in its proper spelling, or ""."""
    match = OPENS.match(raw) or _BARE.match(raw)
    if not match:
        return ""
    inside = fold(match["inside"]).strip().upper()
    found = _REFERENCE.fullmatch(inside) or _RUN_TOGETHER.fullmatch(inside)
    return f"{found['prefix']}-{found['year']}-{int(found['number']):04}" if found else inside


def _labelled(line: str, prompts: Sequence[str]) -> tuple[str, str] | None:
    """Return label and value of a labelled line. "..." and "-" are no value: they are our template's."""
    match = _LABEL.fullmatch(line)
    if match:
        label, mark = fold(match["label"]).strip(" *_\"'"), match["mark"].strip()
        known = fixed_label(label, prompts) or (label if _is_prompt(label, prompts) else "")
        value = _value(match["value"], in_cells=mark != ":")
        if known or (mark == ":" and _may_be_label(label)):
            return known or label, value
    label = fold(line).strip(" *_:")
    alone = fixed_label(label, prompts) if len(label.split()) == 1 else ""
    if alone or _is_prompt(label, prompts):
        return alone or label, ""
    return None


def _value(written: str, *, in_cells: bool) -> str:
    value = written.strip().strip("*_").strip()
    if in_cells:
        value = re.sub(r"\s*(?:\t|\s{3,})\s*", " | ", value.strip("|").strip())
    return "" if re.fullmatch(r"[.…\-–—_\s|]*", value) else value


def fixed_label(label: str, prompts: Sequence[str] = ()) -> str:
    """Return the label of design A7 that is meant, or ""; a heading of the panel's own about conflicts is its own."""
    bare = re.sub(r"[\s.#]*\d{1,2}$", "", label.lower()).strip()
    for name, ways in _FIXED.items():
        near = name != "Remove" and len(bare) > 4 and fuzz.ratio(bare, name.lower()) >= _NEAR  # noqa: PLR2004 - letters
        if bare in ways or near:
            own = name == "Conflict" and any(label.lower() == prompt.lower() for prompt in prompts)
            return "" if own else name
    return ""


def _is_prompt(label: str, prompts: Sequence[str]) -> bool:
    return any(fuzz.ratio(label.lower(), prompt.lower()) >= _NEAR + 5 for prompt in prompts)


def _is_detail(label: str, details: Sequence[str], entries: list[_Entry]) -> bool:
    return bool(entries) and entries[-1].label == "Outcome" and not fixed_label(label) and _is_prompt(label, details)


def _may_be_label(label: str) -> bool:
    """Tell a heading from a sentence with a colon in it ("mother said: no", "at 14:00")."""
    return (
        bool(re.match(r"[^\W\d_]", label))
        and label[0].isupper()
        and len(label.split()) <= _LABEL_WORDS
        and not re.search(r"[.!?;]\s|\b\d{1,2}$|\b(?:said|says|told|asked|that)$", label)
    )


def _goes_on(entries: list[_Entry], number: int, raw: str, line: str) -> None:
    """Add a line without a label to what it stands under."""
    last = entries[-1]
    bulleted = bool(_BULLET.match(re.sub(r"^[\s>|]+", "", raw)))
    row = last.label == "Action" and "|" in line and any("|" in part for part in last.parts)
    if last.label in _LISTS and last.parts and (bulleted or row):
        entries.append(_Entry(number, last.label, [line]))
    elif last.parts:
        # "due: 12 January" is a detail of its own; "the court | by: 14 December" goes on where the mail program broke.
        labelled = ":" in line.partition("|")[0]
        detail = last.label == "Outcome" and labelled and not last.parts[-1].endswith("|")
        # A numbered list under a heading keeps its numbers: three asks are three asks.
        written = line if last.label in _LISTS else re.sub(r"^[\s>|]+", "", raw).strip()
        last.parts.append(f"| {line}" if detail else written)
    else:
        last.number, last.parts = number, [line]
