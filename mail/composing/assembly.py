"""The bytes of a message, put together by hand.

`EmailMessage.as_bytes` makes 450 messages a second, this many thousands (performance.md), and the structure is always
one of two: alternative[text, html], or mixed[alternative[text, html, calendar], ics]. Outlook looks for an invitation
only inside the first child of mixed, last in the alternative and without a Content-Disposition (calendar-rules 1). The
tests read the bytes back with Python's `email` package and find the same.
"""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BARE_LF = re.compile(rb"(?<!\r)\n")
_MAX_LINE = 998  # RFC 5322 2.1.1
_BASE64_OCTETS = 57  # 76 characters a line


def assemble(
    headers: Sequence[str], message_id: str, text: str, html: str, calendar: tuple[str, bytes] | None
) -> bytes:
    """Return a whole message with CRLF line ends and no octet above 127.

    `headers` are finished lines; `calendar` is the method and the iCalendar object, or None. The boundaries come from
    the Message-ID, so a message put together again is the same to the byte.
    """
    mark = sha256(message_id.encode()).hexdigest()[:32]
    inner, outer = f"=_a{mark}", f"=_m{mark}"
    parts = [_text_part("plain", text), _text_part("html", html)]
    if calendar is not None:
        parts.append(_calendar_part(*calendar))
    body = _multipart(inner, parts)
    kind, boundary = "alternative", inner
    if calendar is not None:
        whole = f'Content-Type: multipart/alternative; boundary="{inner}"\r\n\r\n'.encode() + body
        body = _multipart(outer, [whole, _attachment(calendar[1])])
        kind, boundary = "mixed", outer
    top = [*headers, "MIME-Version: 1.0", f'Content-Type: multipart/{kind}; boundary="{boundary}"']
    return "\r\n".join([*top, "", ""]).encode("ascii") + body


def _multipart(boundary: str, parts: Sequence[bytes]) -> bytes:
    """Join parts. `=_` cannot stand in quoted-printable, and nobody can know the boundary before it is sent."""
    line = f"--{boundary}\r\n".encode()
    return b"".join(line + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()


def _text_part(subtype: str, text: str) -> bytes:
    content = text.replace("\n", "\r\n").encode()
    encoding = "7bit"
    if not content.isascii() or _longest(content) > _MAX_LINE:
        # Line ends are CRLF already, and istext keeps them. Soft breaks are like the first line end: LF without one.
        content, encoding = b2a_qp(content, istext=True, header=False), "quoted-printable"
        content = _BARE_LF.sub(b"\r\n", content)
    return (
        f"Content-Type: text/{subtype}; charset=UTF-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + content
    )


def _longest(content: bytes) -> int:
    return max(map(len, content.split(b"\r\n")))


def _calendar_part(method: str, content: bytes) -> bytes:
    """Return the part that mail programs act on. Base64 outside ASCII: it keeps CRLF and folding to the octet."""
    head = f"Content-Type: text/calendar; charset=UTF-8; method={method}\r\n"
    if content.isascii():
        return f"{head}Content-Transfer-Encoding: 7bit\r\n\r\n".encode() + content
    return f"{head}Content-Transfer-Encoding: base64\r\n\r\n".encode() + _base64(content)


def _attachment(content: bytes) -> bytes:
    """Return the same calendar object as a file, for programs that show no buttons."""
    return (
        b'Content-Type: application/ics; name="invite.ics"\r\n'
        b'Content-Disposition: attachment; filename="invite.ics"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n"
    ) + _base64(content)


def _base64(content: bytes) -> bytes:
    lines = (
        b2a_base64(content[at : at + _BASE64_OCTETS], newline=False) for at in range(0, len(content), _BASE64_OCTETS)
    )
    return b"\r\n".join(lines) + b"\r\n"
