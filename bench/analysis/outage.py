"""A maker that is dead for a minute while four worker processes go on asking.

Twenty people ask, one every three seconds; then one each second until the maker is found again.
Whether all processes together send one probe is looked at with forty people at once.
"""

import time
from concurrent.futures import Future
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from itertools import count
from typing import Any

from bench.analysis.stage import staged, workers
from bench.goals import Goal
from tests.analysis import faulty
from tests.hostile.makers import Two, language
from tests.support import pictures
from tests.support.readers import Readers
from tests.support.wires import Wire

OUTAGE, PEOPLE, PROCESSES = 60.0, 20, 4
MOST_CALLS, MOST_SECONDS = 10, 10.0
AT_ONCE, FAILURES = 40, 5
SHUT_SECONDS, MARGIN, PROBE_SECONDS = 5.0, 0.2, 3.0
GIVEN_UP = 60
HELD_BACK = "was passed over"
_numbers = count()


@dataclass(frozen=True, slots=True)
class Minute:
    """Calls at the dead maker, people served of those who asked, and seconds until it was found."""

    calls: int
    served: int
    back: float


def measure() -> list[Goal]:
    """Measure and print."""
    with staged("responses", "gemini") as (two, readers), workers(two, PROCESSES):
        probes, processes = probe(two, readers)
        was = minute(two, readers)
    print(f"\nOne probe: {AT_ONCE} people at once in {processes} processes, {probes} calls")
    return [
        Goal("calls at a maker that is dead for 60 s, 4 processes", was.calls, MOST_CALLS),
        Goal(f"people of {PEOPLE} not served meanwhile", PEOPLE - was.served, 0),
        Goal("found again after", was.back, MOST_SECONDS, "s"),
        Goal(f"probes of {PROCESSES} processes", probes, 1),
        Goal("processes that held back for it, short of 4", PROCESSES - processes, 0),
    ]


def is_held(was: Minute) -> bool:
    """Say whether the fifteenth fault is passed."""
    return was.calls <= MOST_CALLS and was.served == PEOPLE and was.back <= MOST_SECONDS


def minute(two: Two, readers: Readers) -> Minute:
    """Let the first maker be dead for a minute; print what it costs."""
    two.house.forget()
    ends = time.monotonic() + OUTAGE

    def dead_or_whole(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        is_dead = time.monotonic() < ends
        (faulty.status(503) if is_dead else faulty.whole)(handler, wire)

    two.play("s15", [dead_or_whole], [faulty.whole])
    jobs = []
    for number in range(PEOPLE):
        _sleep_until(ends - OUTAGE + number * OUTAGE / PEOPLE)
        jobs.append(_ask(two, readers, "s15"))
    served = sum(job.result()["state"] == "succeeded" for job in jobs)
    calls = two.first.asked["s15"]
    for second in range(GIVEN_UP):
        _sleep_until(ends + second)
        _ask(two, readers, "s15").result()
        if calls[-1].at >= ends:
            break
    dead = sum(call.at < ends for call in calls)
    was = Minute(dead, served, calls[-1].at - ends if len(calls) > dead else GIVEN_UP)
    verdict = "pass" if is_held(was) else "fail"
    print(f"  {'s15 dead for a minute':<34}{'':>9}{dead:>7}{two.asked('s15')[1]:>8}", end="  ")
    print(f"{verdict}: {served} of {PEOPLE} served, found again {was.back:.1f} s after it")
    return was


def probe(two: Two, readers: Readers) -> tuple[int, int]:
    """Return the calls of forty people at a maker that may be probed, and how many processes."""

    def slow(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        time.sleep(PROBE_SECONDS)
        faulty.status(503)(handler, wire)

    two.house.forget()
    two.play("probe", [faulty.status(503)], [faulty.whole])
    calls = two.first.asked["probe"]
    while len(calls) < FAILURES:
        _ask(two, readers, "probe").result()
    _sleep_until(calls[-1].at + SHUT_SECONDS + MARGIN)
    two.play("probe", [slow], [faulty.whole])
    logs = sorted(two.house.folder.glob("worker-*.log"))
    before = [log.read_text().count(HELD_BACK) for log in logs]
    jobs = [_ask(two, readers, "probe") for _ in range(AT_ONCE)]
    assert all(job.result()["state"] == "succeeded" for job in jobs)
    after = [log.read_text().count(HELD_BACK) for log in logs]
    processes = sum(now > then for now, then in zip(after, before, strict=True))
    return len(two.first.asked["probe"]), processes


def _ask(two: Two, readers: Readers, row: str) -> Future[Any]:
    """Let somebody new ask for a picture that nobody knows."""
    url = two.images.add(f"/{row}-{next(_numbers)}.jpg", pictures.jpeg(), "image/jpeg")
    return readers.start(url, language=language(row))[1]


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))
