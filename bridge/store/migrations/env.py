"""Run by Alembic: takes part in the transaction that `upgrade` began."""

from alembic import context

from bridge.store import schema

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=schema.metadata, render_as_batch=True)
context.run_migrations()
