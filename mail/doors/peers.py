"""Who a client is, from the socket's point of view."""

from __future__ import annotations

from typing import Any


def ip_address(peer: Any) -> str:
    """Return the IP address of what a socket calls its peer; "" for a socket file, which has none."""
    host = str(peer[0]) if isinstance(peer, tuple) else ""
    # A listener on "::" sees IPv4 clients like this, and no gateway is configured like this.
    return host.removeprefix("::ffff:") if "." in host else host
