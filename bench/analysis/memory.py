"""What a hundred extractions at once add to the memory of the worker process that makes them.

Each is held in the middle of its answer, with all that it has: its picture, its question, its
connection, what it was told. A worker as it ships makes eight at once and lets the others wait;
here one has a hundred threads. The processes that decode stand beside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from itertools import count
from pathlib import Path
from subprocess import Popen
from threading import Event
from typing import Any

from bench.analysis.stage import staged, workers
from bench.goals import Goal
from bench.images.scenes import photo
from tests.analysis import faulty
from tests.hostile.makers import Two, language
from tests.support.visitor import Visitor
from tests.support.waiting import until
from tests.support.wires import Wire

AT_ONCE, WARM = 100, 8
ROW = "memory"
TOGETHER = 10
SIZE = (1024, 768)
GIVEN_UP = 25
_seeds = count(1)
_KILOBYTE, _MEGABYTE = 1024, 1_000_000


class Held:
    """Writes half an answer, then a word a second until it is let go."""

    def __init__(self) -> None:
        """Hold."""
        self.go = Event()

    def __call__(self, handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        """Answer."""
        said = faulty.pieces(wire, faulty.ANSWER)
        half = len(said) // 2
        faulty.head(handler)
        handler.wfile.write(b"".join(said[:half]))
        while not self.go.wait(1) and half < len(said) - 1:
            handler.wfile.write(said[half])
            half += 1
        ends = [wire.frame(event) for event in wire.ending("whole", faulty.ANSWER)]
        handler.wfile.write(b"".join([*said[half:], *ends, wire.done]))


def measure() -> list[Goal]:
    """Measure and print."""
    with (
        staged("responses", "gemini") as (two, _),
        workers(two, 1, threads=AT_ONCE) as (worker,),
        Visitor(two.house.url) as visitor,
    ):
        with extracting(two, visitor, WARM):
            pass
        before = resident(worker)
        with extracting(two, visitor, AT_ONCE):
            during = resident(worker)
        after = resident(worker)
    print(f"\nMemory of {AT_ONCE} extractions at once, in MB")
    print(f"  {'':<26}{'before':>8}{'during':>8}{'after':>8}{'each':>8}")
    names = ("the worker", "its decoding processes")
    for name, was, most, left in zip(names, before, during, after, strict=True):
        each = (most - was) / AT_ONCE
        print(f"  {name:<26}{was:>8.1f}{most:>8.1f}{left:>8.1f}{each:>8.2f}")
    return []


@contextmanager
def extracting(two: Two, visitor: Visitor, times: int) -> Iterator[None]:
    """Hold so many extractions in the middle of their answers while the block runs."""
    held = Held()
    two.play(ROW, [held], [faulty.whole])
    jobs = []
    for number in range(times):
        out = BytesIO()
        photo(SIZE, seed=next(_seeds)).save(out, "JPEG", quality=85)
        url = two.images.add(f"/{number}.jpg", out.getvalue(), "image/jpeg")
        jobs.append(partial(visitor.start, url, language=language(ROW)))
    started = []
    for start in jobs:
        started.append(start())
        # More would wait for the decoding processes than may.
        until(lambda: len(two.first.asked[ROW]) > len(started) - TOGETHER, GIVEN_UP)
    until(lambda: len(two.first.asked[ROW]) == times, GIVEN_UP, "all of them")
    yield
    held.go.set()
    ended = [until(partial(_ended, visitor, job), GIVEN_UP) for job in started]
    failed = [job["problem"]["code"] for job in ended if job["problem"]]
    assert not failed, failed


def resident(process: Popen[bytes]) -> tuple[float, float]:
    """Return the megabytes that a process holds, and its children."""
    children = (Path("/proc") / str(process.pid) / "task").glob("*/children")
    pids = " ".join(file.read_text() for file in children).split()
    return _megabytes(str(process.pid)), sum(map(_megabytes, pids))


def _megabytes(pid: str) -> float:
    lines = (Path("/proc") / pid / "status").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("VmRSS")]
    return int(line.split()[1]) * _KILOBYTE / _MEGABYTE


def _ended(visitor: Visitor, job_id: str) -> dict[str, Any] | None:
    job = visitor.job(job_id)
    return job if job["finished_at"] else None
