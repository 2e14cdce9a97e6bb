"""How many mails a second the door takes, committed (WAL, synchronous FULL), against stock aiosmtpd storing none.

    python tests/benchmarks/door.py [--rounds 5] [--seconds 2] [--store]

The client is a process of its own on raw sockets and pipelines (RFC 2920). Both servers get the same mails from it, in
interleaved runs. `--store` takes the site's real store instead of a plain table. Every 250 of ours is looked up in
the database afterwards. The last lines are what another client sees while mails of 2 MB come in.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import logging
import select
import socket
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # runnable by its path, too

from aiosmtpd.smtp import SMTP

from core.clock import SystemClock
from core.inbox import Arrival
from mail.doors.limits import Limits
from mail.doors.seams import Keep
from mail.doors.smtp import SmtpDoor
from tests.benchmarks._measure import Compared, interleave, serving, working

RECIPIENT = "missing-panel@panels.anytown.example"
ENVELOPE = b"MAIL FROM:<worker@anytown.example>\r\nRCPT TO:<" + RECIPIENT.encode() + b">\r\nDATA\r\n"
LINE = b"Child A went missing from the placement at 22:00 and came back by herself.\r\n"
WARM_UP = 0.5
CASES = ((20, 4, 2.0), (1, 4, 0.9), (20, 40, 3.0), (1, 40, 0.9))
"""Connections, KB a mail, goal."""


def plain_keep(path: Path) -> Keep:
    """Return a `keep` that inserts into one table, unique as the inbox is."""
    connection: list[sqlite3.Connection] = []

    def opened() -> sqlite3.Connection:
        if not connection:  # SQLite wants it made in the thread that uses it
            connection.append(sqlite3.connect(path, isolation_level=None))
            connection[0].execute("PRAGMA journal_mode=WAL")
            connection[0].execute("PRAGMA synchronous=FULL")
            connection[0].execute(
                "CREATE TABLE IF NOT EXISTS inbox (id INTEGER PRIMARY KEY, recipient TEXT, mail_from TEXT, peer TEXT,"
                " door TEXT, received TEXT, content TEXT, raw BLOB, UNIQUE (recipient, content))"
            )
        return connection[0]

    def keep(arrivals: Sequence[Arrival]) -> None:
        rows = [
            (a.recipient, a.mail_from, a.peer, a.door, str(a.received), hashlib.sha256(a.raw).hexdigest(), a.raw)
            for a in arrivals
        ]
        database = opened()
        database.execute("BEGIN IMMEDIATE")
        database.executemany(
            "INSERT OR IGNORE INTO inbox (recipient, mail_from, peer, door, received, content, raw)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        database.execute("COMMIT")

    return keep


def real_keep(database: Path) -> Keep:
    """Return the `keep` of the real store: sealed, audited, counted."""
    from core.app import open_app
    from tests.journeys.house import CONFIGURATION

    file = database.with_name("panelpost.toml")
    text = CONFIGURATION.format(relay=2525, settings="").replace("var/panelpost.db", database.name)
    file.write_text(text.replace("var/panelpost.key", "panelpost.key"), encoding="utf-8")
    return open_app(file).keep


def serve_ours(pipe: Connection, database: Path, store: bool) -> None:
    """Our door, with limits that one busy client does not reach."""
    limits = Limits(messages_per_connection=10**9, seconds_per_session=10**9)
    known = {RECIPIENT}.__contains__
    keep = real_keep(database) if store else plain_keep(database)
    door = SmtpDoor("127.0.0.1", 0, "localhost", keep, known, limits=limits, clock=SystemClock())
    door.start()
    pipe.send(door.port)
    pipe.recv()
    door.stop()


class _Nothing:
    """A handler that stores nothing."""

    async def handle_DATA(self, _server: SMTP, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return "250 OK"


def serve_stock(pipe: Connection) -> None:
    """Stock aiosmtpd, as its own controller runs it; given a hostname, so that it does not ask the DNS."""
    logging.disable(logging.CRITICAL)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        handler = _Nothing()
        server = await loop.create_server(
            lambda: SMTP(handler, hostname="localhost", enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0
        )
        pipe.send(server.sockets[0].getsockname()[1])
        await loop.run_in_executor(None, pipe.recv)
        server.close()

    asyncio.run(run())


class _Client:
    """One connection: the envelope as a group, then the content, then the next."""

    def __init__(self, port: int, number: int, filling: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.accepted, self._number, self._filling = 0, number, filling
        self._replies = b""
        self._in_data = False
        self._greet()

    def _greet(self) -> None:
        assert self.socket.recv(4096).startswith(b"220")
        self.socket.sendall(b"EHLO bench.example\r\n")
        replies = b""
        while b"250 " not in replies or not replies.endswith(b"\r\n"):
            replies += self.socket.recv(4096)

    def begin(self) -> None:
        """Send the next envelope."""
        self.socket.sendall(ENVELOPE)

    def step(self) -> bool:
        """Read what came and go on; True when a mail was accepted."""
        self._replies += self.socket.recv(4096)
        if not self._replies.endswith(b"\r\n"):
            return False
        last = self._replies[self._replies[:-2].rfind(b"\n") + 1 :][:3]
        if not self._in_data and last == b"354":
            self._replies, self._in_data = b"", True
            head = b"Message-ID: <%d.%d@bench>\r\nSubject: booking\r\n\r\n" % (self._number, self.accepted)
            self.socket.sendall(head + self._filling)
        elif self._in_data:
            assert last == b"250", self._replies
            self._replies, self._in_data = b"", False
            self.accepted += 1
            return True
        return False


def send(port: int, connections: int, kilobytes: int, seconds: float, seed: int) -> tuple[float, int]:
    """Send for some seconds; return accepted mails a second after the warm-up, and all that were accepted."""
    filling = LINE * (kilobytes * 1024 // len(LINE)) + b".\r\n"
    clients = [_Client(port, seed * 1000 + number, filling) for number in range(connections)]
    by_descriptor = {client.socket.fileno(): client for client in clients}
    poll = select.epoll()
    for descriptor, client in by_descriptor.items():
        poll.register(descriptor, select.EPOLLIN)
        client.begin()
    start = time.perf_counter() + WARM_UP
    end, counted, open_ = start + seconds, 0, connections
    while open_:
        now = time.perf_counter()
        for descriptor, _ in poll.poll():
            client = by_descriptor[descriptor]
            if client.step():
                counted += start <= now < end
                if now < end:
                    client.begin()
                else:
                    open_ -= 1
    return counted / seconds, sum(client.accepted for client in clients)


def disturb(port: int, seconds: float) -> float:
    """Return another client's longest wait for an answer, in milliseconds, while one sends mails of 2 MB."""
    sender = threading.Thread(target=send, args=(port, 1, 2048, seconds, 1))
    sender.start()
    other = _Client(port, 2, b"")
    longest, end = 0.0, time.perf_counter() + WARM_UP + seconds
    while (begun := time.perf_counter()) < end:
        other.socket.sendall(b"NOOP\r\n")
        other.socket.recv(4096)
        longest = max(longest, time.perf_counter() - begun)
        time.sleep(0.001)
    sender.join()
    return longest * 1000


