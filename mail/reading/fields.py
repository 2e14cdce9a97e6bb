"""Header fields out of bytes, in the order they stand in, unfolded but not decoded.

The order matters for `mail.authenticity`: only the topmost Authentication-Results count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from mail.reading.limits import Limits, Notes

# RFC 5322 names, with the obsolete blank before the colon: other programs take `From :` for a From, so must we.
_NAME = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:")


class Field(NamedTuple):
    """One header field: its name in lower case and its unfolded value."""

    name: str
    value: bytes


@dataclass(frozen=True)
class Head:
    """The header block of a mail or a part, and where its body begins."""

    fields: tuple[Field, ...]
    body: int

    def first(self, name: str) -> bytes:
        """Return the value of the first field of that name, or nothing."""
        return next((field.value for field in self.fields if field.name == name), b"")


def read_head(raw: bytes, start: int, block: int, limits: Limits, notes: Notes) -> Head:
    """Read the header block that begins at `start`, at most `block` bytes of it.

    A line that is no header field ends the block, as it does for most programs: what follows is the body.
    """
    stop = min(len(raw), start + block)
    found: list[tuple[str, list[bytes]]] = []
    at = start
    while at < stop:
        end = raw.find(b"\n", at, stop)
        line = raw[at : end if end >= 0 else stop].rstrip(b"\r")
        after = end + 1 if end >= 0 else stop
        if not line:
            return _head(found, after, limits, notes)
        if line[:1] in {b" ", b"\t"}:
            if found:
                found[-1][1].append(line)
            else:
                notes.defect("header begins with a continuation line")
        elif name := None if line.startswith(b"--") else _NAME.match(line):
            if len(found) == limits.fields:
                notes.hold("The mail has more header fields than any real mail, so the rest of it was not read.")
                return _head(found, len(raw), limits, notes)
            found.append((name[1].decode("ascii").lower(), [line[name.end() :]]))
        elif not (at == start and line.startswith((b"From ", b">From "))):  # an mbox line is no header and no body
            notes.defect("no blank line after the header")
            return _head(found, at, limits, notes)
        at = after
    if stop < len(raw):
        notes.hold("The header of the mail is longer than any real mail's, so the rest of it was not read.")
        return _head(found, len(raw), limits, notes)
    return _head(found, stop, limits, notes)


def _head(found: list[tuple[str, list[bytes]]], body: int, limits: Limits, notes: Notes) -> Head:
    return Head(tuple(Field(name, _unfold(lines, limits, notes)) for name, lines in found), body)


def _unfold(lines: list[bytes], limits: Limits, notes: Notes) -> bytes:
    value = b"".join(lines) if len(lines) > 1 else lines[0]
    if len(value) > limits.field_bytes:
        value = value[: limits.field_bytes]
        notes.hold("A header field of the mail is longer than any real mail's, so only its beginning was read.")
    if b"\r" in value or b"\0" in value:
        # A bare CR is a line end to some programs: as a blank it cannot begin a field of its own here.
        notes.defect("stray control characters in the header")
        value = value.replace(b"\r", b" ").replace(b"\0", b"")
    return value.strip(b" \t")
