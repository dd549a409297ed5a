"""How much a provider is asked: at once, and for money, in all processes together."""

from contextlib import suppress
from functools import partial

import pytest
from redis import Redis

from server import errors
from server.analysis.ask import Answer, Limits, PassedOver
from server.analysis.gate_store import MARGIN_SECONDS
from tests.analysis.gating import PATIENCE, PREFIX, answer, endpoint, failing, gate, went
from tests.support.clock import Clock
from tests.support.racing import at_once

FULL = "it is at its limits"
# What is set aside for a call, in dollars: 10,000 tokens in, 4,000 out.
HIGHEST = (10_000 * 0.20 + 4_000 * 1.20) / 1e6


@pytest.fixture
def clock() -> Clock:
    return Clock()


def spent(client: Redis, clock: Clock, day: str = "2027-01-15") -> float:
    return int(client.get(f"{PREFIX}:{{provider:openai}}:spent:{day}") or 0) / 1e6


def test_no_more_at_once_than_there_are_places(client: Redis, clock: Clock) -> None:
    first, second = (gate(client, clock, Limits(at_once=2)) for _ in range(2))
    seen: list[str] = []

    def inner() -> Answer:
        seen.append(went(first))
        return answer()

    def outer() -> Answer:
        seen.append(went(second))
        return second(inner)

    first(outer)
    assert seen == ["made", FULL]
    assert went(first) == "made"


@pytest.mark.parametrize(
    "error", [errors.ProviderTimeout(), errors.ServiceUnavailable(), KeyboardInterrupt()]
)
def test_however_a_call_ends_its_place_is_free(
    error: BaseException, client: Redis, clock: Clock
) -> None:
    gated = gate(client, clock, Limits(at_once=1))
    for _ in range(3):
        assert went(gated, error) == "made"
    assert client.zcard(f"{PREFIX}:{{provider:openai}}:places") == 0


def test_a_killed_process_gives_its_place_back(client: Redis, clock: Clock) -> None:
    gated = gate(client, clock, Limits(at_once=1))
    gated._account("take", "killed", "2027-01-15", 0)
    assert 0 < client.ttl(f"{PREFIX}:{{provider:openai}}:places") <= PATIENCE.total + MARGIN_SECONDS
    clock.now += PATIENCE.total + MARGIN_SECONDS - 0.1
    assert went(gated) == FULL
    clock.now += 0.2
    assert went(gated) == "made"


def test_at_its_limits_a_probe_is_not_wasted(client: Redis, clock: Clock) -> None:
    gated = gate(client, clock, Limits(at_once=1))
    for _ in range(5):
        went(gated, errors.ProviderUnavailable())
    clock.now += 5
    gated._account("take", "other", "2027-01-15", 0)
    assert went(gated) == FULL
    gated._account("settle", "other", "2027-01-15", 0)
    assert went(gated) == "made"


def test_of_sixteen_at_once_as_many_go_as_there_are_places(client: Redis, clock: Clock) -> None:
    gated = gate(client, clock, Limits(at_once=5))
    takes = [partial(gated._account, "take", f"{number}", "d", 0) for number in range(16)]
    assert sum(at_once(takes)) == 5


BILLS: list[tuple[float | None, errors.ProviderFailed | None, float]] = [
    (0.0025, None, 0.0025),
    (0.0000001, None, 0.000001),
    (None, None, HIGHEST),
    (None, errors.ProviderTimeout(), HIGHEST),
    (None, errors.StreamBroken(), HIGHEST),
    (None, errors.ContentRefused(), HIGHEST),
    (0.0004, errors.AnswerTruncated(), 0.0004),
    (None, errors.ProviderUnavailable(), 0),
    (None, errors.ProviderRefusedKey(), 0),
    (None, errors.ImageRejected(), 0),
]


@pytest.mark.parametrize(("cost", "error", "wanted"), BILLS)
def test_what_a_call_cost_is_counted_and_what_nobody_knows_at_its_highest(
    cost: float | None, error: errors.ProviderFailed | None, wanted: float,
    client: Redis, clock: Clock,
) -> None:  # fmt: skip
    if error and cost is not None:
        error.spent = (1, 1, cost)
    gated = gate(client, clock)
    with suppress(errors.ProviderFailed):
        gated(failing(error) if error else partial(answer, cost))
    assert spent(client, clock) == pytest.approx(wanted)


def test_the_day_costs_no_more_than_the_operator_said(client: Redis, clock: Clock) -> None:
    gated = gate(client, clock, Limits(usd_per_day=0.05))
    made = [went(gated) for _ in range(100)]
    assert made[-1] == FULL
    assert 0.05 - HIGHEST < spent(client, clock) <= 0.05
    clock.now += 24 * 3600
    assert went(gated) == "made"


def test_at_once_or_one_by_one_the_day_costs_no_more(client: Redis, clock: Clock) -> None:
    gated = gate(client, clock, Limits(usd_per_day=3.5 * HIGHEST))
    assert sorted(at_once([partial(went, gated, errors.ProviderTimeout())] * 16))[:3] == [FULL] * 3
    assert spent(client, clock) == pytest.approx(3 * HIGHEST)


def test_another_key_has_the_same_places_and_the_same_purse(client: Redis, clock: Clock) -> None:
    old, new = (gate(client, clock, Limits(at_once=1), endpoint(key=key)) for key in "ab")
    old._account("take", "x", "d", 5)
    assert went(new) == FULL
    with pytest.raises(PassedOver):
        new(answer)
    assert went(gate(client, clock, Limits(at_once=1), endpoint("gemini"))) == "made"


def test_settling_twice_settles_once(client: Redis, clock: Clock) -> None:
    gated = gate(client, clock)
    assert [gated._account("take", "x", "2027-01-15", 9) for _ in range(2)] == [True, True]
    assert spent(client, clock) == pytest.approx(9e-6)
    assert [gated._account("settle", "x", "2027-01-15", -5) for _ in range(2)] == [True, False]
    assert spent(client, clock) == pytest.approx(4e-6)
