"""Blocks as an HTML page for mail: headings, lists and data tables; no layout tables, no scripts, nothing fetched.

Styles stand inline because webmail drops style sheets. Nothing depends on colour: what is bordered is also said.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from mail.composing.blocks import LINK, LINK_END, Block, Mark, plain, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = (
    '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n</head>\n'
    '<body style="margin:0;background:#ffffff;color:#0b0c0c">\n'
    '<div style="max-width:640px;padding:16px;font-family:Arial,Helvetica,sans-serif;font-size:16px;'
    'line-height:1.5;overflow-wrap:anywhere">\n'
)
_TAIL = "</div>\n</body>\n</html>\n"
_P = '<p style="margin:0 0 16px">'
_IMPORTANT = '<p style="margin:0 0 16px;border-left:6px solid #0b0c0c;padding:4px 0 4px 12px;font-weight:bold">'
_FORM = '<p style="margin:0 0 16px;border:1px solid #505a5f;padding:12px;background:#f8f8f8">'
_MARKING = '<p style="margin:0 0 16px;font-weight:bold">'
_TABLE = '<table style="border-collapse:collapse;width:100%;margin:0 0 16px">'
_CELL = "text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid #b1b4b6"
_HEAD_CELL = f"{_CELL};overflow-wrap:break-word"  # a heading is a word: it makes its column as wide as it needs
_HEADINGS = {
    Mark.TITLE: ("h1", "font-size:24px;line-height:1.25;margin:0 0 16px"),
    Mark.HEADING: ("h2", "font-size:19px;line-height:1.3;margin:24px 0 8px"),
    Mark.SUBHEADING: ("h3", "font-size:16px;line-height:1.3;margin:16px 0 8px"),
}
_LINKS = re.compile(f"{LINK}(https?://[^{LINK_END}]*){LINK_END}")


def as_html(title: str, blocks: Sequence[Block]) -> str:
    """Return the whole page, line ends as LF."""
    return _HEAD.format(title=escape(title)) + "\n".join(_written(block) for block in blocks) + "\n" + _TAIL


def _inline(text: str) -> str:
    """Escape a text; only addresses that a template marked become links."""
    escaped = escape(text)
    if LINK in escaped:
        escaped = _LINKS.sub(r'<a href="\1">\1</a>', escaped)
    return plain(escaped, "<br>\n")


def _written(block: Block) -> str:  # noqa: PLR0911 - one answer a kind of block
    lines = [_inline(line) for line in block.lines]
    match block.mark:
        case Mark.TITLE | Mark.HEADING | Mark.SUBHEADING:
            tag, style = _HEADINGS[block.mark]
            return f'<{tag} style="{style}">{lines[0]}</{tag}>'
        case Mark.BULLETS:
            items = "\n".join(f"<li>{line}</li>" for line in lines)
            return f'<ul style="margin:0 0 16px;padding:0 0 0 20px">\n{items}\n</ul>'
        case Mark.PAIRS:
            return _pairs(block)
        case Mark.ROW:
            return _table(block)
        case Mark.RULE:
            return '<hr style="margin:24px 0;border:0;border-top:2px solid #0b0c0c">'
        case Mark.FORM:
            return _FORM + "<br>\n".join(lines) + "</p>"
        case Mark.IMPORTANT:
            return f"{_IMPORTANT}{lines[0]}</p>"
        case Mark.MARKING:
            return f"{_MARKING}{lines[0]}</p>"
        case _:
            return _P + " ".join(lines) + "</p>"


def _pairs(block: Block) -> str:
    """Return label and value pairs: a data table whose first column heads the rows."""
    rows = "\n".join(
        f'<tr><th scope="row" style="{_HEAD_CELL};width:35%">{_inline(label)}</th>'
        f'<td style="{_CELL}">{_inline(value)}</td></tr>'
        for label, value in block.rows
    )
    return f"{_TABLE}\n{rows}\n</table>"


def _table(block: Block) -> str:
    """Return a data table with its headings; columns that are empty in every row are left out."""
    shown = [n for n in range(len(block.head)) if any(n < len(row) and visible(row[n]) for row in block.rows)]
    head = "".join(f'<th scope="col" style="{_HEAD_CELL}">{_inline(block.head[n])}</th>' for n in shown)
    rows = "\n".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{_inline(row[n])}</td>' for n in shown) + "</tr>" for row in block.rows
    )
    return f"{_TABLE}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
