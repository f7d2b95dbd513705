"""Runs: what came of every setting somebody tried, and what made it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "run_parts",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("owner", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("deleted", sa.Float),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("engine", sa.String(40), nullable=False),
        sa.Column("cer", sa.Float),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("image", sa.Text, nullable=False),
        sa.Column("pipeline", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("tag", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sought", sa.Text, nullable=False),
        sa.Column("facts", sa.String(64), sa.ForeignKey("run_parts.digest"), nullable=False),
        sa.Column("reading", sa.String(64), sa.ForeignKey("run_parts.digest"), nullable=False),
        sa.Column("truth", sa.String(64), sa.ForeignKey("run_parts.digest")),
        sa.Column("thumbnail", sa.String(64), sa.ForeignKey("run_parts.digest"), nullable=False),
    )
    op.create_index("runs_by_time", "runs", ["owner", "created"])
    for part in ("facts", "reading", "truth", "thumbnail"):
        op.create_index(f"runs_by_{part}", "runs", [part])
