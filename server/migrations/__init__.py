"""The shape of our own tables, step by step, as Alembic runs them.

Promise: every step goes forward on SQLite and PostgreSQL alike. They stand beside ImgPilot's
in one database, so the name of each begins with `lens_`, and ImgPilot's are never touched.
Nothing may import this package: `net.sql` points Alembic at it.
"""
