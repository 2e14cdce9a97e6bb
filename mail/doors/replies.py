"""What a door answers to a mail, and how it ends a conversation. No reply carries an exception's text."""

from __future__ import annotations

OK = "250 2.0.0 OK: stored"
TRY_AGAIN = "451 4.3.0 Could not be stored now, please try again later"
TOO_BIG = "552 5.3.4 The mail is larger than we accept"
NUL_BYTES = "554 5.6.0 The mail holds NUL bytes, which no mail may (RFC 5322, 2.2)"
CLOSING = "421 4.3.2 Closing, please come again later"
UNKNOWN = "550 5.1.1 No such mailbox here"


class Goodbye(ConnectionError):
    """We end the conversation, with this reply."""

    def __init__(self, reply: str = "") -> None:
        self.reply = reply
        super().__init__(reply)
