"""A worker is killed in the middle of a job; another one ends the job, once."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.support import pictures
from tests.support.children import child
from tests.support.house import environment, running_house, worker_command
from tests.support.loopback import serving
from tests.support.visitor import Visitor
from tests.support.waiting import until

pytestmark = pytest.mark.processes


class SlowHost:
    """Serves one picture, the first time only after it is let go."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.let_go = threading.Event()
        self.count = 0


@contextmanager
def slow_host() -> Iterator[tuple[SlowHost, int]]:
    host = SlowHost()
    body = pictures.png()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.count += 1
            host.asked.set()
            if host.count == 1:
                host.let_go.wait(60)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with serving(Handler) as port:
        try:
            yield host, port
        finally:
            host.let_go.set()


@pytest.mark.timeout(180)
def test_a_killed_worker_loses_nothing_and_counts_nothing_twice(tmp_path: Path) -> None:
    with ExitStack() as stack:
        host, port = stack.enter_context(slow_host())
        hosts = f"slow.test=127.0.0.1:{port}"
        house = stack.enter_context(running_house(tmp_path, PROMPT_LENS_DEV_HOSTS=hosts))
        visitor = stack.enter_context(Visitor(house.url))
        job_id = visitor.start("http://slow.test/a.png")
        assert host.asked.wait(20)
        assert visitor.job(job_id)["stage"] == "fetching"

        os.killpg(house.worker.pid, signal.SIGKILL)
        house.worker.wait()
        env = environment(PROMPT_LENS_REDIS_URL=house.redis_url, PROMPT_LENS_DEV_HOSTS=hosts)
        stack.enter_context(child(worker_command(), tmp_path / "second.log", env))

        until(lambda: visitor.job(job_id)["state"] == "succeeded", 90, "the second attempt")
        names = [event.name for event in visitor.events(job_id)]
        assert names.count("restart") == 1
        assert names.count("result") == 1
        assert host.count == 2
        left = visitor.prove("http://slow.test/a.png").json()["allowance"]["remaining"]
        assert left == 3, "the offline look is free: the use came back, once"
