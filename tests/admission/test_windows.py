"""Windows against somebody who knows them: exact at every edge, and no bucket reaches another."""

import time
from collections import Counter
from functools import partial
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from server.admission.limits import Limit, Limiter, LimitsRefused
from server.admission.network import Networks
from server.admission.tokens import owner_print
from server.domain.subject import Subject
from tests.support.clock import Clock
from tests.support.racing import at_once

POLICIES = {"second": (2, 1), "minute": (3, 60), "hour": (5, 3600)}
TICK = 1 / 1024
# Where an attacker would call: at once, just before, exactly at and just after each edge.
WAITS = st.sampled_from(
    [0.0, TICK, 0.5, 1 - TICK, 1.0, 1 + TICK, 20.0, 60 - TICK, 60.0, 60 + TICK, 1800.0,
     3600 - TICK, 3600.0, 3600 + TICK]
)  # fmt: skip


def limits(bucket: str) -> list[Limit]:
    return [
        Limit.of(name, f"{most}/{name}", f"{{a}}{bucket}") for name, (most, _) in POLICIES.items()
    ]


def passes(limiter: Limiter, asked: list[Limit]) -> bool:
    try:
        limiter.take(asked)
    except LimitsRefused:
        return False
    return True


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(WAITS, max_size=25))
def test_a_call_passes_exactly_where_every_window_has_room(
    client: Redis, waits: list[float]
) -> None:
    client.flushdb()
    clock = Clock(1_800_000_000.0)
    limiter = Limiter(client, "t", clock)
    passed: list[float] = []
    for wait in waits:
        clock.now += wait
        # The library counts a call until its window is over, the last moment included.
        room = all(
            sum(clock.now - moment <= seconds for moment in passed) < most
            for most, seconds in POLICIES.values()
        )
        assert passes(limiter, limits("b")) is room, (waits, passed)
        if room:
            passed.append(clock.now)


def test_the_standings_agree_with_what_happens_next(client: Redis) -> None:
    clock = Clock(1_800_000_000.3)
    limiter = Limiter(client, "t", clock)
    for _ in range(12):
        try:
            standings, _ = limiter.take(limits("b"))
            assert all(each.remaining >= 0 for each in standings)
            clock.now += 0.4
        except LimitsRefused as refusal:
            clock.now += refusal.retry_after - 1.001
            assert not passes(limiter, limits("b")), "not a second too early"
            clock.now += 1.002
            assert passes(limiter, limits("b")), "and not late"


def test_time_is_redis_own_whatever_the_hosts_believe(
    client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter = Limiter(client, "t")
    asked = [Limit.of("minute", "2/minute", "{a}")]
    real = time.time
    answers = []
    for ahead in (0, 30, -30, 3600, -3600):
        monkeypatch.setattr(time, "time", lambda ahead=ahead: real() + ahead)
        answers.append(passes(limiter, asked))
    assert answers == [True, True, False, False, False]


def test_in_any_second_of_a_flood_no_more_pass_than_may(client: Redis) -> None:
    limiter = Limiter(client, "t")
    asked = [Limit.of("second", "5/second", "{a}")]

    def flood() -> list[tuple[float, float]]:
        passed = []
        ends = time.monotonic() + 1.5
        while (sent := time.monotonic()) < ends:
            if passes(limiter, asked):
                passed.append((sent, time.monotonic()))
        return passed

    calls = list(chain(*at_once([flood] * 8)))
    assert len(calls) >= 6, "and time goes on"
    for first, _ in calls:
        # Counted somewhere between their sending and their answer: these surely in one second.
        surely = [1 for sent, told in calls if sent >= first and told < first + 1]
        assert len(surely) <= 5


def test_a_refused_neighbour_takes_nothing_from_anybody(client: Redis) -> None:
    limiter = Limiter(client, "t")
    narrow = partial(Limit.of, "minute", "1/minute")
    wide = Limit.of("site", "8/day", "{a}")

    def call(host: int) -> bool:
        return passes(limiter, [narrow(f"{{a}}{host}"), wide])

    # Sixteen hosts call four times each at once: eight pass, and no host twice.
    hosts = [number % 16 for number in range(64)]
    passed = Counter(
        host
        for host, ok in zip(hosts, at_once([partial(call, h) for h in hosts]), strict=True)
        if ok
    )
    assert (len(passed), sum(passed.values())) == (8, 8)
    assert client.llen("t:limit:{a}:site:8/86400") == 8


ODD = [
    "",
    "/",
    "a/b",
    "{",
    "}",
    "{}",
    "{a}",
    "}{",
    "a}b{c",
    "\n",
    "\r\nDEL x",
    "*",
    "[a-z]",
    "\x00",
    "é",
    "a" * 255,
]


@pytest.mark.parametrize("odd", ODD)
def test_no_identifier_reaches_into_another_bucket(odd: str, client: Redis) -> None:
    networks = Networks("k" * 32)
    others = {networks.of("198.51.100.7").host, networks.of("2001:db8::1").host}
    assert networks.of(odd).host not in others
    prints = {owner_print(Subject(kind, odd)) for kind in ("trial", "account")}
    assert {len(each) for each in prints} == {32}
    assert len(prints) == 2
    Limiter(client, "t").take([Limit.of("minute", "2/minute", networks.of(odd).host)])
    for key in client.scan_iter():
        assert key.isascii()
        assert key.count("{") == key.count("}") == 1
