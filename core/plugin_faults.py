"""What went wrong in a panel's own hooks, kept in the store: the worker sees it, `/`, `status` and `check` show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from core.errors import PluginFault
from core.store.tables import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

_PREFIX = "fault:"


def note(connection: Connection, faults: Iterable[PluginFault]) -> None:
    """Keep faults, one for each hook of a panel type: how often it failed is in the audit trail."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for fault in faults:
        connection.execute(
            insert(Mark)
            .values(name=f"{_PREFIX}{fault.panel_type}:{fault.hook}", value=fault.reason)
            .on_conflict_do_update(index_elements=[Mark.name], set_={"value": fault.reason})
        )


def read(connection: Connection) -> tuple[PluginFault, ...]:
    """Return what failed since the worker was started."""
    rows = connection.execute(
        select(Mark.name, Mark.value).where(Mark.name.startswith(_PREFIX, autoescape=True)).order_by(Mark.name)
    )
    found = []
    for name, reason in rows:
        panel_type, _, hook = name.removeprefix(_PREFIX).partition(":")
        found.append(PluginFault(panel_type, hook, reason))
    return tuple(found)


def forget(connection: Connection) -> None:
    """Start afresh: the plugins were loaded again, and may be mended."""
    connection.execute(delete(Mark).where(Mark.name.startswith(_PREFIX, autoescape=True)))
