"""Released: the tables of version 0.1.0, the first that people had."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "studies",
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("spec", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("summary", sa.Text),
        if_not_exists=True,
    )
    op.create_table(
        "trials",
        sa.Column("study", sa.String(120), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("pipeline", sa.Text, nullable=False),
        sa.Column("point", sa.Text),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("seconds", sa.Float),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("beat", sa.Float, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "readings",
        sa.Column("study", sa.String(120), primary_key=True),
        sa.Column("pipeline", sa.String(64), primary_key=True),
        sa.Column("page", sa.String(500), primary_key=True),
        sa.Column("settings", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float),
        sa.Column("rates", sa.Text, nullable=False),
        sa.Column("filter_seconds", sa.Float, nullable=False),
        sa.Column("read_seconds", sa.Float, nullable=False),
        sa.Column("saved", sa.Boolean, nullable=False),
        if_not_exists=True,
    )
    op.create_index("readings_by_key", "readings", ["key"], if_not_exists=True)
