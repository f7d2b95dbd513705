"""Runs that went for the bounds: how many of whom."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "runs_let_go",
        sa.Column("owner", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("newest", sa.Float, nullable=False),
    )
