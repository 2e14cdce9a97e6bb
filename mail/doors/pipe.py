"""The pipe: `panelpost take FILE...|-`, for an MTA's pipe transport, a test mail or a rescued one."""

from __future__ import annotations

from core.clock import Clock
from core.errors import Refused
from core.inbox import Arrival
from mail.doors.envelope import read_letter
from mail.doors.fast_data import NULL_SENDER
from mail.doors.seams import Keep, Known

NO_RECIPIENT = (
    "This mail names no mailbox of ours in X-Original-To, Delivered-To, To or Cc. Name the recipient, or send it to the"
    " mailbox itself."
)
NOT_OURS = "The recipient named is no mailbox of ours."
NUL_BYTES = "This is no mail: it holds NUL bytes (RFC 5322, 2.2)."
EMPTY = "This is no mail: it is empty."


def take(
    data: bytes, keep: Keep, known: Known, clock: Clock, recipient: str | None = None, sender: str | None = None
) -> tuple[str, ...]:
    """Store one mail; return the recipients it was stored for, committed.

    `recipient` and `sender` are the envelope where the caller knows it (Postfix's `${recipient}` and `${sender}`; ""
    and "<>" are the null sender); else the headers tell. Raises Refused for a mail that is not for us, and what `keep`
    raises (the caller answers 75, and the MTA comes again).
    """
    letters = arrivals(data, known, clock, "take", recipient=recipient, sender=sender)
    keep(letters)
    return tuple(arrival.recipient for arrival in letters)


def arrivals(
    data: bytes, known: Known, clock: Clock, door: str, *, recipient: str | None = None, sender: str | None = None
) -> tuple[Arrival, ...]:
    """Return the arrivals a mail out of a file makes; raise Refused when it is none of ours."""
    if not data or data.isspace():
        raise Refused(EMPTY)
    if b"\0" in data:
        raise Refused(NUL_BYTES)
    if recipient is not None and not known(recipient.lower()):
        raise Refused(NOT_OURS)
    letter = read_letter(data, known)
    recipients = letter.recipients if recipient is None else (recipient.lower(),)
    if not recipients:
        raise Refused(NO_RECIPIENT)
    mail_from = letter.mail_from if sender is None else _given(sender)
    received = clock.now()
    return tuple(Arrival(address, mail_from, letter.raw, "", door, received) for address in recipients)


def _given(sender: str) -> str | None:
    return None if sender in {"", NULL_SENDER} else sender
