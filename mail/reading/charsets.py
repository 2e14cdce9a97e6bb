"""Bytes to text in the order that mail-rules 3 gives: declared, utf-8, cp1252, latin-1.

No guessing library: one read the pound sign as a Polish letter.
"""

from __future__ import annotations

import codecs
import re

# Text encodings of Python's own that no mail uses in earnest; some of them are slow or run escapes.
_NOT_FOR_MAIL = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem", "palmos"}
)
_C1 = re.compile(rb"[\x80-\x9f]")


def decode(data: bytes, declared: str) -> str:
    """Decode `data`; never raises, and the result can always be written as UTF-8."""
    for charset in (_codec(data, declared), "utf-8", "cp1252"):
        if charset:
            try:
                return _without_surrogates(data.decode(charset))
            except (UnicodeError, LookupError, ValueError):
                continue
    return data.decode("latin-1")


def _codec(data: bytes, declared: str) -> str:
    """Return Python's name for a declared charset, "" for none or one that is not for mail."""
    try:
        name = codecs.lookup(declared[:40].strip().strip("\"'")).name if declared else ""
    except (LookupError, ValueError):
        return ""
    if name.replace("_", "-") in _NOT_FOR_MAIL:
        return ""
    # Outlook writes smart quotes of cp1252 and calls it latin-1, where these bytes are control characters.
    if name == "iso8859-1" and _C1.search(data):
        return "cp1252"
    return name


def _without_surrogates(text: str) -> str:
    """Replace lone surrogates (utf-7 and utf-16 can make them): the database takes only what UTF-8 can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
