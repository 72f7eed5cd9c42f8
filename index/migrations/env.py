"""Alembic's entry point: runs the scripts on the connection that `index.database` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
