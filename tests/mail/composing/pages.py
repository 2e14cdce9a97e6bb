"""What a person reads in an HTML mail, taken out without any code of ours: to compare with the plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_DECORATION = re.compile(r"-+|=+")


class _Page(HTMLParser):
    """Collects the words of a page; a cell says the heading of its column or row first, as the plain text does."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._heads: list[str] = []
        self._cell: list[str] | None = None
        self._column = 0
        self._scope: str | None = None
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self._heads = []
        if tag == "tr":
            self._column = 0
        if tag in {"th", "td"}:
            self._cell, self._scope = [], dict(attrs).get("scope")
        if tag == "title":
            self._silent = True
        if tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._silent = False
        if tag not in {"th", "td"} or self._cell is None:
            return
        text, self._cell = " ".join("".join(self._cell).split()), None
        if tag == "th" and self._scope == "col":
            self._heads.append(text)
        elif tag == "th":
            self.words += f"{text}:".split()
        else:
            head = f"{self._heads[self._column]}: " if self._heads else ""
            self.words += f"{head}{text}".split() if text else []
            self._column += 1

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)
        elif not self._silent:
            self.words += data.split()


def words_of_html(html: str) -> list[str]:
    """Return the words of a page, without what only decorates."""
    page = _Page()
    page.feed(html)
    return [word for word in page.words if not _DECORATION.fullmatch(word)]


def words_of_text(text: str) -> list[str]:
    """Return the words of a plain text, without underlines and bullets."""
    return [word for word in text.split() if not _DECORATION.fullmatch(word)]


def tags_of(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Return every tag with its attributes, in order."""
    page = _Page()
    page.feed(html)
    return page.tags
