from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.network import OutOfBounds, only_loopback
from tests.real_parts import PostgresServer


def test_postgres_url_is_an_empty_database_of_a_real_server(postgres_url: str) -> None:
    engine = create_engine(postgres_url)

    with engine.connect() as connection:
        version: str = connection.scalars(text("SELECT version()")).one()
        tables = connection.scalars(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).one()
    engine.dispose()

    assert version.startswith("PostgreSQL ")
    assert tables == 0


def test_each_test_gets_a_database_of_its_own(postgres_url: str, postgres_server: PostgresServer) -> None:
    assert postgres_url.startswith(postgres_server.url("test_"))


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_program_skips_a_test_but_fails_ci(
    needs_program: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)

    with pytest.raises(outcome, match="Telex is not installed"):
        needs_program("Telex", "telex-that-nobody-has")


@pytest.mark.parametrize(
    "reach",
    [
        lambda: socket.create_connection(("192.0.2.1", 25), timeout=1),
        lambda: socket.create_connection(("mail.example", 25), timeout=1),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"?", ("192.0.2.1", 53)),
    ],
    ids=["address", "name", "datagram"],
)
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # the refused socket is dropped
def test_the_network_is_out_of_bounds(reach: Callable[[], object]) -> None:
    with only_loopback() as attempts, pytest.raises(OutOfBounds):
        reach()

    assert len(attempts) == 1


def test_loopback_is_in_bounds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname(), timeout=1) as client:
            peer = client.getpeername()

        assert peer == server.getsockname()
