"""Bringing a database up to date with Alembic; the scripts travel in the package.

Every command asks whether the database is current, and nearly always it is: so that is found out without Alembic, whose
import costs an eighth of a second.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, make_url, text

if TYPE_CHECKING:
    from alembic.config import Config

    from core.store.engine import Store

FOLDER = Path(__file__).with_name("migrations")


def head() -> str:
    """Return the newest revision: the scripts are numbered (0001_the_first_tables.py), one after the other."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py"))


def current(store: Store) -> str:
    """Return the database's revision ("" when it has no tables yet)."""
    with store.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or ""


def is_current(store: Store) -> bool:
    """Whether the database is up to date."""
    return current(store) == head()


def is_new(url: str) -> bool:
    """Whether an embedded database does not exist yet (then a key may be made for it)."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return False
    return not parsed.database or not Path(parsed.database).exists()


def upgrade(store: Store) -> str:
    """Bring the database up to date, in one transaction; return the revision it is at."""
    if not is_current(store):
        from alembic import command  # noqa: PLC0415 - see above

        config = configuration()
        with store.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return head()


def configuration() -> Config:
    """Return Alembic's configuration for the scripts in this package."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config
