"""One delivery of a job: taken, told of, counted and ended once, whatever happens in it."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from redis import Redis

from server.credits.ledger import Ledger
from server.domain.account import Balance
from server.domain.analysis import Analysis
from server.domain.job import JobRef, Order
from server.domain.metric import EXTRACTION_SECONDS, EXTRACTIONS, Count
from server.domain.picture import Normalised
from server.domain.subject import Subject
from server.errors import ImageGone
from server.jobs.asking import Inquiry
from server.jobs.compose import Seen
from server.jobs.ending import FREE
from server.jobs.event_store import last_event_id
from server.jobs.job_store import Attempt, JobStore
from server.jobs.keys import Keys
from tests.jobs.deliveries import Desk, events, never
from tests.jobs.owners import MEMBER, ORDER, TRIAL, made, ref
from tests.jobs.shared_looks import USAGE, File, picture
from tests.support import pictures

STATED = "a red kite\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 96x64"


@pytest.fixture
def desk(store: JobStore, ledger: Ledger) -> Desk:
    def gone(url: str, left: float) -> Any:
        assert (url, 0 < left <= 30) == (ORDER.image_url, True)
        raise ImageGone

    return Desk(store, ledger, gone)


def problem_of(client: Redis, job: JobRef) -> str:
    return str(client.hget(Keys("t").job(job), "problem"))


def test_a_job_that_fails_says_so_and_gives_its_credit_back(
    desk: Desk, client: Redis, ledger: Ledger
) -> None:
    job = ref()
    assert ledger.hold(job.id, "a1")
    made(desk.store, job)
    began = time.monotonic()
    desk.run(job)
    lasted = time.monotonic() - began
    assert events(client, job) == [
        ("state", '{"state":"queued","stage":null}'),
        ("state", '{"state":"running","stage":null}'),
        ("state", '{"state": "running", "stage": "fetching"}'),
        ("problem", "{}"),
    ]
    assert ledger.balance("a1") == Balance(available=3, held=0)
    ended, took = desk.counted
    assert ended == Count(EXTRACTIONS, ("image_gone", "none", "account", "none"))
    assert took[:2] == (EXTRACTION_SECONDS, ("none",))
    assert 0 < took[2] < lasted
    assert desk.later == []


def stages(client: Redis, job: JobRef) -> list[str]:
    said = [json.loads(data).get("stage") for name, data in events(client, job) if name == "state"]
    return [stage for stage in said if stage]


def test_what_the_file_states_is_free_and_looks_at_no_pixel(
    desk: Desk, client: Redis, store: JobStore
) -> None:
    desk.fetch = lambda url, left: File(pictures.png(STATED))
    job = ref(owner=TRIAL)
    made(store, job)
    desk.run(job)
    assert stages(client, job) == ["fetching", "reading"]
    assert events(client, job)[-1] == ("result", "{}")
    kept = store.redeem(job, ORDER, closed=True, most_uses=3).job
    assert (kept.state, kept.charge, kept.problem) == ("succeeded", FREE, None)
    assert kept.result is not None
    assert kept.result.source is not None
    assert kept.result.source.raw_prompt == "a red kite"
    assert client.get("t:{trial:t1}:uses") == "0"
    assert desk.counted[0].labels == ("succeeded", "embedded", "trial", "none")
    assert desk.counted[1].labels == ("embedded",)


@pytest.mark.parametrize(("attempts", "unit"), [(1, "trial"), (0, "none")])
def test_an_answer_that_was_asked_for_is_paid_and_one_that_was_known_is_not(
    attempts: int, unit: str, desk: Desk, client: Redis, store: JobStore
) -> None:
    def look_up(seen: Normalised, order: Order, owner: Subject | None) -> Inquiry:
        assert (seen, order, owner) == (picture(), replace(ORDER, fresh=True), TRIAL)
        usage = USAGE.model_copy(update={"attempts": attempts})
        return Inquiry("q", lambda left, told: Seen(Analysis(prompt="a kite", title="Kite"), usage))

    desk.fetch = lambda url, left: File(pictures.jpeg())
    desk.normalise = lambda data, left: picture()
    desk.look_up = look_up
    job = ref(owner=TRIAL)
    store.redeem(job, replace(ORDER, fresh=True), closed=False, most_uses=3)
    desk.run(job)
    assert stages(client, job) == ["fetching", "reading", "asking", "rendering"]
    assert client.hget(Keys("t").job(job), "question") == "q"
    kept = store.redeem(job, ORDER, closed=True, most_uses=3).job
    assert kept.result is not None
    assert (kept.result.origin, kept.result.title) == ("inferred", "Kite")
    assert kept.charge.unit == unit
    assert client.get("t:{trial:t1}:uses") == str(attempts)
    assert desk.counted[0].labels == ("succeeded", "inferred", "trial", unit)


def test_what_nobody_foresaw_is_ours_and_costs_nothing(desk: Desk, client: Redis) -> None:
    def broken(*_: object) -> Any:
        raise RuntimeError("secret detail")

    desk.fetch = broken
    job = ref(owner=TRIAL)
    made(desk.store, job)
    desk.run(job)
    said = problem_of(client, job)
    assert '"internal_error"' in said
    assert "secret" not in said
    assert client.get("t:{trial:t1}:uses") == "0"
    assert desk.counted[0].labels == ("internal_error", "none", "trial", "none")


def test_a_second_delivery_waits_for_the_first_and_does_nothing(
    desk: Desk, store: JobStore, client: Redis
) -> None:
    job = ref()
    made(store, job)
    attempt = store.begin(job, "the first", time.time() - 9.5)
    assert isinstance(attempt, Attempt)
    desk.run(job, "the second")
    ((again, wait),) = desk.later
    assert again == job
    assert wait in {21, 22}, "a second after the first is given up"
    assert desk.counted == []
    assert client.hget(Keys("t").job(job), "attempt") == "1"


def test_a_delivery_of_what_is_over_does_nothing_twice(desk: Desk, ledger: Ledger) -> None:
    job = ref()
    assert ledger.hold(job.id, "a1")
    made(desk.store, job)
    for _ in range(3):
        desk.run(job)
    assert len(desk.counted) == 2
    assert ledger.balance("a1") == Balance(available=3, held=0)
    desk.run(ref("never made"))


def test_the_fourth_attempt_gives_up(desk: Desk, store: JobStore, client: Redis) -> None:
    job = ref(owner=TRIAL)
    made(store, job)
    for number in range(3):
        assert isinstance(store.begin(job, f"killed {number}", 1000 + 100 * number), Attempt)
    desk.fetch = never
    desk.run(job, "the fourth")
    assert '"job_timeout"' in problem_of(client, job)
    assert client.get("t:{trial:t1}:uses") == "0"


def test_a_job_whose_time_is_over_fails_as_too_long(desk: Desk, client: Redis) -> None:
    job = ref()
    made(desk.store, job)
    desk.run(job, seconds=0)
    assert '"job_timeout"' in problem_of(client, job)


def test_an_attempt_that_is_taken_over_writes_and_counts_nothing(
    desk: Desk, store: JobStore, client: Redis
) -> None:
    job = ref()
    made(store, job)

    def taken_over(*_: object) -> Any:
        assert isinstance(store.begin(job, "another", time.time() + 60), Attempt)
        raise ImageGone

    desk.fetch = taken_over
    desk.run(job)
    assert desk.counted == []
    assert client.hget(Keys("t").job(job), "state") == "running"
    assert events(client, job)[-1] == ("state", '{"state":"running","stage":null}')


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("17-3", "17-3"),
        (None, "0-0"),
        ("", "0-0"),
        ("$", "0-0"),
        ("17-3 ", "0-0"),
        ("1" * 21 + "-0", "0-0"),
    ],
)
def test_a_reader_comes_back_to_where_it_was(said: str | None, meant: str) -> None:
    assert last_event_id(said) == meant


def test_owners_are_told_apart(desk: Desk, client: Redis) -> None:
    made(desk.store, ref(owner=MEMBER))
    desk.run(ref(owner=TRIAL))
    assert client.hget(Keys("t").job(ref()), "state") == "queued"
