"""A test reaches nothing but this machine: sockets and look-ups that go elsewhere are refused and remembered."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

Attempts = list[str]


class OutOfBounds(ConnectionRefusedError):
    """What code under test sees when it reaches for the network: the same as on a machine that has none."""


def is_here(host: object) -> bool:
    """Tell whether `host` (as given to a socket call) is this machine; "" and None mean any of its addresses."""
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in {"", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(str(name))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@contextmanager
def only_loopback() -> Iterator[Attempts]:
    """Guard `connect`, `connect_ex`, `sendto` and `getaddrinfo`; yield the list that attempts are noted in."""
    attempts: Attempts = []

    def check(host: object) -> None:
        if not is_here(host):
            attempts.append(str(host))
            raise OutOfBounds(f"a test may not reach {host!r}, only loopback")

    def guarded(name: str) -> Any:
        real = getattr(socket.socket, name)

        def call(sock: socket.socket, *args: Any) -> Any:
            if sock.family in {socket.AF_INET, socket.AF_INET6}:
                check(args[-1][0])  # the address comes last in each of them
            return real(sock, *args)

        return call

    real_look_up = socket.getaddrinfo

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        check(host)
        return real_look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guarded(name))
        patch.setattr(socket, "getaddrinfo", look_up)
        yield attempts
