"""Batches: many pages under one or several settings, and the files written of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("spec", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "batch_rows",
        sa.Column("batch", sa.String(120), primary_key=True),
        sa.Column("page", sa.String(500), primary_key=True),
        sa.Column("setting", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stamp", sa.String(80), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("key", sa.String(64), sa.ForeignKey("engine_readings.key")),
        if_not_exists=True,
    )
    op.create_index("batch_rows_by_key", "batch_rows", ["key"], if_not_exists=True)
    op.create_table(
        "batch_files",
        sa.Column("batch", sa.String(120), primary_key=True),
        sa.Column("setting", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("writer", sa.String(20), primary_key=True),
        sa.Column("name", sa.String(500), primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        if_not_exists=True,
    )
