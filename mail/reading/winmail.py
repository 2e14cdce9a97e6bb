"""winmail.dat (TNEF): Outlook's wrapping of a mail sent as rich text, through tnefparse.

tnefparse trusts the counts in the file: 30 bytes that claim four thousand million properties keep it busy for hours. So
the file is walked first, and only the blocks that are needed, with counts that fit their size, are handed on.
"""

from __future__ import annotations

import logging
import mimetypes
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mail.incoming import Part
from mail.reading.body import Written
from mail.reading.charsets import decode
from mail.reading.flowed import one_line_end

if TYPE_CHECKING:
    from mail.reading.limits import Limits, Notes

_SIGNATURE = b"\x78\x9f\x3e\x22"
_START = 6
_BLOCK = struct.Struct("<BHHI")  # level, name, type, length; then data and a checksum of two bytes
_PROPERTIES = frozenset({0x9003, 0x9005})
_NEEDED = frozenset({0x800C, 0x800F, 0x8010, 0x9002, 0x9006, 0x9007}) | _PROPERTIES
_MOST_BLOCKS = 400
_FIXED = {0x01: 0, 0x02: 2, 0x0B: 2, 0x03: 4, 0x04: 4, 0x0A: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({0x00, 0x0D, 0x1E, 0x1F, 0x0102})
_MULTI, _NAMED = 0x1000, 0x8000

TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass(frozen=True)
class Winmail:
    """What was inside: the text in its forms, and the attachments."""

    written: Written
    attachments: tuple[Part, ...]


def unwrap(data: bytes, limits: Limits, notes: Notes) -> Winmail | None:
    """Open a winmail.dat; None when it cannot be opened. Never raises."""
    logging.getLogger("tnefparse").setLevel(logging.CRITICAL)  # its warnings quote the mail
    try:
        from tnefparse import TNEF  # noqa: PLC0415 -- one mail in thousands needs it

        opened = TNEF(_sound(data), do_checksum=False)
        written = Written(plain=_text(opened.body), html=_text(opened.htmlbody))
        attachments = tuple(_part(found, limits) for found in opened.attachments)
    except Exception:  # noqa: BLE001 -- a foreign format through a trusting parser
        notes.defect("a winmail.dat that could not be opened")
        return None
    return Winmail(written, attachments)


def _sound(data: bytes) -> bytes:
    """Return the blocks that are needed, each walked to its end; raise where a count does not fit."""
    if not data.startswith(_SIGNATURE) or data.count(_SIGNATURE) > 1:  # a mail within the winmail.dat is not opened
        raise ValueError
    blocks = [data[:_START]]
    at = _START
    while at + _BLOCK.size + 2 < len(data) and len(blocks) <= _MOST_BLOCKS:
        _, name, _, length = _BLOCK.unpack_from(data, at)
        end = at + _BLOCK.size + length + 2
        if name in _NEEDED and end <= len(data):
            if name in _PROPERTIES:
                _walk_properties(data[at + _BLOCK.size : end - 2])
            blocks.append(data[at:end])
        at = end
    return b"".join(blocks)


def _walk_properties(data: bytes) -> None:
    """Walk MAPI properties; every step reads at least four bytes that are there, or raises."""
    (count,), at = struct.unpack_from("<I", data), 4
    for _ in range(count):
        kind, name = struct.unpack_from("<HH", data, at)
        at += 4
        if name >= _NAMED:
            at = _walk_name(data, at + 16)
        many = 1
        if kind & _MULTI:
            (many,), at = struct.unpack_from("<I", data, at), at + 4
        at = _walk_values(data, at, kind, many)


def _walk_name(data: bytes, at: int) -> int:
    by_text, length = struct.unpack_from("<II", data, at)
    return at + 8 + (length + -length % 4 if by_text else 0)


def _walk_values(data: bytes, at: int, kind: int, many: int) -> int:
    base = kind & ~_MULTI
    if base in _FIXED:
        size = _FIXED[base] * many
        at += size + -size % 4
        if many > len(data) or at > len(data):
            raise ValueError
        return at
    if base not in _VARIABLE:
        raise ValueError
    if not kind & _MULTI:
        (many,), at = struct.unpack_from("<I", data, at), at + 4
    for _ in range(many):
        (length,) = struct.unpack_from("<I", data, at)
        at += 4 + length + -length % 4
    return at


def _text(value: object) -> str:
    if isinstance(value, list):
        value = (b"" if value and isinstance(value[0], bytes) else "").join(value)
    if isinstance(value, bytes):
        value = decode(value, "")
    return one_line_end(value).rstrip() if isinstance(value, str) else ""


def _part(attachment: object, limits: Limits) -> Part:
    long_filename = getattr(attachment, "long_filename", str)()
    name = str(long_filename).strip("\0").rpartition("\\")[2].rpartition("/")[2][:200]
    kind = mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"
    data = getattr(attachment, "data", b"")
    readable = kind.startswith("text/") and isinstance(data, bytes)
    return Part(kind, name, data[: limits.content] if readable else b"")
