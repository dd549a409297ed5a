"""The day's money for everybody without an account: reserved before, corrected after."""

from functools import partial

import pytest
from redis import Redis

from server.admission.free_pool import FreePool
from server.errors import FreePoolSpent, ServiceUnavailable
from server.net.redis import connect
from tests.support.clock import Clock
from tests.support.racing import at_once

NOON = 1_795_262_400.0
DAY = 24 * 3600


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def pool(client: Redis, clock: Clock) -> FreePool:
    return FreePool(client, "t", 300, clock)


def taken(client: Redis) -> list[int]:
    keys: list[str] = sorted(client.keys("t:{pool}:*"))  # type: ignore[arg-type]
    return [int(str(client.hget(key, "taken"))) for key in keys]


def spend(pool: FreePool, most: int, used: int | None) -> str:
    try:
        with pool.reserved(most) as reservation:
            reservation.used = used
    except FreePoolSpent:
        return "spent"
    return "asked"


def test_what_was_not_used_comes_back_and_what_was_does_not(pool: FreePool, client: Redis) -> None:
    assert pool.taken() == 0
    with pool.reserved(100) as reservation:
        assert taken(client) == [100]
        assert pool.taken() == 100
        reservation.used = 30
    assert taken(client) == [30]
    spend(pool, 100, 0)
    assert taken(client) == [30]
    spend(pool, 100, 150)
    assert taken(client) == [180], "a bound that was too low is no reason to forget money"


def test_of_fifty_at_once_as_many_are_let_through_as_the_pool_pays_for(
    pool: FreePool, client: Redis
) -> None:
    said = at_once([partial(spend, pool, 100, None)] * 50)
    assert said.count("asked") == 3
    assert taken(client) == [300]


def test_a_spent_pool_is_whole_again_the_next_day_and_no_sooner(
    pool: FreePool, clock: Clock
) -> None:
    spend(pool, 300, None)
    clock.now = NOON + DAY / 2 - 1
    assert spend(pool, 1, None) == "spent"
    clock.now += 1
    assert spend(pool, 1, None) == "asked"


def test_what_began_before_midnight_is_corrected_in_its_own_day(
    pool: FreePool, client: Redis, clock: Clock
) -> None:
    with pool.reserved(200) as reservation:
        clock.now += DAY
        spend(pool, 100, 100)
        reservation.used = 1
    assert taken(client) == [1, 100]


def test_who_is_stopped_in_between_leaves_it_reserved(pool: FreePool, client: Redis) -> None:
    with pytest.raises(KeyboardInterrupt), pool.reserved(200):
        raise KeyboardInterrupt
    assert taken(client) == [200]


def test_a_call_that_is_sent_twice_counts_once(pool: FreePool, client: Redis) -> None:
    for _ in range(3):
        assert pool._reserve(keys=["t:{pool}:d"], args=["r1", 100, 300, DAY])
    for _ in range(3):
        pool._correct(keys=["t:{pool}:d"], args=["r1", 40])
    assert taken(client) == [40]
    assert client.hgetall("t:{pool}:d") == {"taken": "40"}, "what is closed is not kept"


def test_a_pool_of_nothing_gives_nothing(client: Redis) -> None:
    assert spend(FreePool(client, "t", 0), 1, 0) == "spent"


def test_the_day_is_gone_two_days_later(pool: FreePool, client: Redis) -> None:
    spend(pool, 1, None)
    (key,) = client.keys("t:*")
    assert 0 < int(client.ttl(key)) <= 2 * DAY


def test_without_redis_nothing_is_given() -> None:
    with connect("redis://127.0.0.1:1/0") as away, pytest.raises(ServiceUnavailable):
        spend(FreePool(away, "t", 300), 1, None)
