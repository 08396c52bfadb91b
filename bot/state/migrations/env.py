"""Run the migrations; Alembic executes this file on the connection that `bot.state.database` passes."""

from alembic import context

from bot.state.tables import Table

context.configure(connection=context.config.attributes["connection"], target_metadata=Table.metadata)
with context.begin_transaction():
    context.run_migrations()
