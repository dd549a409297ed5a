"""Threads and processes that do the same thing at the same moment."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from subprocess import Popen
from typing import TypeVar

T = TypeVar("T")
PATIENCE_SECONDS = 30


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Let every call go from one barrier; return the answers in the order given."""
    barrier = threading.Barrier(len(calls), timeout=PATIENCE_SECONDS)

    def go(call: Callable[[], T]) -> T:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [answer.result() for answer in [threads.submit(go, call) for call in calls]]


def let_go(processes: Sequence[Popen[str]]) -> None:
    """Wait until each process says `ready`, then tell all of them to go."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
