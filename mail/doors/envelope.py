"""The envelope of a mail that comes as a file: SMTP carried it beside the mail, here its headers have to tell.

Only the head of the mail is read, capped in bytes first (mail-rules 3), with the parser that survives header bombs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from mail.doors.fast_data import NULL_SENDER
from mail.doors.seams import Known

HEAD_BYTES = 262_144
FIELD_CHARACTERS = 65_536
DELIVERED = ("X-Original-To", "Delivered-To")
"""What the last MTA wrote: the recipient itself, also where To names a list or nobody (Bcc)."""
ADDRESSED = ("To", "Cc")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_MBOX_LINE = re.compile(rb"From (\S*)[^\n]*\n")


@dataclass(frozen=True)
class Letter:
    """A mail out of a file: `raw` without an mbox's "From " line, `mail_from` None for the null sender."""

    raw: bytes
    mail_from: str | None
    recipients: tuple[str, ...]


def read_letter(data: bytes, known: Known) -> Letter:
    """Read a mail that came without an envelope; `recipients` are those of ours, in lower case, each once."""
    mbox = _MBOX_LINE.match(data)
    raw = data[mbox.end() :] if mbox else data
    end = _END_OF_HEAD.search(raw, 0, HEAD_BYTES)
    head = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[: end.end() if end else HEAD_BYTES])
    return Letter(raw, _sender(head, mbox[1] if mbox else b""), _recipients(head, known))


def _recipients(head: Message, known: Known) -> tuple[str, ...]:
    for names in (DELIVERED, ADDRESSED):
        found = dict.fromkeys(address for address in _addresses(head, names) if known(address))
        if found:
            return tuple(found)
    return ()


def _sender(head: Message, mbox_sender: bytes) -> str | None:
    """Return the envelope sender: Return-Path, an mbox's "From " line, else Sender or From.

    A mail saved from a mail program has none of the first two. Without a sender it would count as a bounce (mail-rules
    5), so the header stands in; who really sent it is decided from the mail itself, later.
    """
    return_path = head.get("Return-Path")
    if return_path is not None and str(return_path).strip() == NULL_SENDER:
        return None
    from_mbox = mbox_sender.decode("ascii", "replace")
    for candidate in (*_addresses(head, ("Return-Path",)), from_mbox, *_addresses(head, ("Sender", "From"))):
        if "@" in candidate and candidate.isprintable():
            return candidate
    return None


def _addresses(head: Message, names: tuple[str, ...]) -> list[str]:
    """Return the addresses of the fields, in lower case; none where a field is not to be read."""
    found = []
    for name in names:
        values = [str(value)[:FIELD_CHARACTERS] for value in head.get_all(name, [])]
        try:
            found += [address.lower() for _, address in getaddresses(values[:100]) if address]
        except Exception:  # noqa: BLE001, S112 - a bomb of brackets (RecursionError) names no recipient
            continue
    return found
