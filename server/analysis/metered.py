"""Count the calls to a provider: how each ended, how long it took, what was billed for it."""

import time
from collections.abc import Callable, Iterator

from server.analysis.ask import Answer, Endpoint, PassedOver
from server.analysis.consequences import spent_on
from server.analysis.router import Gate
from server.domain.analysis import Spent
from server.domain.metric import CALL_SECONDS, CALLS, DOLLARS, TOKENS, UNBILLED, Count
from server.errors import ProviderFailed

Clock = Callable[[], float]


def metered(
    gate: Gate, endpoint: Endpoint, count: Callable[..., None], clock: Clock = time.monotonic
) -> Gate:
    """Return a gate that does what `gate` does, and tells `count` of it.

    A call that its listener gave up is not counted: what became of it, nobody knows.
    """
    who = (endpoint.provider, endpoint.model)

    def through(call: Callable[[], Answer]) -> Answer:
        began = clock()
        try:
            answer = gate(call)
        except PassedOver:
            count(Count(CALLS, (*who, "passed_over")))
            raise
        except ProviderFailed as error:
            count(*_counts(who, error.code, clock() - began, spent_on(error)))
            raise
        count(*_counts(who, "answered", clock() - began, answer.usage.spent))
        return answer

    return through


def _counts(
    who: tuple[str, str], outcome: str, seconds: float, spent: Spent | None
) -> Iterator[Count]:
    yield Count(CALLS, (*who, outcome))
    yield Count(CALL_SECONDS, who, seconds)
    if spent is None:
        yield Count(UNBILLED, who)
        return
    tokens_in, tokens_out, usd = spent
    yield Count(TOKENS, (*who, "in"), tokens_in)
    yield Count(TOKENS, (*who, "out"), tokens_out)
    yield Count(DOLLARS, who, usd or 0)
