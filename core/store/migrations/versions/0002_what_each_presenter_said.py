"""What each presenter said: a presenter is told back only their own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("presenters", sa.Column("said", sa.LargeBinary(), nullable=True))
