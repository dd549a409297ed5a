"""Jobs found, listed, adopted and erased, by those who may."""

import json
import time
from functools import partial

import pytest
from redis import Redis

from server.credits.ledger import Ledger
from server.domain.account import Balance
from server.domain.subject import Subject
from server.errors import ProofGone
from server.jobs.ending import Ending
from server.jobs.flight_store import FlightStore
from server.jobs.history import USED, History
from server.jobs.job_store import Attempt, JobStore
from server.jobs.keys import Keys
from tests.jobs.conftest import PREFIX
from tests.jobs.owners import MEMBER, ORDER, PROBLEM, TRIAL, begun, ended, made, ref
from tests.support.racing import at_once


def ids(history: History, owner: Subject) -> list[str]:
    return [kept.ref.id for kept in history.all(owner)]


def test_an_owner_finds_their_own_jobs_and_no_others(store: JobStore, history: History) -> None:
    made(store, ref())
    assert history.find(MEMBER, "j1")
    for stranger in (TRIAL, Subject("account", "a2"), Subject("trial", "a1")):
        assert history.find(stranger, "j1") is None
        assert not history.erase_one(stranger, "j1")
        assert ids(history, stranger) == []


def test_an_account_reads_the_jobs_of_the_trial_that_it_was(
    store: JobStore, history: History, client: Redis
) -> None:
    made(store, ref("old", TRIAL))
    made(store, ref("new"))
    assert ids(history, MEMBER) == ["new"]
    history.adopt(MEMBER, TRIAL)
    assert sorted(ids(history, MEMBER)) == ["new", "old"]
    found = history.find(MEMBER, "old")
    assert found
    assert found.ref.owner == TRIAL, "its keys and its charge stay the trial's"
    assert ids(history, Subject("account", "a2")) == []
    assert 0 < int(client.ttl(Keys(PREFIX).adopted(MEMBER))) <= 24 * 3600


def test_an_account_reads_the_jobs_of_every_trial_that_it_was(
    store: JobStore, history: History
) -> None:
    trials = [Subject("trial", f"t{number}") for number in range(4)]
    for trial in trials:
        made(store, ref(f"of {trial}", trial))
        history.adopt(MEMBER, trial)
    expected = [f"of {trial}" for trial in trials]
    assert sorted(ids(history, MEMBER)) == expected
    assert all(history.find(MEMBER, job_id) for job_id in expected)
    history.erase(MEMBER)
    assert [ids(history, trial) for trial in trials] == [[]] * 4


def test_an_erased_job_is_gone_and_its_proof_cannot_make_it_again(
    store: JobStore, history: History, client: Redis
) -> None:
    made(store, ref())
    assert history.erase_one(MEMBER, "j1")
    assert history.find(MEMBER, "j1") is None
    assert ids(history, MEMBER) == []
    with pytest.raises(ProofGone):
        store.redeem(ref(), ORDER, closed=False, most_uses=None)
    assert not history.erase_one(MEMBER, "j1")
    mark = Keys(PREFIX).job(ref())
    assert client.hgetall(mark) == {"state": "erased"}
    assert 150 <= int(client.ttl(mark)) <= 200, "longer than its proof, and no longer"


def test_whoever_works_on_an_erased_job_stops(store: JobStore, history: History) -> None:
    made(store, ref())
    attempt = begun(store, ref())
    history.erase_one(MEMBER, "j1")
    assert not store.tell(attempt, 1, "partial", "{}", None)
    assert store.begin(ref(), "another", 2000) is None
    assert not store.finish(attempt, Ending(USED, problem=PROBLEM))
    assert store.owed(ref()) == USED


def test_who_erases_a_running_job_has_used_it(
    store: JobStore, history: History, ledger: Ledger
) -> None:
    assert ledger.hold("j1", "a1")
    made(store, ref())
    begun(store, ref())
    history.erase_one(MEMBER, "j1")
    assert ledger.balance("a1") == Balance(available=2, held=0)


def test_erasing_an_ended_job_moves_no_money(
    store: JobStore, history: History, ledger: Ledger
) -> None:
    assert ledger.hold("j1", "a1")
    made(store, ref())
    ended(store, ref(), settled=False)
    ledger.release("j1")
    history.erase_one(MEMBER, "j1")
    assert ledger.balance("a1") == Balance(available=3, held=0)


