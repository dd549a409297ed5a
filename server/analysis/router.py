"""The operator's providers, in the operator's order, until one answers.

Failing over is for what another provider may do better. A refusal, a picture that cannot be
read, and a question that is wrong are answers, and go back as they came: `consequences` has
the whole table.
"""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from server.analysis.ask import Answer, Listener, PassedOver, Provider, Question
from server.analysis.consequences import CONSEQUENCES, LEAST_SECONDS, once_more, spent_on
from server.domain.analysis import Spent, total
from server.errors import ProviderBusy, ProviderFailed

log = logging.getLogger(__name__)

# Of the time that is left, what a provider may use while others wait behind it.
SHARE = 0.6

Gate = Callable[[Callable[[], Answer]], Answer]


def no_gate(call: Callable[[], Answer]) -> Answer:
    """Let a call through; for keys that are not the platform's, whose health is not ours."""
    return call()


@dataclass(frozen=True)
class Route:
    """A way to a provider: its name, what makes it, its share of first choices, and its gate.

    A gate makes the call it is given or raises PassedOver.
    """

    name: str
    make: Callable[[], Provider]
    weight: int = 0
    gate: Gate = no_gate

    @cached_property
    def provider(self) -> Provider:
        """Return the provider, made at its first question."""
        return self.make()


class Router:
    """A provider made of providers. With one it is that one, asked once more where that helps."""

    def __init__(
        self,
        routes: Sequence[Route],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Take the routes in order; `chance` gives a number from 0 up to 1."""
        self._routes = routes
        self._clock = clock
        self._sleep = sleep
        self._chance = chance

    def ask(self, question: Question, listener: Listener) -> Answer:
        """Return the first whole answer, with what all calls for it cost together.

        Where all fail, the first failure that may pass is raised: who asks again asks that
        provider first, and its advice is the right one. Where none may pass, the first.
        Where nobody could be asked, the same of why. Its `spent` is of all calls together.
        """
        look = _Look(question, listener, self._clock)
        failed, passed = list[ProviderFailed](), list[ProviderFailed]()
        routes = _in_order(self._routes, self._chance())
        for place, route in enumerate(routes, start=1):
            if failed and look.seconds_left() < LEAST_SECONDS:
                break
            try:
                return self._ask_twice(route, look, 1 if place == len(routes) else SHARE)
            except PassedOver as error:
                log.info("%s was passed over: %s", route.name, error)
                passed.append(error.told)
            except ProviderFailed as error:
                failed.append(error)
                if CONSEQUENCES[type(error)].then == "ends":
                    failed = [error]
                    break
        reasons = failed or passed or [ProviderBusy("nobody is there")]
        told = next((error for error in reasons if error.retryable), reasons[0])
        told.spent = look.spent()
        raise told

    def _ask_twice(self, route: Route, look: "_Look", share: float) -> Answer:
        ends = self._clock() + look.seconds_left() * share
        try:
            return look.call(route, replace(look.question, seconds_left=ends - self._clock()))
        except ProviderFailed as error:
            left = replace(look.question, seconds_left=ends - self._clock())
            again = once_more(error, left, self._chance())
            if again is None:
                raise
            wait, question = again
            self._sleep(wait)
            try:
                return look.call(route, question)
            except PassedOver:
                raise error from None


class _Look:
    """One question on its way: what was gained, how often somebody was asked, what it cost."""

    def __init__(self, question: Question, listener: Listener, clock: Callable[[], float]) -> None:
        self.question = question
        self._listener = listener
        self._clock = clock
        self._began = clock()
        self._has_gained = False
        self._bills: list[Spent | None] = []
        self._attempts = 0

    def seconds_left(self) -> float:
        return self._began + self.question.seconds_left - self._clock()

    def call(self, route: Route, question: Question) -> Answer:
        self.restarted()
        try:
            answer = route.gate(lambda: self._asked(route, question))
        except ProviderFailed as error:
            log.warning("%s failed: %s (%s)", route.name, error.code, error)
            self._bills.append(spent_on(error))
            raise
        latency_ms = round((self._clock() - self._began) * 1000)
        spent = filter(None, self._bills)
        return replace(answer, usage=answer.usage.with_spent(spent, self._attempts, latency_ms))

    def spent(self) -> Spent | None:
        return None if None in self._bills else total(list(filter(None, self._bills)))

    def gained(self, text: str) -> None:
        self._has_gained = True
        self._listener.gained(text)

    def restarted(self) -> None:
        """Say that what was gained is void, where something was."""
        if self._has_gained:
            self._has_gained = False
            self._listener.restarted()

    def _asked(self, route: Route, question: Question) -> Answer:
        self._attempts += 1
        return route.provider.ask(question, self)


def _in_order(routes: Sequence[Route], chance: float) -> list[Route]:
    """Return the routes with one of them first, by weight; without weights, as they came."""
    mark = chance * sum(route.weight for route in routes)
    for route in routes:
        mark -= route.weight
        if mark < 0:
            return [route, *(other for other in routes if other is not route)]
    return list(routes)
