"""A leader in another process is killed: somebody who follows goes on, within seconds."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from redis import Redis

from tests.jobs.shared_looks import WORDS, Crowd, Desk
from tests.support.children import ROOT

LEADS = """
import sys, threading
from server.net.redis import connect
from tests.jobs.shared_looks import Desk, Told

class Ready(Told):
    def gained(self, text):
        print("ready", flush=True)

Desk(connect(sys.argv[1])).ask(listener=Ready())
"""


@contextmanager
def leader(redis_url: str) -> Iterator[subprocess.Popen[str]]:
    """Run somebody who has heard the first words and waits for the last."""
    process = subprocess.Popen(
        [sys.executable, "-c", LEADS, redis_url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_one_of_the_followers_leads_next(how: int, redis_url: str, client: Redis) -> None:
    desk = Desk(client)
    desk.script.go_on.set()
    with leader(redis_url) as process, Crowd(desk) as crowd:
        asked = [crowd.asks() for _ in range(5)]
        assert desk.script.calls == 0, "all follow the other process"
        os.kill(process.pid, how)
        began = time.monotonic()
        seen = [answer.result() for answer, _ in asked]
        seconds = time.monotonic() - began
    print(f"\n{signal.Signals(how).name}: answered {seconds:.1f} s later")
    assert seconds < 8
    assert desk.script.calls == 1
    for _, told in asked:
        assert told.text == "".join(WORDS)
        assert told.void == ["".join(WORDS[:2])]
    assert len({one.analysis.title for one in seen}) == 1
