"""Blocks as plain text, at most 72 characters a line where words allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mail.composing.blocks import Block, Mark, plain, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 72
_CLOSE = frozenset({Mark.HEADING, Mark.SUBHEADING})
_UNDERLINES = {Mark.TITLE: "=", Mark.HEADING: "-"}


def as_text(blocks: Sequence[Block]) -> str:
    """Return the whole text part, line ends as LF. What follows a heading stands close under it, but for a heading."""
    out = []
    for number, block in enumerate(blocks, start=1):
        close = block.mark in _CLOSE and number < len(blocks) and blocks[number].mark not in _CLOSE
        out += [_written(block), "\n" if close else "\n\n"]
    return "".join(out[:-1]) + "\n"


def _written(block: Block) -> str:  # noqa: PLR0911 - one answer a kind of block
    lines = [plain(line, "\n") for line in block.lines]
    match block.mark:
        case Mark.TITLE | Mark.HEADING:
            folded = fold(lines[0])
            longest = max(len(line) for line in folded.split("\n"))
            return f"{folded}\n{_UNDERLINES[block.mark] * min(longest, WIDTH)}"
        case Mark.BULLETS:
            return "\n".join(fold(line, "- ", "  ") for line in lines)
        case Mark.PAIRS:
            return "\n".join(_pair(*row) for row in block.rows)
        case Mark.ROW:
            return "\n\n".join(_record(block.head, row) for row in block.rows)
        case Mark.RULE:
            return "-" * WIDTH
        case Mark.FORM:
            return "\n".join(lines)  # never folded: each line is filled in and read back
        case Mark.PARAGRAPH:
            return fold(" ".join(lines))
        case _:
            return "\n".join(fold(line) for line in lines)


def _pair(label: str, value: str = "") -> str:
    return fold(plain(label, " ") + ": " + plain(value, "\n"), "", "  ")


def _record(head: Sequence[str], row: Sequence[str]) -> str:
    """Return one row of a table with its headings: columns do not survive a narrow screen or a screen reader."""
    return "\n".join(_pair(label, cell) for label, cell in zip(head, row, strict=False) if visible(cell))


def fold(text: str, first: str = "", rest: str = "") -> str:
    """Fold a text at spaces, line by line; `first` and `rest` begin the first line and all others.

    A word longer than a line (an address of a page) stays whole.
    """
    if len(first) + len(text) <= WIDTH and "\n" not in text:
        return first + text
    out: list[str] = []
    begin = first
    for line in text.split("\n"):
        at = 0
        while len(line) - at > WIDTH - len(begin):
            cut = line.rfind(" ", at, at + WIDTH - len(begin) + 1)
            if cut <= at and (cut := line.find(" ", at + 1)) < 0:
                break
            out.append(begin + line[at:cut])
            at, begin = cut + 1, rest
        out.append((begin + line[at:]).rstrip())
        begin = rest
    return "\n".join(out)
