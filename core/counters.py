"""Counts that are kept in the transaction that changes them: the pages never count rows (performance.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.store.tables import Counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Built once: a mail bumps ten counters, and building a statement costs more than running it.
_ADD = (
    update(Counter)
    .where(Counter.name == bindparam("counter"))
    .values(value=Counter.value + bindparam("by"))
    .returning(Counter.value)
)
_ONE_MORE = {
    name: insert(Counter)
    .values(name=bindparam("counter"), value=bindparam("by"))
    .on_conflict_do_update(index_elements=[Counter.name], set_={"value": Counter.value + bindparam("by")})
    .returning(Counter.value)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def bump(connection: Connection, name: str, by: int = 1) -> int:
    """Add to a counter, making it when it is new; return its value. Also the number series (it never repeats)."""
    given = {"counter": name, "by": by}
    changed: int | None = connection.execute(_ADD, given).scalar_one_or_none()
    if changed is not None:
        return changed
    value: int = connection.execute(_ONE_MORE[connection.dialect.name], given).scalar_one()
    return value


def moved(connection: Connection, table: str, old: str | None, new: str) -> None:
    """Count one row of a table from one state into another (`old` None: a new row)."""
    if old == new:
        return
    if old is not None:
        bump(connection, f"{table}:{old}", -1)
    bump(connection, f"{table}:{new}")


def read(connection: Connection, prefix: str) -> dict[str, int]:
    """Return the counters that start with a prefix, the prefix taken off."""
    found = Counter.name.startswith(prefix, autoescape=True)
    rows = connection.execute(select(Counter.name, Counter.value).where(found))
    return {name.removeprefix(prefix): value for name, value in rows}


def forget_but(connection: Connection, prefix: str, kept: str) -> None:
    """Delete the counters that start with a prefix, but not those that start with `kept` (today's caps)."""
    connection.execute(
        delete(Counter).where(
            Counter.name.startswith(prefix, autoescape=True), ~Counter.name.startswith(kept, autoescape=True)
        )
    )
