"""Bringing a database up to date with Alembic; the scripts travel in the package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

if TYPE_CHECKING:
    from core.store.engine import Store

_FOLDER = Path(__file__).with_name("migrations")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config


def head() -> str:
    """Return the newest revision."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(store: Store) -> str:
    """Return the database's revision ("" when it has no tables yet)."""
    with store.read() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


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
        config = _config()
        with store.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return head()
