"""Env: with which connection does Alembic take its steps? `ocrlab.store.opening` hands it one that it has begun."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
