"""Every reply of Redis on the way is lost once: all is done once, and nobody waits long."""

import time
from collections.abc import Callable, Iterator

import pytest
from redis import Redis

from server.admission.free_pool import FreePool
from server.admission.limits import Limit, Limiter, LimitsRefused
from server.admission.trial_store import uses_key
from server.domain.job import Charge, JobRef, Order, Problem
from server.domain.subject import Subject
from server.errors import JobTimeout, ServiceUnavailable
from server.jobs.ending import Ending
from server.jobs.job_store import Attempt, JobStore
from server.net.redis import connect
from tests.support.lossy import How, Lossy, lossy

TRIAL = Subject("trial", "t1")
JOB = JobRef(TRIAL, "j1")
ORDER = Order("https://pictures.example.org/a.png", "en", fresh=False)
MINUTE, DAY = Limit.of("minute", "2/minute", "{a}"), Limit.of("day", "9/day", "{a}")
FAILED = Ending(Charge(unit="trial", amount=0, state="released"), problem=Problem.of(JobTimeout()))
# The library by itself would wait for a minute; `make bench-admission` has the real figure.
LONGEST_SECONDS = 4


@pytest.fixture
def way(redis_url: str, client: Redis) -> Iterator[tuple[Lossy, Redis]]:
    with lossy(redis_url) as (loses, url), connect(url) as through:
        through.ping()
        yield loses, through


def steps(through: Redis) -> list[Callable[[], object]]:
    """Return the whole way of one anonymous extraction that fails in the end, step by step."""
    limiter, jobs, pool = (
        Limiter(through, "t"),
        JobStore(through, "t", 30),
        FreePool(through, "t", 9),
    )
    attempt = Attempt(JOB, 1, ORDER, "trial")

    def reserve() -> None:
        with pool.reserved(5) as reservation:
            reservation.used = 3

    return [
        lambda: limiter.take([MINUTE, DAY], also_read=[uses_key("t", TRIAL)]),
        lambda: jobs.redeem(JOB, ORDER, closed=False, most_uses=3),
        lambda: jobs.mark_published(JOB),
        lambda: jobs.begin(JOB, "one delivery", time.time()),
        lambda: jobs.tell(attempt, 1, "partial", '{"text":"a"}', "asking"),
        reserve,
        lambda: jobs.finish(attempt, FAILED),
    ]


def kept(client: Redis) -> dict[str, object]:
    """Return what Redis holds, but for marks and for what differs from run to run."""
    found: dict[str, object] = {}
    for key in sorted(client.scan_iter()):
        kind = client.type(key)
        if kind == "list":
            found[key] = client.llen(key)
        elif kind == "hash":
            held: dict[str, str] = client.hgetall(key)  # type: ignore[assignment]
            found[key] = {k: v for k, v in held.items() if not k.endswith(("_at", "started"))}
        elif kind == "stream":
            found[key] = [fields for _, fields in client.xrange(key)]  # type: ignore[union-attr]
        elif kind == "string" and client.get(key):
            found[key] = client.get(key)
    return found


def test_each_reply_may_be_lost_and_nothing_is_done_twice(
    way: tuple[Lossy, Redis], client: Redis
) -> None:
    loses, through = way
    for step in steps(through):  # the scripts are loaded
        step()
    usual = None
    for skip in range(-1, 99):
        client.flushdb()
        loses.lose(skip=max(skip, 0), count=int(skip >= 0))
        for step in steps(through):
            step()
        usual = usual or kept(client)
        assert kept(client) == usual, f"reply {skip} was lost"
        if skip >= 0 and not loses.lost:
            break
    assert skip >= 8, "every step was reached"
    assert usual is not None
    assert usual["t:{trial:t1}:uses"] == "0"


@pytest.mark.parametrize("step", range(7))
def test_nobody_waits_long_for_a_reply_that_does_not_come(
    step: int, way: tuple[Lossy, Redis], client: Redis
) -> None:
    loses, through = way
    for do in steps(through):
        do()
    client.flushdb()
    all_steps = steps(through)
    for do in all_steps[:step]:
        do()
    loses.lose(how="silent")
    began = time.monotonic()
    all_steps[step]()
    assert time.monotonic() - began < LONGEST_SECONDS
    assert loses.lost == 1


@pytest.mark.parametrize("how", ["closed", "silent"])
def test_who_is_told_nothing_gets_a_503_and_has_counted_once(
    how: How, way: tuple[Lossy, Redis], client: Redis
) -> None:
    loses, through = way
    jobs = JobStore(through, "t", 30)
    jobs.redeem(JobRef(TRIAL, "warm"), ORDER, closed=False, most_uses=9)
    loses.lose(count=3, how=how)
    began = time.monotonic()
    with pytest.raises(ServiceUnavailable):
        jobs.redeem(JOB, ORDER, closed=False, most_uses=9)
    assert time.monotonic() - began < LONGEST_SECONDS
    again = jobs.redeem(JOB, ORDER, closed=False, most_uses=9)
    assert not again.is_new, "the same proof, later: its job is there"
    assert client.get(uses_key("t", TRIAL)) == "2"


def test_a_refusal_whose_reply_is_lost_is_the_same_refusal(
    way: tuple[Lossy, Redis], client: Redis
) -> None:
    loses, through = way
    limiter = Limiter(through, "t")
    for _ in range(2):
        limiter.take([MINUTE, DAY])
    for _ in range(4):
        loses.lose()
        with pytest.raises(LimitsRefused) as refusal:
            limiter.take([MINUTE, DAY])
        assert loses.lost == 1
        minute, day = refusal.value.standings
        assert (minute.refused, minute.remaining, day.refused, day.remaining) == (True, 0, False, 7)
