"""Rows of data tables out of an HTML tree: a form filled in as a table reads better as rows than as laid-out text."""

from __future__ import annotations

from typing import Any

_BREAKS = frozenset({"br", "p", "div", "li"})
_MOST_CELLS = 50


def table_rows(tree: Any, most: int) -> tuple[tuple[str, ...], ...]:
    """Return the rows of every table with two filled cells side by side somewhere, in the order they stand in.

    `tree` is an lxml tree. A table that only lays out the page (Outlook: one cell around everything, or cells that hold
    further tables) is no data. In a data table a row with one cell is kept: it may be a heading.
    """
    rows: list[tuple[str, ...]] = []
    for table in tree.iter("table"):
        if len(rows) >= most:
            break
        own = _own_rows(table)
        if any(sum(1 for cell in row if cell) > 1 for row in own):
            rows += own
    return tuple(rows[:most])


def _own_rows(table: Any) -> list[tuple[str, ...]]:
    """Return the rows that belong to this table and hold no table themselves."""
    found = []
    for row in table.iterchildren("tr", "tbody", "thead", "tfoot"):
        for line in [row] if row.tag == "tr" else row.iterchildren("tr"):
            if line.find(".//table") is None:
                cells = tuple(_text(cell) for cell in list(line.iterchildren("td", "th"))[:_MOST_CELLS])
                if any(cells):
                    found.append(cells)
    return found


def _text(cell: Any) -> str:
    """Return the text of a cell, its paragraphs as lines."""
    pieces: list[str] = []
    for event, element in _walk(cell):
        if event == "start":
            if element.tag in _BREAKS:
                pieces.append("\n")
            if isinstance(element.tag, str) and element.tag not in {"style", "script"}:
                pieces.append(_blanks(element.text))
        elif element is not cell:
            if element.tag in _BREAKS - {"br"}:
                pieces.append("\n")
            pieces.append(_blanks(element.tail))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _blanks(text: str | None) -> str:
    # A line end in the source is a blank on the page.
    return " ".join(text.split("\n")).replace("\r", " ") if text else ""


def _walk(cell: Any) -> Any:
    """Yield ("start" | "end", element) without recursion: nesting in a mail has no honest limit."""
    stack = [("start", cell)]
    while stack:
        event, element = stack.pop()
        yield event, element
        if event == "start":
            stack.append(("end", element))
            stack += [("start", child) for child in reversed(element)]
