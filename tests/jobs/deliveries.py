"""A runner whose rooms do what a test says, and what it told others."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from redis import Redis

from server.credits.ledger import Ledger
from server.domain.job import JobRef
from server.domain.metric import Count
from server.jobs.asking import Look, LookUp
from server.jobs.event_store import EventStore
from server.jobs.extract import Rooms
from server.jobs.job_store import JobStore
from server.jobs.keys import Keys
from server.jobs.run import Runner


def never(*_: object) -> Any:
    raise AssertionError("nobody comes this far")


def events(client: Redis, job: JobRef) -> list[tuple[str, str]]:
    told = EventStore(client).after(Keys("t").events(job), "0-0", 0)
    return [(event.name, event.data) for event in told]


@dataclass
class Desk:
    """Where jobs are delivered."""

    store: JobStore
    ledger: Ledger
    fetch: Callable[[str, float], Any]
    normalise: Callable[[bytes, float], Any] = never
    look_up: LookUp = never
    own_look: Callable[[str], Look] = never
    later: list[tuple[JobRef, int]] = field(default_factory=list)
    counted: list[Count] = field(default_factory=list)

    def run(self, job: JobRef, holder: str = "a delivery", seconds: float = 30) -> None:
        rooms = Rooms(self.fetch, self.normalise, self.look_up, self.own_look)
        Runner(
            self.store, rooms, self.ledger, seconds,
            lambda ref, wait: self.later.append((ref, wait)), count=self.count,
        ).run(job, holder)  # fmt: skip

    def count(self, *counts: Count) -> None:
        self.counted += counts
