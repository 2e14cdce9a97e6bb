"""Which text is the mail's: text/plain, unless it is a stub beside the HTML that holds what was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mail.reading import markup
from mail.reading.parts import text_of

if TYPE_CHECKING:
    from mail.reading.limits import Limits, Notes
    from mail.reading.tree import Node

_STUB = re.compile(
    r"(does not|doesn't|cannot|can't|unable to|not able to|no) (\w+ ){0,3}(support|show|display|view|read|html)"
    r"|html[ -]?(version|format|e-?mail|message|mail|enabled|capable|compatible|content|viewer)"
    r"|view (this|the) (e-?mail|message) (in|online)|this is a (multi-?part )?message in (mime|html) format",
    re.IGNORECASE,
)
_LONGEST_STUB = 400


@dataclass
class Written:
    """One stretch of a mail's text, in either or both of its forms."""

    plain: str = ""
    html: str = ""


@dataclass(frozen=True)
class Body:
    """The text to work with, whether it came from HTML, and the rows of data tables."""

    text: str
    from_html: bool
    table_rows: tuple[tuple[str, ...], ...]


def read_body(raw: bytes, root: Node, limits: Limits, notes: Notes) -> Body:
    """Put the body together from the text parts that are no attachments."""
    stretches = _stretches(raw, root, limits, notes)
    if not stretches:
        stretches = [_form(raw, node, limits, notes) for node in root.leaves() if _is_named_text(node)][:1]
    return from_stretches(stretches, limits, notes)


def from_stretches(stretches: list[Written], limits: Limits, notes: Notes) -> Body:
    """Choose the better form of each stretch; rows of data tables are kept either way."""
    texts: list[str] = []
    rows: list[tuple[str, ...]] = []
    from_html = False
    for stretch in stretches:
        plain_is_enough = bool(stretch.plain.strip()) and not (stretch.html and is_stub(stretch.plain))
        if plain_is_enough:
            texts.append(stretch.plain)
            if markup.may_hold_data(stretch.html):
                rows += markup.read_rows(stretch.html, limits, notes)
            continue
        page = markup.read_page(stretch.html, limits, notes)
        rows += page.rows
        use_html = bool(page.text.strip())  # HTML of nothing but a picture is no better than the stub beside it
        from_html = from_html or use_html
        texts.append(page.text if use_html else stretch.plain)
    return Body("\n".join(text for text in texts if text), from_html, tuple(rows[: limits.table_rows]))


def is_stub(plain: str) -> bool:
    """Tell whether a plain text only says that the mail is HTML."""
    short = " ".join(plain[: _LONGEST_STUB + 1].split())
    return len(plain.strip()) <= _LONGEST_STUB and bool(_STUB.search(short))


def is_body_text(node: Node) -> bool:
    """Tell whether a leaf is text to be read as the mail's own, not something attached."""
    attached = node.type.disposition == "attachment" or bool(node.type.filename)
    return not attached and _is_text(node)


def _is_text(node: Node) -> bool:
    # A multipart in which no boundary was found is shown as text by most programs: so the person's words are not lost.
    return node.type.name in {"text/plain", "text/html"} or (
        node.type.name.startswith("multipart/") and not node.children
    )


def _is_named_text(node: Node) -> bool:
    return _is_text(node) and node.type.disposition != "attachment"


def _stretches(raw: bytes, node: Node, limits: Limits, notes: Notes) -> list[Written]:
    if not node.children:
        return [_form(raw, node, limits, notes)] if is_body_text(node) else []
    inner = [_stretches(raw, child, limits, notes) for child in node.children]
    if node.type.name != "multipart/alternative":
        return [stretch for stretches in inner for stretch in stretches]
    # Two forms of the same words, each perhaps inside a multipart of its own with pictures.
    forms = [_joined(stretches) for stretches in inner if stretches]
    plain = next((form.plain for form in forms if form.plain.strip()), "")
    html = next((form.html for form in reversed(forms) if form.html), "")
    return [Written(plain, html)] if plain or html else []


def _joined(stretches: list[Written]) -> Written:
    return Written(
        "\n".join(stretch.plain for stretch in stretches if stretch.plain),
        "\n".join(stretch.html for stretch in stretches if stretch.html),
    )


def _form(raw: bytes, node: Node, limits: Limits, notes: Notes) -> Written:
    if node.type.name == "text/html":
        return Written(html=text_of(raw, node, limits.markup, notes))
    return Written(plain=text_of(raw, node, limits.text, notes))
