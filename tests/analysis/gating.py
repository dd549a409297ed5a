"""Gates of scripted providers over a real Redis, and calls that go as told."""

from collections.abc import Callable

from redis import Redis

from server import errors
from server.analysis.ask import Answer, Endpoint, Limits, PassedOver
from server.analysis.call_clock import Patience
from server.analysis.gate_store import Gate
from server.domain.account import ProviderName
from server.domain.analysis import Analysis, Usage
from tests.support.clock import Clock

PREFIX = "t"
PATIENCE = Patience(total=25, first=6, idle=5)
MODEL = "gpt-5.6-luna"


def endpoint(
    provider: ProviderName = "openai", key: str = "sk-test", model: str = MODEL
) -> Endpoint:
    url = "https://models.example/v1"
    return Endpoint(provider, "responses", url, model, PATIENCE, is_own=False, key=key)


def gate(
    client: Redis, clock: Callable[[], float], limits: Limits | None = None,
    of: Endpoint | None = None,
) -> Gate:  # fmt: skip
    return Gate(client, PREFIX, of or endpoint(), limits or Limits(), clock)


def answer(cost: float | None = 0.001) -> Answer:
    usage = Usage(
        provider="openai", model=MODEL, input_tokens=1, output_tokens=1, cost_usd=cost,
        latency_ms=1, attempts=1,
    )  # fmt: skip
    return Answer(Analysis(prompt="p", title="t"), usage)


def failing(error: BaseException) -> Callable[[], Answer]:
    def call() -> Answer:
        raise error

    return call


def went(gated: Gate, error: BaseException | None = None) -> str:
    """Make a call that ends so; say whether it was made, or why not."""
    try:
        gated(failing(error) if error else answer)
    except PassedOver as why:
        return str(why)
    except type(error or errors.InternalError()):
        pass
    return "made"


def trip(gated: Gate, clock: Clock) -> None:
    """Fail five times, which opens a circuit that knew of no call."""
    for _ in range(5):
        assert went(gated, errors.ProviderUnavailable("503")) == "made"
