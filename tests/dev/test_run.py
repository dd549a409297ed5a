"""`make run` for real: it starts, says what to open, and leaves nothing running."""

import os
import re
import signal
import socket
import time
from pathlib import Path

import httpx2
import pytest

from dev.ports import free_port
from tests.dev.launched import command, launched, refused, sentences
from tests.support.children import ROOT
from tests.support.waiting import until

pytestmark = pytest.mark.processes


def gone(pids: dict[int, str]) -> bool:
    return not any(command(pid) for pid in pids)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_it_starts_everything_and_stops_everything(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    port = free_port()
    began = time.monotonic()
    with launched(tmp_path / "said.log", PROMPT_LENS_PORT=str(port)) as running:
        print(f"ready after {time.monotonic() - began:.2f} s")
        said = running.log.read_text()
        assert f"http://127.0.0.1:{port}/" in said
        assert str(ROOT / "extension") in said
        assert httpx2.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
        stand_in = re.search(r"ImgPilot +(http://127\.0\.0\.1:\d+/)", said)
        assert stand_in is not None
        assert "for development only" in httpx2.get(stand_in[1]).text
        children = running.children()
        for part in ("redis-server", "gunicorn", "celery", "dev.imgpilot"):
            assert any(part in line for line in children.values()), children
        running.process.send_signal(number)
        assert running.process.wait(15) == code
        assert gone(children)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
def test_nothing_outlives_a_killed_launcher(tmp_path: Path) -> None:
    with launched(tmp_path / "said.log", PROMPT_LENS_PORT=str(free_port())) as running:
        children = running.children()
        running.process.kill()
        until(lambda: gone(children), what="the end of all children")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
@pytest.mark.parametrize("victim", ["redis-server", "gunicorn", "celery", "dev.imgpilot"])
def test_the_death_of_one_ends_all_and_is_said(victim: str, tmp_path: Path) -> None:
    with launched(tmp_path / "said.log", PROMPT_LENS_PORT=str(free_port())) as running:
        children = running.children()
        os.kill(next(pid for pid, line in children.items() if victim in line), signal.SIGKILL)
        assert running.process.wait(20) == 1
        assert "process ended (code -9)" in running.log.read_text()
        until(lambda: gone(children), what="the end of all children")


def test_a_taken_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = refused(PROMPT_LENS_PORT=port)
    assert ended.returncode == 1
    assert ended.stderr == f"Port {port} is taken; choose another with PROMPT_LENS_PORT.\n"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"PROMPT_LENS_REDIS_URL": "redis://:secret@127.0.0.1:1/0"}, "does not answer"),
        ({"PROMPT_LENS_REDIS_URL": "127.0.0.1:6379"}, "is not an address such as"),
        ({"PROMPT_LENS_PORT": "many"}, "must be a number"),
        ({"PROMPT_LENS_PORT": "70000"}, "must be a number"),
        ({"PROMPT_LENS_DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/x"}, "cannot be had"),
        ({"PROMPT_LENS_DATABASE_URL": "nonsense"}, "cannot be had"),
        ({"PROMPT_LENS_HOST": "203.0.113.7"}, "Nothing can listen on 203.0.113.7"),
    ],
)
def test_what_cannot_work_is_one_sentence(settings: dict[str, str], says: str) -> None:
    ended = refused(**{"PROMPT_LENS_PORT": str(free_port()), **settings})
    assert ended.returncode == 1
    assert says in ended.stderr
    assert sentences(ended.stderr) == 1
    assert "secret" not in ended.stderr


def test_settings_that_the_service_refuses_are_shown() -> None:
    ended = refused(PROMPT_LENS_PORT=str(free_port()), PROMPT_LENS_TRIAL_EXTRACTIONS="none")
    assert ended.returncode == 1
    assert "PROMPT_LENS_TRIAL_EXTRACTIONS" in ended.stderr
