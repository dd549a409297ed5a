"""Run the steps on the connection that `net.sql.migrate` opened, inside its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="lens_version")
context.run_migrations()
