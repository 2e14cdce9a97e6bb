"""The states of mails in words for people."""

from __future__ import annotations

INCOMING = {
    "ready": "waiting to be read",
    "claimed": "being read",
    "done": "handled",
    "held": "held for a person",
    "ignored": "ignored",
    "failed": "failed",
    "erased": "erased, kept long enough",
}
OUTGOING = {
    "waiting": "waiting to be sent",
    "sending": "being sent",
    "sent": "sent",
    "retry": "will be tried again",
    "uncertain": "perhaps sent, will be tried again",
    "held": "held for a person",
    "bounced": "bounced",
    "failed": "failed",
    "erased": "erased, kept long enough",
}
