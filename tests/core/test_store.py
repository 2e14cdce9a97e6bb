from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from core import counters
from core.errors import Faulty
from core.sealing import Keyring
from core.store import migration
from core.store.engine import Store, open_store
from core.store.tables import Base, Counter, Mark, Person
from tests.core.conftest import NOW

CHILD = "Zebedee Quillfeather"


def put_person(store: Store, **columns: object) -> None:
    values = {"address_hash": "h", "address": "jo@x.example", "name": CHILD, **columns}
    with store.write() as connection:
        connection.execute(insert(Person).values(**values))


def test_the_newest_revision_is_told_without_alembic_as_alembic_tells_it() -> None:
    scripts = ScriptDirectory.from_config(migration.configuration())

    assert migration.head() == scripts.get_current_head()


def test_the_scripts_make_the_tables_that_the_models_say(store: Store) -> None:
    with store.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert differences == []


def test_bringing_it_up_to_date_twice_changes_nothing(store: Store) -> None:
    assert migration.is_current(store)
    assert migration.upgrade(store) == migration.current(store) == migration.head()


def test_a_database_without_tables_is_at_no_revision(tmp_path: Path) -> None:
    fresh = open_store(f"sqlite:///{tmp_path}/fresh.db", Keyring({"k": bytes(32)}))

    assert migration.current(fresh) == ""
    fresh.close()


def test_a_commit_is_durable_and_readers_never_wait(store: Store) -> None:
    with store.read() as connection:
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]

    assert found == ["wal", 2]  # 2 is FULL


def test_what_raises_is_rolled_back(store: Store) -> None:
    with suppress(ZeroDivisionError), store.write() as connection:
        connection.execute(insert(Mark).values(name="a", value="b"))
        raise ZeroDivisionError

    with store.read() as connection:
        assert connection.execute(select(Mark.name)).all() == []


def test_a_writer_that_reads_first_is_not_overtaken_by_another(store: Store) -> None:
    def count() -> None:
        for _ in range(25):
            with store.write() as connection:
                value = connection.execute(select(Counter.value).where(Counter.name == "n")).scalar_one_or_none()
                counters.bump(connection, "n") if value is None else connection.execute(
                    text("UPDATE counters SET value = :v WHERE name = 'n'"), {"v": value + 1}
                )

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.read() as connection:
        assert counters.read(connection, "n") == {"": 100}


def test_a_read_is_one_snapshot(store: Store) -> None:
    with store.read() as connection:
        before = connection.execute(select(Mark.name)).all()
        with store.write() as writing:
            writing.execute(insert(Mark).values(name="a", value="b"))
        after = connection.execute(select(Mark.name)).all()

    assert before == after == []


def test_a_sealed_column_is_nonsense_in_the_file_and_itself_through_the_store(store: Store) -> None:
    put_person(store)

    with store.read() as connection:
        raw = connection.execute(text("SELECT name FROM people")).scalar_one()
        name = connection.execute(select(Person.name)).scalar_one()

    assert CHILD.encode() not in raw
    assert name == CHILD


def test_another_sites_key_does_not_open_the_database(store: Store, tmp_path: Path) -> None:
    put_person(store)
    other = open_store(f"sqlite:///{tmp_path}/test.db", Keyring({"k1": b"2" * 32}))

    with pytest.raises(Faulty, match=r"people\.name cannot be opened"), other.read() as connection:
        connection.execute(select(Person.name)).scalar_one()
    other.close()


def test_a_moment_is_stored_and_comes_back_as_aware_utc(store: Store) -> None:
    there = datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=2)))
    put_person(store, bounced=there)

    with store.read() as connection:
        found = connection.execute(select(Person.bounced)).scalar_one()

    assert found == NOW
    assert found.tzinfo is UTC


def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="naive"):
        put_person(store, bounced=datetime(2026, 11, 24))  # noqa: DTZ001 - that is the point


def test_an_error_of_the_database_does_not_quote_what_it_could_not_store(store: Store) -> None:
    put_person(store, address_hash="same")

    with pytest.raises(IntegrityError) as raised:
        put_person(store, address_hash="same")

    assert CHILD not in str(raised.value)


def test_a_database_of_a_kind_we_do_not_know_says_what_to_write() -> None:
    with pytest.raises(Faulty, match="write sqlite:///path or postgresql"):
        open_store("mysql://x", Keyring({"k": bytes(32)}))


def test_a_locked_database_says_so_after_a_while(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.engine._BUSY_SECONDS", 0.05)
    other = open_store(f"sqlite:///{tmp_path}/test.db", Keyring({"k1": b"1" * 32}))

    with store.write(), pytest.raises(OperationalError, match="locked"), other.write():
        pass
    other.close()


def test_counters_count_rows_from_state_to_state(store: Store) -> None:
    with store.write() as connection:
        counters.moved(connection, "inbox", None, "ready")
        counters.moved(connection, "inbox", None, "ready")
        counters.moved(connection, "inbox", "ready", "done")
        counters.moved(connection, "inbox", "done", "done")

        assert counters.read(connection, "inbox:") == {"ready": 1, "done": 1}


def test_a_prefix_with_a_wildcard_letter_reads_no_other_counters(store: Store) -> None:
    with store.write() as connection:
        counters.bump(connection, "bookings:a_b:booked")
        counters.bump(connection, "bookings:axb:booked")

        assert counters.read(connection, "bookings:a_b:") == {"booked": 1}


def test_counters_of_days_gone_by_are_forgotten(store: Store) -> None:
    with store.write() as connection:
        for name in ("cap:2026-11-23:x", "cap:2026-11-24:x", "inbox:ready"):
            counters.bump(connection, name)

        counters.forget_but(connection, "cap:", "cap:2026-11-24:")

        assert set(counters.read(connection, "")) == {"cap:2026-11-24:x", "inbox:ready"}
