"""Visitors who ask and read at the same time, each in a thread."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Self

from tests.support.visitor import Told, Visitor
from tests.support.waiting import until


@dataclass
class Reader:
    """One visitor's extraction while it is read."""

    visitor: Visitor
    events: list[Told] = field(default_factory=list)
    seconds: float = 0.0
    job_id: str = ""

    def read(self, url: str, **more: object) -> dict[str, Any]:
        began = time.monotonic()
        self.job_id = self.visitor.start(url, **more)
        for event in self.visitor.events(self.job_id):
            self.events.append(event)
        self.seconds = time.monotonic() - began
        job: dict[str, Any] = self.events[-1].data
        return job

    @property
    def names(self) -> list[str]:
        return [event.name for event in self.events]

    @property
    def grown(self) -> str:
        """Return the prompt as it grew, without what was taken back."""
        text = ""
        for event in self.events:
            text = "" if event.name == "restart" else text
            text += event.data["text"] if event.name == "partial" else ""
        return text


class Readers:
    """Everybody who reads while the block runs."""

    def __init__(self, new: Callable[[], Visitor]) -> None:
        """`new` makes a visitor."""
        self._new = new
        self._threads = ThreadPoolExecutor(128)
        self._visitors: list[Visitor] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()
        for visitor in self._visitors:
            visitor.http.close()

    def start(self, url: str, **more: object) -> tuple[Reader, "Future[dict[str, Any]]"]:
        """Let somebody new ask for an image; return at once."""
        visitor = self._new().__enter__()
        self._visitors.append(visitor)
        reader = Reader(visitor)
        return reader, self._threads.submit(reader.read, url, **more)

    def begin(self, url: str) -> tuple[Reader, "Future[dict[str, Any]]"]:
        """The same, and return once they have read the first words."""
        reader, job = self.start(url)
        until(lambda: "partial" in reader.names or job.done(), what="the first words")
        return reader, job
