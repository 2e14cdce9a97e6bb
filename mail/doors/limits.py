"""What one client may take from a door (mail-rules 1.3)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """A setting each; over it the client is told 421 or 452 and may come again, 552 for a mail that is too big.

    The site's own gateway is often the only peer there is, so the limits per peer and session leave room for it.
    """

    connections: int = 500
    connections_per_peer: int = 100
    errors_per_session: int = 20
    unknown_recipients_per_session: int = 20
    messages_per_connection: int = 1000
    recipients_per_message: int = 1000
    message_bytes: int = 26_214_400
    seconds_per_session: float = 600.0
    seconds_idle: float = 300.0
    """RFC 5321, 4.5.3.2.7: a server waits at least five minutes for the next command."""
