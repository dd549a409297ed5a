"""A picture, a model that does as it is told, and those who ask it at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Self

from redis import Redis

from server.admission.free_pool import FreePool
from server.analysis.ask import Listener
from server.domain.analysis import Analysis, Usage
from server.domain.job import Order
from server.domain.picture import Look, Normalised
from server.domain.subject import Subject
from server.jobs.asking import Asking, Model
from server.jobs.compose import Seen
from server.jobs.flight_store import FlightStore
from tests.analysis.listening import Heard
from tests.jobs.conftest import PREFIX
from tests.jobs.owners import MEMBER

ORDER = Order("https://a.example/x.png", "en", fresh=False)
FRESH = Order("https://a.example/x.png", "en", fresh=True)
MEASURED = Look(("#000000",), 0.5, 0.5, 0.5, 0.5, 0.5, "even")
WORDS = ("A red kite ", "over a field ", "at noon.")
USAGE = Usage(
    provider="openai", model="gpt-5.6-luna", input_tokens=1200, output_tokens=300,
    cost_usd=0.0006, latency_ms=900, attempts=1,
)  # fmt: skip
SECONDS = 20.0
POOL, AT_MOST = 30_000, 10_000


@dataclass(frozen=True)
class File:
    """A file that was brought home, or its first bytes."""

    data: bytes = b"12345"
    whole: bool = False
    size: int = 99
    bytes_read: int = 5


def picture(pixels: bytes = b"one") -> Normalised:
    return Normalised(b"\xff\xd8\xff" + pixels, "jpeg", 288, 192, MEASURED)


class Told(Heard):
    """A listener that says when it heard its first word."""

    def __init__(self) -> None:
        super().__init__()
        self.began = threading.Event()

    def gained(self, text: str) -> None:
        super().gained(text)
        self.began.set()


@dataclass
class Scripted:
    """Says all words but the last, waits until it may go on, then ends as told.

    Where it `begins_anew`, it first takes back what it said.
    """

    go_on: threading.Event = field(default_factory=threading.Event)
    ends: list[Exception] = field(default_factory=list)
    calls: int = 0
    words: tuple[str, ...] = WORDS
    begins_anew: bool = False

    def look(self, picture: Normalised, language: str, left: float, listener: Listener) -> Seen:
        self.calls += 1
        number = self.calls
        *first, last = self.words
        for word in first:
            listener.gained(word)
        assert self.go_on.wait(SECONDS)
        if self.ends:
            raise self.ends.pop(0)
        if self.begins_anew:
            listener.restarted()
            listener.gained("".join(first))
        listener.gained(last)
        analysis = Analysis(prompt="".join(self.words), title=f"call {number}", language=language)
        return Seen(analysis, USAGE)


@dataclass
class Desk:
    """Where questions are asked."""

    client: Redis
    script: Scripted = field(default_factory=Scripted)
    identity: str = "a model"
    silence: float = SECONDS
    pool: int = POOL

    @property
    def flights(self) -> FlightStore:
        return FlightStore(self.client, PREFIX)

    def asking(self) -> Asking:
        model = Model(self.script.look, self.identity, lambda _: AT_MOST, self.silence)
        return Asking(self.flights, FreePool(self.client, PREFIX, self.pool), model)

    def ask(
        self,
        order: Order = ORDER,
        owner: Subject = MEMBER,
        *,
        of: Normalised | None = None,
        listener: Listener | None = None,
        left: Callable[[], float] = lambda: SECONDS,
    ) -> Seen:
        question = self.asking().look_up(of or picture(), order, owner)
        return question.ask(left, listener or Told())


class Crowd:
    """People who ask from threads of their own; each is heard to have begun."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._threads = ThreadPoolExecutor(32)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._desk.script.go_on.set()
        self._threads.shutdown()

    def asks(self, **more: object) -> tuple[Future[Seen], Told]:
        """Let one more person ask; return once they have heard the first word."""
        told = Told()
        answer = self._threads.submit(self._desk.ask, listener=told, **more)  # type: ignore[arg-type]
        assert told.began.wait(SECONDS) or answer.exception(0)
        return answer, told
