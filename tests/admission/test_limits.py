"""Moving windows on a real Redis: exact, in one round trip, and a refusal counts nowhere."""

import pytest
from redis import Redis

from dev.ports import free_port
from server.admission.limits import Limit, Limiter, LimitsRefused
from server.errors import RateLimited, ServiceUnavailable
from server.net.redis import connect
from tests.support.clock import Clock
from tests.support.racing import at_once


@pytest.fixture
def clock() -> Clock:
    return Clock(1_800_000_000.123)


@pytest.fixture
def limiter(client: Redis, clock: Clock) -> Limiter:
    return Limiter(client, "t", clock)


def minute(bucket: str, rate: str = "3/minute") -> Limit:
    return Limit.of("minute", rate, bucket)


def test_standings_tell_what_is_left_and_when_it_comes_back(limiter: Limiter, clock: Clock) -> None:
    (first,), _ = limiter.take([minute("a")])
    clock.now += 20
    (second,), _ = limiter.take([minute("a")])
    assert (first.remaining, first.reset, first.quota, first.window) == (2, 60, 3, 60)
    assert (second.remaining, second.reset) == (1, 40)


def test_a_window_moves_and_never_lets_more_through(limiter: Limiter, clock: Clock) -> None:
    taken: list[float] = []
    waits: list[int] = []
    for _ in range(400):
        try:
            limiter.take([minute("a")])
            taken.append(clock.now)
        except RateLimited as refused:
            waits.append(refused.retry_after)
        clock.now += 1.7
    assert all(later - earlier >= 59.9 for earlier, later in zip(taken, taken[3:], strict=False))
    assert len(taken) > 25
    assert 1 <= min(waits) <= max(waits) <= 60


def test_a_refused_call_counts_in_no_window(limiter: Limiter, client: Redis) -> None:
    narrow, wide = minute("a", "1/minute"), Limit.of("day", "10/day", "a")
    limiter.take([wide, narrow])
    for _ in range(5):
        with pytest.raises(LimitsRefused) as refusal:
            limiter.take([wide, narrow])
        assert refusal.value.policies == ("minute",)
    standings, _ = limiter.take([wide, minute("b", "1/minute")])
    assert standings[0].remaining == 8


def test_it_takes_one_round_trip_and_reads_another_key_on_the_way(
    limiter: Limiter, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter.take([minute("warm")])
    client.set("also", "7")
    sent = []
    original = type(client.connection_pool).get_connection

    def counted(*args: object, **more: object) -> object:
        sent.append(1)
        return original(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(type(client.connection_pool), "get_connection", counted)
    _, values = limiter.take([minute("a"), minute("b"), minute("c")], also_read=["also", "absent"])
    assert values == ["7", None]
    assert len(sent) == 1


def test_a_redis_that_forgot_the_scripts_is_taught_again(limiter: Limiter, client: Redis) -> None:
    limiter.take([minute("a")])
    client.script_flush()
    (standing,), _ = limiter.take([minute("a")])
    assert standing.remaining == 1


def test_sixty_four_at_once_are_counted_exactly(limiter: Limiter) -> None:
    def passes() -> bool:
        try:
            limiter.take([minute("a", "5/minute"), Limit.of("day", "50/day", "a")])
        except RateLimited:
            return False
        return True

    assert at_once([passes] * 64).count(True) == 5
    standings, _ = limiter.take([Limit.of("day", "50/day", "a")])
    assert standings[0].remaining == 44


def test_without_redis_nobody_gets_past() -> None:
    url = f"redis://127.0.0.1:{free_port()}/0"
    with connect(url) as client, pytest.raises(ServiceUnavailable):
        Limiter(client, "t").take([minute("a")])
