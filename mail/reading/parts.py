"""Leaves to `Part`: only what somebody will read is decoded (text, calendars, reports, heads of forwarded mails)."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING

from mail.incoming import Part
from mail.reading.charsets import decode
from mail.reading.flowed import one_line_end, unflow
from mail.reading.words import from_base64

if TYPE_CHECKING:
    from mail.reading.limits import Limits, Notes
    from mail.reading.tree import Node

_READ_WHOLE = frozenset({"application/ics", "message/delivery-status", "message/disposition-notification"})
_HEAD_BYTES = 32_768
_SEVEN_BIT = frozenset({"", "7bit", "8bit", "binary"})
CALENDARS = frozenset({"text/calendar", "application/ics"})


def content(raw: bytes, node: Node, cap: int, notes: Notes | None) -> bytes:
    """Return the decoded bytes of a leaf, at most `cap` encoded bytes of it; without `notes` nothing is said of it."""
    body = raw[node.start : min(node.end, node.start + cap)]
    if notes and node.end - node.start > cap:
        notes.defect("a part longer than what is read of it")
    encoding = node.type.encoding
    if encoding == "base64":
        return from_base64(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if notes and encoding not in _SEVEN_BIT:
        notes.defect("a transfer encoding that is not known")
    return body


def to_part(raw: bytes, node: Node, limits: Limits, notes: Notes) -> Part:
    """Return a leaf as `Part`; the content of what no program here reads stays empty."""
    name = node.type.name
    if name.startswith("text/") or name in _READ_WHOLE:
        data = content(raw, node, limits.content, notes)
    elif name in {"message/rfc822", "message/global"}:
        data = _head_of(content(raw, node, _HEAD_BYTES, None))
    else:
        data = b""
    return Part(name, node.type.filename, data, node.type.parameters)


def text_of(raw: bytes, node: Node, cap: int, notes: Notes) -> str:
    """Return a text leaf as text with LF line ends; a person must look where it is longer than `cap`."""
    if node.end - node.start > cap:
        notes.hold("The text of the mail is longer than what is read, so only its beginning was used.")
    data = content(raw, node, cap, notes)
    if node.end - node.start > cap and b"\n" in data:
        data = data[: data.rfind(b"\n") + 1]  # a character cut in half would spoil the whole text's charset
    text = one_line_end(decode(data, node.type.charset))
    if node.type.name == "text/plain" and node.type.parameters.get("format", "").lower() == "flowed":
        return unflow(text, delete_space=node.type.parameters.get("delsp", "").lower() == "yes")
    return text


def calendars(parts: list[Part]) -> tuple[bytes, ...]:
    """Return each calendar once, as UTF-8: text/calendar by content type, else application/ics."""
    for wanted in ("text/calendar", "application/ics"):
        found = [_as_utf8(part) for part in parts if part.content_type == wanted and part.content.strip()]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _as_utf8(part: Part) -> bytes:
    declared = part.parameters.get("charset", "").lower()
    if declared in {"", "utf-8", "utf8", "us-ascii"}:
        return part.content
    return decode(part.content, declared).encode()


def _head_of(data: bytes) -> bytes:
    ends = [at for at in (data.find(b"\r\n\r\n"), data.find(b"\n\n")) if at >= 0]
    return data[: min(ends)] if ends else data
