"""Terms of reference: Markdown in, safe HTML out. Raw HTML in it is shown as text, never taken as HTML."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {
    *(
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "ul",
        "ol",
        "li",
        "strong",
        "em",
        "code",
        "pre",
        "blockquote",
        "hr",
        "br",
        "a",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "div"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "th": {"scope"},
    "div": {"class", "tabindex", "role", "aria-label"},
}
_SCROLLS = '<div class="scroll" tabindex="0" role="region" aria-label="Table">'
_LOWEST = 6
_TITLE_TOKENS = 3  # open, text, close


def as_html(text: str) -> Markup:
    """Return terms as HTML to stand under a page's h1: their own title is left out, what comes below starts at h2."""
    tokens = _MARKDOWN.parse(text)
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        tokens = tokens[_TITLE_TOKENS:]
    _lower_headings(tokens)
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
    html = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    # A wide table scrolls by itself, so that the page does not at 320 pixels (standards AC-3).
    html = html.replace("<table>", f"{_SCROLLS}<table>").replace("</table>", "</table></div>")
    return _clean(html)


def purpose(text: str) -> Markup:
    """Return the first paragraph of terms as HTML, without its `<p>`: what the panel is for."""
    tokens = _MARKDOWN.parse(text)
    for before, inline in pairwise(tokens):
        if before.type == "paragraph_open" and before.level == 0:
            return _clean(str(_MARKDOWN.renderer.render([inline], _MARKDOWN.options, {})))
    return Markup()


def _lower_headings(tokens: Sequence[Token]) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    by = 2 - min((int(token.tag[1]) for token in headings), default=2)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) + by, _LOWEST)}"


def _clean(html: str) -> Markup:
    # A second pair of eyes on the output of a parser that plugins from outside feed.
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"})
    return Markup(clean)  # noqa: S704 - cleaned just above
