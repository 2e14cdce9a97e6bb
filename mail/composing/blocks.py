"""The light markup that templates write, read into blocks; both the plain text and the HTML come from these.

One line, one mark:

    # title                     ## heading                  ### smaller heading
    - bullet                    ! important paragraph
    : label | value             || head | head              | cell | cell
    ~ line to fill in           (a bare ~ is an empty line in the form)
    ----                        a rule across the page
    anything else is a paragraph; an empty line ends it

A value from a view is data wherever it stands. `protect` turns what could be read as markup into control characters
that no value can hold (they were taken out before): `START` in front of it, so that it never begins a block; `PIPE` for
a `|`, so that it never ends a cell; `BREAK` for a line end that is meant to be kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

START, PIPE, BREAK, LINK, LINK_END = "\x02", "\x1c", "\x1f", "\x0e", "\x0f"

# Line ends and every other control character; tabs too. Two patterns, because the first leaves a space behind.
_SPACES = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
# Marks that make text read in another order than it is written, and halves of characters (JSON can carry them).
_MISLEADING = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


class Mark(StrEnum):
    """The kinds of block."""

    TITLE = "# "
    HEADING = "## "
    SUBHEADING = "### "
    BULLETS = "- "
    IMPORTANT = "! "
    PAIRS = ": "
    HEAD = "|| "
    ROW = "| "
    FORM = "~"
    RULE = "----"
    PARAGRAPH = ""
    MARKING = "marking"  # set by the letter itself, not by a template


@dataclass
class Block:
    """One block: `lines` of text, or `rows` of cells (PAIRS, and tables as ROW with `head`)."""

    mark: Mark
    lines: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)


# What stands before the first space of a line, to the mark.
_MARKS = {
    str(mark).rstrip(): mark
    for mark in (
        *(Mark.SUBHEADING, Mark.HEADING, Mark.TITLE, Mark.BULLETS, Mark.IMPORTANT),
        *(Mark.PAIRS, Mark.HEAD, Mark.ROW, Mark.FORM, Mark.RULE),
    )
}


def clean(value: str) -> str:
    """Return a value on one line, without control characters and marks that change the reading order."""
    if value.isprintable() and "  " not in value:
        return value  # neither kind counts as printable, nor does any space but the plain one
    return _SPACES.sub(" ", _MISLEADING.sub("", value))


def protect(value: str, *, keep_lines: bool = False) -> str:
    """Return a value that no reader of the markup can take for markup."""
    if keep_lines:
        # Two empty lines say no more than one, and a value of nothing but line ends says nothing.
        kept = "\n".join(clean(line).strip() for line in _LINE_ENDS.split(value)).strip("\n")
        whole = re.sub(r"\n{3,}", "\n\n", kept).replace("\n", BREAK)
    else:
        whole = clean(value)
    return START + whole.replace("|", PIPE)


def parse(markup: str) -> list[Block]:
    """Read rendered markup into blocks. Neighbours of one kind (bullets, rows, form lines) become one block."""
    blocks: list[Block] = []
    open_paragraph = False
    for raw in markup.split("\n"):
        line = raw.strip(" ")
        if not line or line == START:
            open_paragraph = False
            continue
        mark, rest = _marked(line)
        if mark is Mark.PARAGRAPH and open_paragraph:
            blocks[-1].lines.append(rest)
            continue
        open_paragraph = mark is Mark.PARAGRAPH
        _take(blocks, mark, rest)
    return blocks


def _marked(line: str) -> tuple[Mark, str]:
    first, _, rest = line.partition(" ")
    mark = _MARKS.get(first)
    return (Mark.PARAGRAPH, line) if mark is None else (mark, rest.strip(" "))


def _take(blocks: list[Block], mark: Mark, rest: str) -> None:
    """Add one line to the last block when it is of the same kind, else begin a new one."""
    last = blocks[-1].mark if blocks else None
    if mark is Mark.HEAD:
        blocks.append(Block(Mark.ROW, head=_cells(rest)))
    elif mark in {Mark.ROW, Mark.PAIRS}:
        cells = _cells(rest)
        if mark is Mark.PAIRS and not visible(cells[-1]):
            return  # a value that this reader does not get: its label goes too
        if last is not mark:
            blocks.append(Block(mark))
        blocks[-1].rows.append(cells)
    elif mark is Mark.RULE:
        blocks.append(Block(mark))
    elif mark is not Mark.FORM and not visible(rest):
        return
    elif mark in {Mark.BULLETS, Mark.FORM} and last is mark:
        blocks[-1].lines.append(rest)
    else:
        blocks.append(Block(mark, [rest]))


def _cells(rest: str) -> list[str]:
    return [cell.strip(" ") for cell in rest.split("|")]


def visible(text: str) -> str:
    """Return a text without our control characters (kept line ends as spaces)."""
    return plain(text, " ").strip()


def plain(text: str, line_end: str) -> str:
    """Return a text with our control characters turned back into what they stand for.

    Asking for each is four times as fast as `str.translate`, and most texts hold one or none.
    """
    if START in text:
        text = text.replace(START, "")
    if PIPE in text:
        text = text.replace(PIPE, "|")
    if BREAK in text:
        text = text.replace(BREAK, line_end)
    return text.replace(LINK, "").replace(LINK_END, "") if LINK in text else text
