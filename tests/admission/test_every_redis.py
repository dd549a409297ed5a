"""Everything that is kept in Redis, on every kind of it: no script and no key asks for more."""

from collections.abc import Iterator

import pytest
from redis import Redis

from dev.redis_choice import bring_wheel
from server.accounts.sessions import Sessions
from server.admission.free_pool import FreePool
from server.admission.limits import Limit, Limiter, LimitsRefused
from server.admission.network import Networks
from server.admission.trial_store import TrialStore, ended_key, uses_key
from server.analysis.ask import Answer, Limits
from server.domain.job import Charge, JobRef, Order, Problem
from server.domain.subject import Subject
from server.errors import AllowanceUsedUp, JobTimeout
from server.jobs.ending import Ending
from server.jobs.event_store import EventStore
from server.jobs.flight_store import FlightStore
from server.jobs.history import History
from server.jobs.job_store import Attempt, JobStore
from server.jobs.keys import MEMBER_JOB_SECONDS
from server.net.redis import connect, kept_too_long
from server.net.tally import Tally
from tests.analysis.gating import answer, endpoint, gate, trip, went
from tests.support.clock import Clock
from tests.support.redis_kinds import cluster, newer_server
from tests.support.redis_server import redis_server

TRIAL, MEMBER = Subject("trial", "t1"), Subject("account", "a1")
ORDER = Order("https://pictures.example.org/a.png", "en", fresh=False)
FAILED = Ending(Charge(unit="trial", amount=0, state="released"), problem=Problem.of(JobTimeout()))
KINDS = ["6.2", "7", "7, RESP 3 and a shebang", "three nodes"]


@pytest.fixture(scope="module", params=KINDS)
def kind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Redis]:
    folder = tmp_path_factory.mktemp("redis")
    newer = newer_server(folder)
    if request.param.startswith("7") and newer is None:
        pytest.skip("no Redis 7 here: install redis-tools")
    server, how = {
        "6.2": (redis_server(folder, program=bring_wheel()), {}),
        "7": (redis_server(folder, program=newer), {}),
        "7, RESP 3 and a shebang": (
            redis_server(folder, program=newer), {"protocol": 3, "script_prefix": "#!lua"}
        ),
        "three nodes": (cluster(folder), {}),
    }[request.param]  # fmt: skip
    with server as url, connect(url, **how) as client:  # type: ignore[arg-type]
        yield client


@pytest.fixture
def any_redis(kind: Redis) -> Redis:
    kind.flushall()
    return kind


def test_limits_and_the_trials_keys_are_asked_together(any_redis: Redis) -> None:
    limiter, host = Limiter(any_redis, "t"), Networks("k" * 32).of("2001:db8::1")
    assert host.site is not None
    asked = [Limit.of("minute", "2/minute", host.host), Limit.of("site", "9/day", host.site)]
    keys = [uses_key("t", TRIAL), ended_key("t", TRIAL)]
    any_redis.set(keys[0], 2, ex=9)
    for left in (8, 7):
        standings, read = limiter.take(asked, also_read=keys)
        assert standings[1].remaining == left
        assert read == ["2", None]
    for _ in range(3):
        with pytest.raises(LimitsRefused) as refusal:
            limiter.take(asked, also_read=keys)
        assert [each.remaining for each in refusal.value.standings] == [0, 7]


def test_a_job_goes_its_whole_way(any_redis: Redis) -> None:
    jobs = JobStore(any_redis, "t", 30)
    one, other = JobRef(TRIAL, "j1"), JobRef(TRIAL, "j2")
    assert jobs.redeem(one, ORDER, closed=False, most_uses=1).is_new
    assert not jobs.redeem(one, ORDER, closed=False, most_uses=1).is_new
    with pytest.raises(AllowanceUsedUp):
        jobs.redeem(other, ORDER, closed=False, most_uses=1)
    jobs.mark_published(one)
    attempt = jobs.begin(one, "a delivery", 1.0)
    assert isinstance(attempt, Attempt)
    assert attempt.order == ORDER
    assert jobs.tell(attempt, 1, "partial", '{"text":"a"}', "asking", question="q")
    assert jobs.finish(attempt, FAILED)
    assert jobs.redeem(other, ORDER, closed=False, most_uses=1).is_new, "it was given back"
    history = History(any_redis, "t", None, FlightStore(any_redis, "t").forget)  # type: ignore[arg-type]
    assert [kept.job.state for kept in history.all(TRIAL)] == ["queued", "failed"]
    names = [e.name for e in EventStore(any_redis).after(history.events_key(one), "0-0", 0.01)]
    assert names == ["state", "state", "restart", "problem"]
    history.adopt(MEMBER, TRIAL)
    assert len(history.all(MEMBER)) == 2
    history.erase(TRIAL)
    assert history.all(TRIAL) == []


def test_the_pool_the_erased_and_the_counts(any_redis: Redis) -> None:
    pool = FreePool(any_redis, "t", 10)
    with pool.reserved(6) as reservation:
        reservation.used = 4
    assert pool.taken() == 4
    trials = TrialStore(any_redis, "t")
    trials.erase(TRIAL)
    assert trials.has_ended(TRIAL)
    assert Tally(any_redis, "t").read() == {}


def test_a_provider_has_places_and_a_circuit(any_redis: Redis) -> None:
    clock = Clock()
    only = gate(any_redis, clock, Limits(at_once=1, usd_per_day=1))
    other = gate(any_redis, clock, of=endpoint("gemini"))
    inside = list[str]()

    def call() -> Answer:
        inside.append(went(only))
        return answer()

    only(call)
    assert inside == ["it is at its limits"]
    assert went(only) == "made", "the place is free again"
    trip(other, clock)
    assert went(other) == "its circuit is open"
    assert (only.is_open(), other.is_open()) == (False, True)


def test_a_question_is_asked_once(any_redis: Redis) -> None:
    flights = FlightStore(any_redis, "t")
    assert flights.join("q", "one").role == "leads"
    assert flights.join("q", "two").role == "follows"
    assert flights.say("q", "one", 1, "words", "{}")
    assert [e.name for e in flights.hear("q", "0-0", 0.01)] == ["restart", "words"]
    assert flights.land("q", "one", "well", "answer")
    assert flights.join("q", "three").said == "answer"
    flights.forget("q")


def test_a_session_is_opened_listed_and_ended(any_redis: Redis) -> None:
    sessions = Sessions(any_redis, "t")
    tokens = [sessions.open("a1") for _ in range(3)]
    assert sessions.read(tokens[0]) == MEMBER
    assert len(sessions.of("a1")) == 3
    sessions.erase("a1")
    assert sessions.of("a1") == []


def test_what_is_kept_is_looked_at_on_every_node(any_redis: Redis) -> None:
    for number in range(30):
        any_redis.set(f"t:{number}", 1, ex=9 if number % 10 else None)
    assert set(kept_too_long(any_redis, MEMBER_JOB_SECONDS)) == {"t:0", "t:10", "t:20"}
