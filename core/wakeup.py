"""Wake-ups instead of polling: a datagram on loopback after each commit, LISTEN/NOTIFY on PostgreSQL.

A lost wake-up costs a second, not a mail: the worker looks by itself that often (performance.md, "shape" 3).
"""

from __future__ import annotations

import os
import select
import socket
from typing import TYPE_CHECKING

from sqlalchemy import select as query
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.store.tables import Due, Inbox, Outbox

if TYPE_CHECKING:
    from core.settings import Configuration
    from core.store.engine import Store

_CHANNEL = "panelpost"


def _port_file(store: Store) -> str:
    return f"{store.engine.url.database}.wake"


def ring(store: Store, configuration: Configuration) -> None:
    """Wake the worker; never fails, because the worker also looks by itself."""
    del configuration
    try:
        if not store.is_sqlite:
            with store.at_once() as connection:
                connection.execute(text(f"NOTIFY {_CHANNEL}"))
            return
        with open(_port_file(store), encoding="ascii") as file:  # noqa: PTH123 - the hot path
            port = int(file.read())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bell:
            bell.sendto(b"1", ("127.0.0.1", port))
    except (OSError, ValueError, SQLAlchemyError):
        return


class Bell:
    """What a worker waits on."""

    def __init__(self, store: Store) -> None:
        """Listen."""
        self._store = store
        self._socket: socket.socket | None = None
        self._connection = None
        if store.is_sqlite:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._socket.bind(("127.0.0.1", 0))
            self._write_port(self._socket.getsockname()[1])
        else:
            self._connection = store.engine.raw_connection()
            self._connection.driver_connection.autocommit = True  # type: ignore[union-attr]
            self._connection.cursor().execute(f"LISTEN {_CHANNEL}")

    def _write_port(self, port: int) -> None:
        path = _port_file(self._store)
        fresh = f"{path}.{os.getpid()}"
        with open(fresh, "w", encoding="ascii") as file:  # noqa: PTH123 - beside its reader above
            file.write(str(port))
        os.replace(fresh, path)  # noqa: PTH105 - atomic, so that a reader never sees half a number

    def wait(self, seconds: float) -> None:
        """Wait for a wake-up, at most so long; several at once count as one."""
        if self._socket is not None:
            ready, _, _ = select.select([self._socket], [], [], seconds)
            if ready:
                self._socket.setblocking(False)
                try:
                    while self._socket.recv(16):
                        pass
                except OSError:
                    pass
                self._socket.setblocking(True)
        elif self._connection is not None:
            for _ in self._connection.driver_connection.notifies(timeout=seconds, stop_after=1):  # type: ignore[union-attr]
                break

    def close(self) -> None:
        """Stop listening."""
        if self._socket is not None:
            self._socket.close()
        if self._connection is not None:
            # Not back into the pool: whoever got it next would be listening too.
            self._connection.invalidate()


def dead_workers(store: Store, me: str = "") -> set[str]:
    """Return the workers of this machine that claimed something and are no more.

    `me` is a worker that begins: whoever had its process number before is dead too (a container gives the same
    numbers again each time it is started).
    """
    here = socket.gethostname() + ":"
    with store.read() as connection:
        names = {
            name
            for table in (Inbox, Outbox, Due)
            for name in connection.execute(query(table.worker).where(table.worker != "").distinct()).scalars()
        }
    number = _number(me)
    return {
        name
        for name in names
        if name.startswith(here) and name != me and (_number(name) == number or not _alive(_number(name)))
    }


def _number(worker: str) -> str:
    """Return the process number in a worker's name (`machine:number:what`)."""
    return worker.split(":")[1] if ":" in worker else ""


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return True
