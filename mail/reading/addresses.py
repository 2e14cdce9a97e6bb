"""The addresses of From: all of them, since more than one means nobody vouches for the mail (mail-rules 4)."""

from __future__ import annotations

import re
from email.utils import getaddresses

from mail.reading.charsets import decode
from mail.reading.limits import Limits, Notes
from mail.reading.words import header_text

_MOST_COMMENTS = 20
_ADDRESS = re.compile(r"[^\s<>,;:()\[\]\"\\]{1,255}@[^\s<>,;:()\"\\]{1,255}")
# What may hold an @ without being an address: quoted names, simple comments, encoded words.
_NAMES = re.compile(r'"(?:[^"\\]|\\.)*"(?!@)|\([^()]*\)|=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=')
_IDS = re.compile(r"<[^<>\s]{1,500}>")


def from_addresses(values: list[bytes], limits: Limits, notes: Notes) -> tuple[tuple[str, str], ...]:
    """Return (display name, address in lower case) for every address in every From field.

    Reading must not be cleverer than the check at the gateway: whatever else looks like an address outside quotes is
    listed too, so that a field two programs could read differently names more than one sender.
    """
    found: list[tuple[str, str]] = []
    for value in values:
        text = decode(value, "utf-8")
        many = text.count(",") + text.count(";") >= limits.addresses
        if many or text.count("(") > _MOST_COMMENTS or len(value) > limits.from_field:
            notes.hold("The From field of the mail names more senders than any real mail, so it was not read.")
            continue
        parsed = [
            (header_text(name.encode("utf-8", "replace"), limits, notes), address.strip().lower())
            for name, address in getaddresses([text])
            if "@" in address
        ]
        seen = {address for _, address in parsed}
        hidden = dict.fromkeys(match[0].strip("'").lower() for match in _ADDRESS.finditer(_NAMES.sub(" ", text)))
        extra = [("", address) for address in hidden if address not in seen]
        if extra:
            notes.defect("From can be read in more than one way")
        found += parsed + extra
    return tuple(found[: limits.addresses])


def message_ids(value: str) -> tuple[str, ...]:
    """Return the message ids of a References or In-Reply-To value, brackets included."""
    return tuple(_IDS.findall(value))
