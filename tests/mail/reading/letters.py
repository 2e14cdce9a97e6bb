"""Mails to read, put together from a few words: what is not said is an ordinary plain mail."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from mail.incoming import Incoming
from mail.reading import read

ORDINARY = (
    ("From", "Jo Worker <jo@anytown.example>"),
    ("To", "missing-panel@panels.anytown.example"),
    ("Subject", "Booking"),
    ("Message-ID", "<1@anytown.example>"),
    ("Date", "Mon, 23 Nov 2026 10:00:00 +0000"),
)


def letter(
    body: str | bytes = "Hello\r\n", *extra: tuple[str, str], headers: Sequence[tuple[str, str]] = ORDINARY
) -> bytes:
    """Return a mail with the ordinary header, `extra` fields (one of the same name replaces) and a body."""
    replaced = {name.lower() for name, _ in extra}
    fields = [field for field in headers if field[0].lower() not in replaced]
    head = "".join(f"{name}: {value}\r\n" for name, value in (*fields, *extra))
    return head.encode("utf-8", "surrogateescape") + b"\r\n" + (body if isinstance(body, bytes) else body.encode())


def part(content: str | bytes, content_type: str = "text/plain", *fields: str) -> bytes:
    """Return a part as it stands between boundaries."""
    lines = [f"Content-Type: {content_type}", *fields]
    data = content if isinstance(content, bytes) else content.encode()
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def base64_part(content: bytes, content_type: str, *fields: str) -> bytes:
    """Return a part whose content is base64."""
    return part(base64.encodebytes(content), content_type, "Content-Transfer-Encoding: base64", *fields)


def multipart(kind: str, *parts: bytes, boundary: str = "=_b1", parameters: str = "") -> bytes:
    """Return a multipart as a part of its own (header and body)."""
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + one + b"\r\n" for one in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{parameters}\r\n\r\n'
    return head.encode() + body + b"--" + boundary.encode() + b"--\r\n"


def enclose(content: bytes, *extra: tuple[str, str]) -> bytes:
    """Return a mail whose header is the ordinary one and whose content is a part with a header of its own."""
    return letter(b"", *extra)[:-2] + content


def read_letter(body: str | bytes = "Hello\r\n", *extra: tuple[str, str]) -> Incoming:
    """Return an ordinary mail as read."""
    return read(letter(body, *extra))


def read_parts(content: bytes, *extra: tuple[str, str]) -> Incoming:
    """Return a mail of parts as read."""
    return read(enclose(content, *extra))
