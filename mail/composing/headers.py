"""Header lines that cannot be forged: every value is cleaned, checked or encoded before it stands in one."""

from __future__ import annotations

import re
from email.header import Header
from typing import TYPE_CHECKING

from mail.composing.blocks import clean
from mail.composing.letterhead import MESSAGE_ID
from mail.invitations import exact_address

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE = 78
_MAX_NAME = 100
_MAX_THREAD = 20
# What Python's own parser (and others) would take for an encoded word in plain text.
_ENCODED = re.compile(r"=\?")


def text_line(name: str, value: str) -> str:
    """Return `Name: value` for free text, folded; outside ASCII as encoded words (RFC 2047)."""
    tidy = clean(value).strip()
    if tidy.isascii() and not _ENCODED.search(tidy):
        return _folded(name, tidy.split(" "), " ")
    encoded = Header(tidy, "utf-8", maxlinelen=_LINE - 2, header_name=name).encode(linesep="\r\n")
    return f"{name}: {encoded}"


def address_line(name: str, display: str, address: str) -> str:
    """Return `Name: "Display" <address>`; Held when the address cannot stand in a header."""
    exact = exact_address(address)
    tidy = clean(display).strip()[:_MAX_NAME].strip()
    if not tidy:
        return f"{name}: {exact}"
    if tidy.isascii():
        quoted = tidy.replace("\\", "\\\\").replace('"', '\\"')
        shown = f'"{quoted}"'
    else:
        shown = Header(tidy, "utf-8", maxlinelen=_LINE - 2, header_name=name).encode(linesep="\r\n")
    one_line = f"{name}: {shown} <{exact}>"
    return one_line if len(one_line) <= _LINE and "\r\n" not in shown else f"{name}: {shown}\r\n <{exact}>"


def list_line(name: str, values: Iterable[str]) -> str:
    """Return `Name: a, b, c`, folded after commas."""
    return _folded(name, [clean(value).replace(" ", "") for value in values], ", ")


def thread_lines(thread: Iterable[str]) -> list[str]:
    """Return In-Reply-To and References; ids that are none are left out, and of a long thread the middle."""
    ids = [each for each in thread if MESSAGE_ID.fullmatch(each)]
    if not ids:
        return []
    kept = ids if len(ids) <= _MAX_THREAD else [ids[0], *ids[1 - _MAX_THREAD :]]
    return [f"In-Reply-To: {ids[-1]}", "References: " + "\r\n ".join(kept)]


def _folded(name: str, words: list[str], between: str) -> str:
    """Join words into a header, a new line wherever one would grow too long."""
    lines, current = [], f"{name}:"
    for number, word in enumerate(words):
        piece = word + (between.rstrip() if number < len(words) - 1 else "")
        if len(current) + 1 + len(piece) > _LINE and current != f"{name}:":
            lines.append(current)
            current = ""
        current = f"{current} {piece}"
    return "\r\n".join([*lines, current])
