"""The shape of our own tables, step by step, as Alembic runs them.

Promise: every step goes forward on SQLite and PostgreSQL alike; ImgPilot's own table of
balances is never touched. Nothing may import this package: `net.sql` points Alembic at it.
"""