@contextmanager
def our_server(store: bool) -> Iterator[tuple[Callable[[], AbstractContextManager[int]], Callable[[], int]]]:
    """Yield what serves our door on a database of its own, and what counts the mails in it."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "inbox.db"

        def stored() -> int:
            with closing(sqlite3.connect(database)) as connection:
                return int(connection.execute("SELECT count(*) FROM inbox").fetchone()[0])

        yield partial(serving, serve_ours, database, store), stored


def measure_case(connections: int, kilobytes: int, goal: float, options: argparse.Namespace) -> Compared:
    """Compare at one number of connections and one size."""
    seeds = iter(range(10**6))
    accepted: list[int] = []

    def run(serve: Callable[[], AbstractContextManager[int]], *, is_ours: bool) -> float:
        with serve() as port:
            rate, count = working(send, port, connections, kilobytes, options.seconds, next(seeds))
        accepted.append(count if is_ours else 0)
        return float(rate)

    with our_server(options.store) as (serve, stored):
        results = interleave(
            options.rounds,
            lambda: run(serve, is_ours=True),
            lambda: run(partial(serving, serve_stock), is_ours=False),
        )
        if stored() != sum(accepted):
            sys.exit(f"{sum(accepted)} mails were answered 250, {stored()} are stored")
    what = f"accepted and durable, {connections} connection{'s' if connections > 1 else ''}, {kilobytes} KB"
    return Compared(what, "mails/s", *results, goal)


def measure_stall(options: argparse.Namespace) -> None:
    """Show another client's longest wait."""

    def run(serve: Callable[[], AbstractContextManager[int]]) -> float:
        with serve() as port:
            return float(working(disturb, port, options.seconds))

    with our_server(options.store) as (serve, _):
        ours, stock = interleave(options.rounds, lambda: run(serve), lambda: run(partial(serving, serve_stock)))
    print(
        f"{'longest wait beside mails of 2 MB':44} ours {statistics.median(ours):9.1f} ms"
        f"        reference {statistics.median(stock):9.1f} ms        goal 20 ms"
    )


def main() -> None:
    """Measure every case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each run")
    parser.add_argument("--store", action="store_true", help="keep in the site's real store")
    options = parser.parse_args()
    for connections, kilobytes, goal in CASES:
        measure_case(connections, kilobytes, goal, options).show()
    measure_stall(options)


if __name__ == "__main__":
    main()
