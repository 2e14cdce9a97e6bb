"""The real programs that tests run against: found, or skipped with the reason (in CI: failed, never skipped)."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest


def find_program(name: str, *executables: str) -> Path:
    """Return the first of `executables` (on PATH, an absolute path or an absolute pattern) that is installed."""
    for executable in executables:
        found = sorted(Path("/").glob(executable.lstrip("/"))) if executable.startswith("/") else []
        if found:
            return found[-1]
        if path := shutil.which(executable):
            return Path(path)
    reason = f"{name} is not installed (looked for {', '.join(executables)}); .ci/run installs it"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def needs_program() -> Callable[..., Path]:
    """Give `needs_program("Postfix", "postfix", "/usr/sbin/postfix")`: its path, else a skip (in CI: a failure)."""
    return find_program


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for a database server, so that `-m "not postgres"` leaves it out."""
    for item in items:
        if "postgres_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)


@dataclass(frozen=True)
class PostgresServer:
    """A PostgreSQL server of this run's own, on a free loopback port."""

    port: int
    programs: Path

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of `database`."""
        return f"postgresql+psycopg://panelpost@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str) -> None:
        """Run one statement as its owner."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "panelpost", "-d", "postgres"]
        _run([self.programs / "psql", "-X", "-q", *where, "-c", statement])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Start a throw-away PostgreSQL for the run; it is gone, with its files, at the end."""
    programs = find_program("PostgreSQL", "/usr/lib/postgresql/*/bin/initdb", "initdb").resolve().parent
    with _home_of_its_own() as (home, owner):
        data, port = home / "data", _free_port()
        initdb: list[str | Path] = [*owner, programs / "initdb", "-D", data, "-U", "panelpost"]
        _run([*initdb, "-E", "UTF8", "--locale=C", "-A", "trust"], cwd=home)
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={home}"
        control: list[str | Path] = [*owner, programs / "pg_ctl", "-D", data, "-w"]
        _run([*control, "-l", home / "log", "-o", options, "start"], cwd=home)
        try:
            yield PostgresServer(port, programs)
        finally:
            _run([*control, "-m", "immediate", "stop"], cwd=home)


_numbers = count(1)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the URL of an empty database of this test's own."""
    database = f"test_{next(_numbers)}"
    postgres_server.sql(f"CREATE DATABASE {database}")

    yield postgres_server.url(database)

    postgres_server.sql(f"DROP DATABASE {database} WITH (FORCE)")


@contextmanager
def _home_of_its_own() -> Iterator[tuple[Path, list[str]]]:
    """Yield a folder and the words that run a command as its owner: PostgreSQL refuses to run as root."""
    owner: list[str] = []
    with tempfile.TemporaryDirectory(prefix="panelpost-postgres-") as name:
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(name, user.pw_uid, user.pw_gid)
            owner = ["runuser", "-u", "postgres", "--"]
        yield Path(name), owner


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(command: Sequence[str | Path], cwd: Path | None = None) -> None:
    """Run `command`; its output goes to a file, since a started server keeps a pipe open for ever."""
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False)
        if done.returncode != 0:
            output.seek(0)
            pytest.fail(f"{command} ended with {done.returncode}:\n{output.read()}")
