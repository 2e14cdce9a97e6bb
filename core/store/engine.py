"""Opening the store: SQLite (WAL, synchronous FULL) by default, PostgreSQL by URL; one way to write, one to read.

SQLite writes begin with BEGIN IMMEDIATE: a transaction that reads first and writes later would otherwise fail with
"database is locked" the moment another process wrote in between.

On PostgreSQL a write transaction begins with one lock for all writers. Every effect moves kept counters and the head
of the audit chain, so writers would wait for each other anyway, but in whatever order their rows come: two of them
deadlock. Reading, understanding, wording and sending, where the time goes, are outside and run side by side.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from core.errors import Faulty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.sealing import Keyring

_BUSY_SECONDS = 30
_WRITERS = 0x70616E656C  # "panel": the key of the advisory lock


class Store:
    """An open database with the site's keys."""

    def __init__(self, engine: Engine, keyring: Keyring) -> None:
        """Keep the engine; `keyring` also makes look-up hashes."""
        self.engine = engine
        self.keyring = keyring
        self.is_sqlite = engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open one write transaction; it commits when the block ends, and rolls back when it raises."""
        with self.engine.connect() as connection:
            connection = connection.execution_options(panelpost_write=True)  # noqa: PLW2901 - the same connection
            with connection.begin():
                if not self.is_sqlite:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a read transaction: one snapshot of the database, however many questions are asked in it."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901 - the same
            yield connection

    @contextmanager
    def at_once(self) -> Iterator[Connection]:
        """Open a connection on which each statement stands for itself, without a transaction (NOTIFY)."""
        with self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_store(url: str, keyring: Keyring) -> Store:
    """Open a database. Faulty when the URL is of a kind we do not know."""
    parsed = make_url(url)
    # hide_parameters: the text of a database error would otherwise quote what it could not store.
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)
        event.listen(engine, "connect", _sqlite_settings)
        event.listen(engine, "begin", _sqlite_begin)
    elif parsed.get_backend_name() == "postgresql":
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    else:
        message = "database.url: write sqlite:///path or postgresql+psycopg://user@host/name."
        raise Faulty(message)
    # The sealed column types look for the keys here: see core.store.columns.
    engine.dialect.panelpost_keyring = keyring  # type: ignore[attr-defined]
    return Store(engine, keyring)


def _sqlite_settings(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("panelpost_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
