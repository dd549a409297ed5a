"""A provider that plays its part without a wire: it fails as told, then answers."""

from collections.abc import Callable

from server.analysis.ask import Answer, Listener, Question
from server.analysis.router import Route, Router
from server.domain.analysis import Analysis, Usage
from tests.support.clock import Clock


class Scripted:
    """Each call takes `seconds` and says `words`; the first calls fail with `fails`, in order."""

    def __init__(
        self, name: str, clock: Clock, *fails: Exception, words: str = "", seconds: float = 0,
        cost: float | None = None,
    ) -> None:  # fmt: skip
        self.name, self.clock, self.fails = name, clock, list(fails)
        self.words, self.seconds, self.cost = words, seconds, cost
        self.asked: list[Question] = []

    @property
    def given(self) -> list[float]:
        return [question.seconds_left for question in self.asked]

    def ask(self, question: Question, listener: Listener) -> Answer:
        self.asked.append(question)
        self.clock.now += min(self.seconds, question.seconds_left)
        if self.words:
            listener.gained(self.words)
        if self.fails:
            raise self.fails.pop(0)
        usage = Usage(
            provider=self.name, model="m", input_tokens=100, output_tokens=10, cost_usd=self.cost,
            latency_ms=1, attempts=1,
        )  # fmt: skip
        return Answer(Analysis(prompt=self.words, title=""), usage)


def route(provider: Scripted, weight: int = 0) -> Route:
    return Route(provider.name, lambda: provider, weight)


def router(clock: Clock, *providers: Scripted, chance: Callable[[], float] = lambda: 0.5) -> Router:
    def sleep(seconds: float) -> None:
        clock.now += seconds

    return Router([route(provider) for provider in providers], clock, sleep, chance)
