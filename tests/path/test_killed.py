"""A worker is killed in the middle of a job; another one ends the job, once."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from server.net.redis import connect
from tests.support import pictures
from tests.support.children import child
from tests.support.house import environment, running_house, worker_command
from tests.support.loopback import serving
from tests.support.member import Member
from tests.support.visitor import Visitor
from tests.support.waiting import until

URL = "http://slow.test/a.png"

pytestmark = pytest.mark.processes


class SlowHost:
    """Serves one picture, the first two times only after it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.count = 0


@contextmanager
def slow_host() -> Iterator[tuple[SlowHost, int]]:
    host = SlowHost()
    body = pictures.png()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.count += 1
            if host.count <= 2:
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
        redis = stack.enter_context(connect(house.redis_url))
        member = stack.enter_context(Member(house.url, redis, "a1"))
        house.balances.put("a1", 5)
        both = ((visitor, visitor.start(URL)), (member, member.start(URL)))
        until(lambda: host.count == 2, what="both to be fetched")
        assert [who.job(job_id)["stage"] for who, job_id in both] == ["fetching"] * 2
        assert house.balances.of("a1") == 4

        os.killpg(house.worker.pid, signal.SIGKILL)
        house.worker.wait()
        env = environment(
            PROMPT_LENS_REDIS_URL=house.redis_url,
            PROMPT_LENS_DATABASE_URL=house.database_url,
            PROMPT_LENS_DEV_HOSTS=hosts,
        )
        stack.enter_context(child(worker_command(), tmp_path / "second.log", env))

        for who, job_id in both:
            until(succeeded(who, job_id), 90, "the second attempt")
            names = [event.name for event in who.events(job_id)]
            assert names.count("restart") == 1
            assert names.count("result") == 1
        assert host.count == 4
        # The offline look is free: what was taken comes back, once.
        assert visitor.remaining(URL) == 3
        until(lambda: house.balances.of("a1") == 5, what="the credit")


def succeeded(who: Visitor, job_id: str) -> Callable[[], bool]:
    return lambda: bool(who.job(job_id)["state"] == "succeeded")
