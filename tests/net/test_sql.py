"""The database: its tables brought, its waits short, its refusals in one word."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from server.errors import ServiceUnavailable
from server.net.sql import MIGRATION_LOCK, connect, migrate, translated
from tests.support.children import ROOT
from tests.support.racing import let_go
from tests.support.waiting import until

# Everything is imported before the word is given, so that all of them begin at once.
MIGRATE = """
import sys, alembic.command
from server.net.sql import migrate
print("ready", flush=True)
sys.stdin.readline()
migrate(sys.argv[1])
"""
WRITERS, TURNS = 6, 25


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = connect(database_url)
    yield made
    made.dispose()


@pytest.fixture
def scratch(engine: Engine) -> Engine:
    with engine.begin() as sql:
        sql.execute(text("CREATE TABLE scratch (id INTEGER PRIMARY KEY, n INTEGER)"))
        sql.execute(text("INSERT INTO scratch VALUES (1, 0)"))
    return engine


def test_migrating_twice_is_migrating_once(database_url: str, engine: Engine) -> None:
    for _ in range(2):
        migrate(database_url)
    assert {"lens_hold", "lens_entry", "lens_version"} <= set(inspect(engine).get_table_names())
    with engine.begin() as sql:
        assert sql.execute(text("SELECT count(*) FROM lens_version")).scalar_one() == 1


def test_every_table_of_ours_says_that_it_is_ours(database_url: str, engine: Engine) -> None:
    migrate(database_url)
    names = inspect(engine).get_table_names()
    assert [name for name in names if not name.startswith("lens_")] == []


def test_processes_that_migrate_at_once_take_turns(database_url: str, engine: Engine) -> None:
    command = [sys.executable, "-W", "error", "-c", MIGRATE, database_url]
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        for _ in range(4)
    ]
    let_go(started)
    assert [process.communicate(timeout=60)[1] for process in started] == [""] * 4
    assert [process.returncode for process in started] == [0] * 4
    assert "lens_hold" in inspect(engine).get_table_names()


def test_on_postgresql_the_second_waits_for_the_first(postgres_url: str) -> None:
    engine = connect(postgres_url)
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    command = [sys.executable, "-c", MIGRATE, postgres_url]
    with engine.begin() as first:
        first.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL) as second:
            until(lambda: bool(first.execute(waiting).scalar_one()), what="the second to wait")
            first.rollback()
            assert second.wait(30) == 0
    engine.dispose()


def test_a_step_that_fails_leaves_nothing(
    database_url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine.begin() as sql:
        sql.execute(text("CREATE TABLE lens_entry (in_the_way INTEGER)"))
    with pytest.raises(ServiceUnavailable):
        migrate(database_url)
    assert inspect(engine).get_table_names() == ["lens_entry"]


def test_the_service_starts_without_the_tool_that_migrates() -> None:
    code = "import sys, server.wsgi, server.net.sql; print('alembic' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert said.stdout == "False\n"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_is_understood(scheme: str, postgres_url: str) -> None:
    engine = connect(postgres_url.replace("postgresql", scheme, 1))
    with engine.begin() as sql:
        assert sql.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()


def test_nothing_is_dialled_before_it_is_needed() -> None:
    connect("postgresql://nobody@127.0.0.1:1/none")
    connect("sqlite:////nowhere/lens.db")


def test_what_the_database_says_stays_inside(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'none' / 'lens.db'}")
    with pytest.raises(ServiceUnavailable, match=r"^OperationalError$"), translated():
        engine.connect()


def test_a_fault_names_no_value(scratch: Engine) -> None:
    with pytest.raises(ServiceUnavailable) as fault, translated(), scratch.begin() as sql:
        sql.execute(text("INSERT INTO scratch VALUES (1, :n)"), {"n": 987_654})
    assert "987654" not in str(fault.value.__cause__)


def test_what_is_not_the_databases_passes_untouched() -> None:
    with pytest.raises(KeyError), translated():
        raise KeyError


def test_writers_take_turns_and_lose_nothing(scratch: Engine) -> None:
    def add(_: int) -> None:
        for _ in range(TURNS):
            with scratch.begin() as sql:
                # Reading first is what makes writers of a common SQLite deadlock.
                lock = "" if scratch.dialect.name == "sqlite" else " FOR UPDATE"
                n = sql.execute(text(f"SELECT n FROM scratch{lock}")).scalar_one()
                sql.execute(text("UPDATE scratch SET n = :n"), {"n": n + 1})

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(add, range(WRITERS)))
    with scratch.begin() as sql:
        assert sql.execute(text("SELECT n FROM scratch")).scalar_one() == WRITERS * TURNS


def test_a_wait_for_a_neighbour_ends_in_time(scratch: Engine, database_url: str) -> None:
    hasty = connect(database_url, statement_seconds=1)
    write = text("UPDATE scratch SET n = n + 1")
    with scratch.begin() as sql:
        sql.execute(write)
        began = time.monotonic()
        with pytest.raises(ServiceUnavailable), translated(), hasty.begin() as other:
            other.execute(write)
        assert 0.9 < time.monotonic() - began < 4
    hasty.dispose()


def test_a_process_that_hangs_lets_go_of_its_rows(postgres_url: str) -> None:
    hung, other = connect(postgres_url, statement_seconds=1), connect(postgres_url)
    with other.begin() as sql:
        sql.execute(text("CREATE TABLE scratch (n INTEGER)"))
        sql.execute(text("INSERT INTO scratch VALUES (0)"))
    hanging = hung.connect()
    hanging.execute(text("UPDATE scratch SET n = 1"))
    with other.begin() as waiting:
        waiting.execute(text("UPDATE scratch SET n = 2"))
    with pytest.raises(ServiceUnavailable), translated():
        hanging.execute(text("SELECT 1"))
    hanging.close()
    hung.dispose()
    other.dispose()


def test_a_connection_that_died_meanwhile_is_made_anew(postgres_url: str) -> None:
    engine, other = connect(postgres_url), connect(postgres_url)
    with engine.begin() as sql:
        number = sql.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with other.begin() as sql:
        sql.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
    with engine.begin() as sql:
        assert sql.execute(text("SELECT pg_backend_pid()")).scalar_one() != number
    engine.dispose()
    other.dispose()


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        began = time.monotonic()
        with pytest.raises(ServiceUnavailable), translated():
            connect(f"postgresql://nobody@127.0.0.1:{port}/none").connect()
        assert time.monotonic() - began < 6


def test_a_row_that_points_nowhere_is_refused(database_url: str, engine: Engine) -> None:
    migrate(database_url)
    stray = text("INSERT INTO lens_entry VALUES (1, 'no such job', 'ann', 'hold', 1, 0)")
    fault = pytest.raises(ServiceUnavailable, match="IntegrityError")
    with fault, translated(), engine.begin() as sql:
        sql.execute(stray)
