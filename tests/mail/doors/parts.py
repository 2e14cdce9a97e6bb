"""What the tests of the doors share: a store to look into, a door around it, and a client that speaks in raw bytes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self

from core.clock import StandingClock
from core.inbox import Arrival
from mail.doors.limits import Limits
from mail.doors.smtp import SmtpDoor

OURS = "missing-panel@panels.example"
ALSO_OURS = "panels@panels.example"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
SECONDS = 20.0
"""No test waits this long unless something hangs."""


def known(address: str) -> bool:
    """Tell as the site does: two mailboxes, with or without a token."""
    local, _, domain = address.partition("@")
    return domain == "panels.example" and local.partition("+")[0] in {"missing-panel", "panels"}


class Kept:
    """A store in memory that can be told to fail or to wait."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.batches: list[int] = []
        self.fails: Callable[[Sequence[Arrival]], bool] = lambda _: False
        self.started = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.stored = threading.Condition()

    def __call__(self, arrivals: Sequence[Arrival]) -> None:
        """Keep, as the real store does."""
        self.started.set()
        assert self.may_go_on.wait(SECONDS)
        if self.fails(arrivals):
            raise KeyError("Child A, born 3 April 2010")
        with self.stored:
            self.arrivals += arrivals
            self.batches.append(len(arrivals))
            self.stored.notify_all()

    def wait_for(self, count: int) -> None:
        """Wait until so many are stored."""
        with self.stored:
            assert self.stored.wait_for(lambda: len(self.arrivals) >= count, SECONDS)

    @property
    def raws(self) -> list[bytes]:
        """The contents, in order."""
        return [arrival.raw for arrival in self.arrivals]


@contextmanager
def open_door(kept: Kept, host: str = "127.0.0.1", limits: Limits | None = None, **more: Any) -> Iterator[SmtpDoor]:
    """Open a door around `kept` for a while."""
    ours = more.pop("known", known)
    clock = StandingClock(NOON)
    door = SmtpDoor(host, 0, "door.example", kept, ours, limits=limits or Limits(), clock=clock, **more)
    door.start()
    try:
        yield door
    finally:
        kept.may_go_on.set()
        door.stop()


class Wire:
    """One connection, as bytes."""

    def __init__(self, door: SmtpDoor) -> None:
        if door.host.startswith("/"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(door.host)
        else:
            self.socket = socket.create_connection(("127.0.0.1", door.port))
        self.socket.settimeout(SECONDS)
        self._file = self.socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self) -> str:
        """Return the next reply; a reply of several lines is one text."""
        lines = []
        while True:
            line = self._file.readline().decode()
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                return "\n".join(lines)

    def ask(self, line: str) -> str:
        self.send(line.encode() + b"\r\n")
        return self.reply()

    def greet(self, word: str = "EHLO") -> Self:
        assert self.reply().startswith("220 door.example ")
        assert self.ask(f"{word} client.example").startswith("250")
        return self

    def envelope(self, *recipients: str, sender: str = "worker@anytown.example") -> Self:
        assert self.ask(f"MAIL FROM:<{sender}>").startswith("250")
        for recipient in recipients or (OURS,):
            assert self.ask(f"RCPT TO:<{recipient}>").startswith("250")
        return self

    def data(self, block: bytes) -> str:
        """Send a block as it is (with the end of data in it) and return the reply."""
        assert self.ask("DATA").startswith("354")
        self.send(block)
        return self.reply()

    def is_closed(self) -> bool:
        """Tell whether the door has hung up, reading what is left."""
        try:
            return self._file.read() == b""
        except ConnectionResetError:
            return True

    def hang_up(self) -> None:
        self._file.close()
        self.socket.close()
