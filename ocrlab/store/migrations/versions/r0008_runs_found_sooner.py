"""Runs that are listed, and what there is to choose among them, found in an index alone."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_index("runs_listed", "runs", ["owner", "deleted", "created"])
    op.create_index("runs_chosen_by", "runs", ["owner", "deleted", "engine", "tag"])
    op.drop_index("runs_by_time", "runs")
