"""Encoded words (RFC 2047) in header values.

Not `email.header.decode_header`: it raises on broken base64, and what stands between encoded words comes back through
raw-unicode-escape, so that a backslash somebody typed changes the text.
"""

from __future__ import annotations

import binascii
import re

from mail.reading.charsets import decode
from mail.reading.limits import Limits, Notes

_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def header_text(value: bytes, limits: Limits, notes: Notes) -> str:
    """Return a header value as the reader sees it: encoded words decoded, control characters turned to blanks."""
    text = decode(value, "utf-8")
    if "=?" in text:
        if text.count("=?") > limits.encoded_words:
            notes.hold("A header field of the mail has more encoded words than any real mail, so it was not decoded.")
        else:
            text = decode_words(text)
    return _CONTROL.sub(" ", text).strip()


def decode_words(text: str) -> str:
    """Decode encoded words; blanks between two of them are dropped, broken ones stay as they are."""
    pieces: list[tuple[str, bytes]] = []  # charset ("" for plain text) and bytes
    at = 0
    for word in _WORD.finditer(text):
        gap = text[at : word.start()]
        if gap and not (gap.isspace() and pieces and pieces[-1][0]):
            pieces.append(("", gap.encode()))
        charset, data = word[1].lower(), _word_bytes(word[2], word[3])
        # Some clients cut a character of two bytes in half: neighbours in one charset are decoded together.
        if pieces and pieces[-1][0] == charset:
            pieces[-1] = (charset, pieces[-1][1] + data)
        else:
            pieces.append((charset, data))
        at = word.end()
    pieces.append(("", text[at:].encode()))
    return "".join(decode(data, charset or "utf-8") for charset, data in pieces)


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    return from_base64(data)


def from_base64(data: bytes) -> bytes:
    """Decode base64 as far as it goes: missing padding and stray characters are common in real mail."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        usable = letters[: len(letters) - (len(letters) % 4 == 1)]
        return binascii.a2b_base64(usable + b"=" * (-len(usable) % 4))