def test_erasing_everything_leaves_only_marks_that_pass(
    store: JobStore, history: History, client: Redis
) -> None:
    for number in range(3):
        made(store, ref(f"j{number}"))
    made(store, ref("t", TRIAL))
    history.adopt(MEMBER, TRIAL)
    index, adopted = Keys(PREFIX).index(MEMBER), Keys(PREFIX).adopted(MEMBER)
    client.zadd(index, {"outlived its time": 1_000_000})
    history.erase(MEMBER)
    left: list[str] = client.keys("*job*")  # type: ignore[assignment]
    assert len(left) == 4
    assert all(client.hgetall(key) == {"state": "erased"} for key in left)
    assert ids(history, MEMBER) == []
    assert not client.exists(index, adopted)


def test_what_is_kept_is_exported_whole(store: JobStore, history: History) -> None:
    made(store, ref())
    ended(store, ref(), settled=True)
    (job,) = history.export(MEMBER)
    assert json.loads(json.dumps(job)) == job
    assert None not in job.values(), "what is not there is not named"
    assert job["image_url"] == ORDER.image_url
    assert job["id"] == "j1"
    assert job["problem"]["code"] == "c"
    assert job["charge"] == {"unit": "credit", "amount": 1, "state": "settled"}


def test_a_job_that_outlived_its_time_is_not_listed(
    store: JobStore, history: History, client: Redis
) -> None:
    made(store, ref("old"))
    client.zadd(Keys(PREFIX).index(MEMBER), {"old": 1_000_000})
    assert ids(history, MEMBER) == []
    made(store, ref("new"))
    assert client.zrange(Keys(PREFIX).index(MEMBER), 0, -1) == ["new"]


def test_who_erases_a_job_that_nobody_began_pays_nothing(
    store: JobStore, history: History, ledger: Ledger
) -> None:
    assert ledger.hold("j1", "a1")
    made(store, ref())
    history.erase_one(MEMBER, "j1")
    assert ledger.balance("a1") == Balance(available=3, held=0)


def test_an_account_remembers_no_trial_for_longer_than_its_jobs(
    store: JobStore, history: History, client: Redis
) -> None:
    adopted = Keys(PREFIX).adopted(MEMBER)
    history.adopt(MEMBER, TRIAL)
    client.zadd(adopted, {"yesterday's": time.time() - 24 * 3600 - 1})
    history.adopt(MEMBER, Subject("trial", "t2"))
    assert client.zrange(adopted, 0, -1) == ["t1", "t2"]


def test_many_who_erase_at_once_pay_once(
    store: JobStore, history: History, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ledger.hold("j1", "a1")
    made(store, ref())
    begun(store, ref())
    seen = history.find(MEMBER, "j1")
    monkeypatch.setattr(history, "find", lambda *_: seen)  # all of them saw it in time
    said = at_once([partial(history.erase_one, MEMBER, "j1")] * 16)
    assert said == [True] * 16
    assert ledger.balance("a1") == Balance(available=2, held=0)


def test_an_answer_is_forgotten_before_the_job_that_alone_knows_of_it(
    store: JobStore, history: History, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = asking(store, client)
    monkeypatch.setattr(history, "_erase", killed)
    with pytest.raises(KeyboardInterrupt):
        history.erase_one(MEMBER, "j1")
    assert client.keys("t:{question:*") == []
    assert store.tell(attempt, 2, "partial", "{}", None), "its job is still there to be erased"


def test_a_question_that_is_noted_while_its_job_is_erased_is_forgotten_too(
    store: JobStore, history: History, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking(store, client)
    monkeypatch.setattr(client, "hget", lambda *_: None)  # it looked just too early
    assert history.erase_one(MEMBER, "j1")
    assert client.keys("t:{question:*") == []


def test_the_question_is_exported_with_its_job(
    store: JobStore, history: History, client: Redis
) -> None:
    asking(store, client)
    made(store, ref("j2"))
    assert [job.get("question") for job in history.export(MEMBER)] == [None, "q"]


def asking(store: JobStore, client: Redis) -> Attempt:
    """Let the job j1 have asked q, which somebody has answered."""
    flights = FlightStore(client, PREFIX)
    flights.join("q", "h1")
    flights.land("q", "h1", "known", "an answer")
    made(store, ref())
    attempt = begun(store, ref())
    assert store.tell(attempt, 1, "state", "{}", "asking", question="q")
    return attempt


def killed(**_: object) -> None:
    raise KeyboardInterrupt
