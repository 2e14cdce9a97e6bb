from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.audit import Entry, Event, record, verify
from core.store.engine import Store
from tests.core.conftest import NOW


def write(store: Store, *references: str) -> None:
    with store.write() as connection:
        entries = [Entry(Event.BOOKING_MADE, "missing", each, detail=(("person", 3),)) for each in references]
        record(connection, store.keyring, NOW, entries)


def tamper(store: Store, statement: str) -> None:
    with store.write() as connection:
        connection.execute(text("DROP TRIGGER IF EXISTS audit_no_update"))
        connection.execute(text("DROP TRIGGER IF EXISTS audit_no_delete"))
        connection.execute(text(statement))


def test_an_empty_trail_holds(store: Store) -> None:
    assert verify(store) == (0, None)


def test_a_trail_that_was_left_alone_holds(store: Store) -> None:
    write(store, "MIS-26-0001", "MIS-26-0002")
    write(store, "MIS-26-0003")

    assert verify(store) == (3, None)


def test_no_events_write_nothing(store: Store) -> None:
    write(store)

    assert verify(store) == (0, None)


@pytest.mark.parametrize(
    ("statement", "held", "number"),
    [
        ("UPDATE audit SET reference = 'MIS-26-0009' WHERE id = 2", 1, 2),
        ("UPDATE audit SET actor = 'admin' WHERE id = 1", 0, 1),
        ("UPDATE audit SET at = '2020-01-01 00:00:00' WHERE id = 3", 2, 3),
        ("UPDATE audit SET detail = '{}' WHERE id = 1", 0, 1),
        ("DELETE FROM audit WHERE id = 2", 1, 3),
        ("DELETE FROM audit WHERE id = 3", 2, 3),
        ("DELETE FROM audit", 0, 1),
        ("UPDATE marks SET value = 'x' WHERE name = 'audit:head'", 3, 4),
        ("INSERT INTO audit SELECT 4, at, event, panel, '', '', actor, detail, digest FROM audit LIMIT 1", 3, 4),
    ],
)
def test_a_trail_that_was_touched_breaks_where_it_was(store: Store, statement: str, held: int, number: int) -> None:
    write(store, "MIS-26-0001", "MIS-26-0002", "MIS-26-0003")

    tamper(store, statement)

    count, broken = verify(store)
    assert broken is not None
    assert (count, broken.number) == (held, number)


def test_an_event_that_was_rolled_back_leaves_no_gap(store: Store) -> None:
    write(store, "MIS-26-0001")
    with suppress(ZeroDivisionError), store.write() as connection:
        record(connection, store.keyring, NOW, [Entry(Event.BOOKING_MADE, "missing")])
        raise ZeroDivisionError
    write(store, "MIS-26-0002")

    assert verify(store) == (2, None)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_table_refuses_a_change(store: Store, statement: str) -> None:
    write(store, "MIS-26-0001")

    with pytest.raises(IntegrityError, match="append-only"), store.write() as connection:
        connection.execute(text(statement))


def test_an_event_is_a_noun_and_what_was_done_to_it() -> None:
    assert all(len(event.value.split(":")) == 2 for event in Event)
