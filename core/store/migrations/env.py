"""Alembic's environment: migrations run on the connection that `core.store.migration` opened."""

from __future__ import annotations

from alembic import context

from core.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=False,
    transactional_ddl=True,
)
context.run_migrations()
