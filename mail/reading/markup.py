"""HTML to text and to table rows.

inscriptis lays the page out as a browser would and drops what is hidden. It pads table cells to the width of their
column, so one long line beside many short ones costs their product: what that may come to is measured before, and a
plain strip of the tags does the work instead.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inscriptis.css_profiles import STRICT_CSS_PROFILE
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml import html as lxml_html  # type: ignore[import-untyped]  # it publishes no types

from mail.reading.tables import table_rows

if TYPE_CHECKING:
    from mail.reading.limits import Limits, Notes

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,40})?[^<>]*>")
_BLOCKS = frozenset({"p", "div", "br", "tr", "td", "th", "li", "ul", "ol", "table", "hr", "pre", "blockquote"})
_BLOCKS |= {"article", "section", "h1", "h2", "h3", "h4", "h5", "h6"}
_INLINE = ("span", "font", "o:p", "b", "strong", "i", "em", "u", "small")
_HIDDEN = frozenset({"script", "style", "head", "title", "template"})
_LINES = re.compile(r"<(?:p|div|br|tr|li|h[1-6]|td|th|pre)\b|\n")
_BLANK_LINES = re.compile(r"\n{3,}")
_DECLARATION = re.compile(r"<\?xml[^<>]*>")


@dataclass(frozen=True)
class Page:
    """An HTML part as read."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def may_hold_data(html: str) -> bool:
    """Tell cheaply whether HTML has a table with more than one cell: only then is it read beside a plain text."""
    lowered = html.lower()
    return lowered.count("<td") + lowered.count("<th>") + lowered.count("<th ") > 1


def read_page(html: str, limits: Limits, notes: Notes) -> Page:
    """Return the text a person sees, and the rows of data tables; never raises."""
    tree = _parsed(html, limits, notes)
    if tree is None:
        return Page(strip_tags(html))
    try:
        rows = table_rows(tree, limits.table_rows)
        text = _laid_out(tree, html, limits, notes)
    except Exception:  # noqa: BLE001 -- whatever a broken page does to the layout, its words are still there
        notes.defect("HTML that could not be laid out")
        return Page(strip_tags(html))
    return Page(text if text.strip() else strip_tags(html), rows)


def read_rows(html: str, limits: Limits, notes: Notes) -> tuple[tuple[str, ...], ...]:
    """Return only the rows of data tables: laying the page out costs ten times as much. Never raises."""
    tree = _parsed(html, limits, notes)
    return () if tree is None else table_rows(tree, limits.table_rows)


def _parsed(html: str, limits: Limits, notes: Notes) -> lxml_html.HtmlElement | None:
    if not html.strip():
        return None
    if html.count("<") > limits.tags:
        notes.defect("more HTML tags than are laid out")
        return None
    try:
        return lxml_html.document_fromstring(_without_declaration(html))
    except (ValueError, lxml_html.etree.LxmlError):
        notes.defect("HTML that could not be parsed")
        return None


def _without_declaration(html: str) -> str:
    """Drop an XML declaration: lxml refuses text that names an encoding, but the text is decoded already."""
    start = html.lstrip()
    found = _DECLARATION.match(start)
    return start[found.end() :] if found else start


def _laid_out(tree: lxml_html.HtmlElement, html: str, limits: Limits, notes: Notes) -> str:
    if _cost(tree, html) > limits.rendering:
        notes.defect("HTML too large to lay out")
        return strip_tags(html)
    _simplify(tree)
    # The strict profile is a browser's; the other puts blanks around every span, in the middle of Outlook's words.
    text = tidy(Inscriptis(tree, ParserConfig(css=STRICT_CSS_PROFILE)).get_text())
    # Blanks before every line of a deep list may come to more than the source: its words are enough then.
    return text if len(text) <= limits.text else strip_tags(html)


def _simplify(tree: lxml_html.HtmlElement) -> None:
    """Take away what is hidden, every style, and the elements that change nothing about the lines.

    Margins and paddings out of a mail may be thousands of lines. Outlook wraps each paragraph in two or three elements,
    and inscriptis pays 7 microseconds for each: without them a 40 kB mail takes two thirds of the time.
    """
    for element in tree.xpath("//*[@style]"):
        compact = "".join(element.attrib.pop("style").split()).lower()
        if ("display:none" in compact or "visibility:hidden" in compact) and element.getparent() is not None:
            element.drop_tree()
    lxml_html.etree.strip_tags(tree, *_INLINE)


def _cost(tree: lxml_html.HtmlElement, html: str) -> int:
    """Return how many characters the page may come to: lines times the blanks that tables and lists put before them."""
    lowered = html.lower()
    width = 4 * (lowered.count("<ul") + lowered.count("<ol"))
    if "<table" in lowered:
        width += len(tree.text_content())
    return width * len(_LINES.findall(lowered)) if width else 0


def strip_tags(html: str) -> str:
    """Return the text between the tags; one pass, whatever the input."""
    out: list[str] = []
    at = 0
    hidden = ""
    for tag in _TAG.finditer(html):
        closing, name = bool(tag[1]), (tag[2] or "").lower()
        if hidden:
            if closing and name == hidden:
                hidden = ""
                at = tag.end()
            continue
        out.append(html[at : tag.start()])
        at = tag.end()
        if name in _HIDDEN and not closing:
            hidden = name
        elif name in _BLOCKS:
            out.append("\n")
    if not hidden:
        out.append(html[at:])
    return tidy(entities.unescape("".join(out)))


def tidy(text: str) -> str:
    """Return text with plain blanks, no blanks at line ends and at most one empty line in a row."""
    lines = (line.rstrip() for line in text.replace("\xa0", " ").split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
