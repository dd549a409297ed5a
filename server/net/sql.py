"""The database behind accounts and credits: short waits, and one word for its absence.

PostgreSQL, reached directly or through a pooler that keeps one connection for a session;
SQLite on a developer's machine, where every transaction is a writer's from its start, so
that two of them take turns and never deadlock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from server.errors import ServiceUnavailable

CONNECT_SECONDS = 3
STATEMENT_SECONDS = 5
MIGRATION_SECONDS = 60
MIGRATION_LOCK = 0x6C656E73
SILENT_PEER = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 2}


def connect(url: str, *, statement_seconds: int = STATEMENT_SECONDS) -> Engine:
    """Return an engine whose every wait ends in about `statement_seconds`. Nothing is dialled."""
    address = make_url(url)
    if address.drivername in {"postgres", "postgresql"}:
        address = address.set(drivername="postgresql+psycopg")
    make = _sqlite if address.get_backend_name() == "sqlite" else _postgres
    return make(address, statement_seconds)


@contextmanager
def translated() -> Iterator[None]:
    """Turn whatever the database or the way to it raises into ServiceUnavailable."""
    try:
        yield
    except SQLAlchemyError as error:
        raise ServiceUnavailable(type(error).__name__) from error


def insert(engine: Engine, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that knows ON CONFLICT, which the two databases share and SQL does not."""
    return sqlite.insert(table) if engine.dialect.name == "sqlite" else postgresql.insert(table)


def migrate(url: str) -> None:
    """Bring our tables to their newest shape; whoever comes second waits, then finds it done."""
    # Only who migrates needs it, and it doubles the time that this module takes to import.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "server:migrations")
    engine = connect(url, statement_seconds=MIGRATION_SECONDS)
    try:
        with translated(), engine.begin() as connection:
            _take_turns(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def _take_turns(connection: Connection) -> None:
    # In SQLite whoever began is alone already.
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))


def _postgres(address: URL, seconds: int) -> Engine:
    # A process that hangs in a transaction must not keep a row of ImgPilot's locked.
    limits = {"statement_timeout": seconds, "idle_in_transaction_session_timeout": seconds}
    return create_engine(
        address,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=seconds,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": seconds * 1000,
            "options": " ".join(f"-c {name}={value}s" for name, value in limits.items()),
            **SILENT_PEER,
        },
    )


def _sqlite(address: URL, seconds: int) -> Engine:
    # Opening a file costs little, and a connection that nobody closes is warned of.
    engine = create_engine(
        address, hide_parameters=True, poolclass=NullPool, connect_args={"timeout": seconds}
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: SqliteConnection, _: object) -> None:
    # As SQLAlchemy's chapter on SQLite's transactions has it: the driver begins none itself.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
