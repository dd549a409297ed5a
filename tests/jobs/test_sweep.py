"""What a crash leaves between two steps of a paid job, and who puts it right."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from redis import Redis

from dev.ports import free_port
from server.credits.ledger import Ledger
from server.domain.account import Balance
from server.errors import AllowanceUsedUp, CreditsUsedUp, ProofGone, ServiceUnavailable
from server.jobs import sweep
from server.jobs.history import History
from server.jobs.job_store import Attempt, JobStore
from server.jobs.queue import Publisher, make_queue
from server.jobs.redeem import Redeemer
from server.jobs.run import Runner
from server.jobs.sweep import Sweeper
from tests.jobs.conftest import history_with, ledger_at
from tests.jobs.owners import MEMBER, ORDER, TRIAL, begun, ended, made, ref, without_key
from tests.support.balances import Balances


@pytest.fixture
def publisher(redis_url: str) -> Publisher:
    return Publisher(make_queue(redis_url, 30, waits=False))


@pytest.fixture
def sweeper(
    store: JobStore, publisher: Publisher, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> Sweeper:
    """Somebody who thinks that everything has waited long enough."""
    monkeypatch.setattr(sweep, "YOUNG_SECONDS", 0)
    return Sweeper(store, publisher, ledger)


@pytest.fixture
def redeemer(store: JobStore, publisher: Publisher, ledger: Ledger) -> Redeemer:
    return Redeemer(store, publisher, ledger, 3, without_key)


def queued(client: Redis) -> int:
    return int(client.llen("celery"))


def test_a_member_pays_when_the_proof_is_redeemed(redeemer: Redeemer, ledger: Ledger) -> None:
    first = redeemer.redeem(ref(), ORDER, lapsed=False)
    again = redeemer.redeem(ref(), ORDER, lapsed=True)
    assert (first.is_new, again.is_new) == (True, False)
    assert ledger.balance("a1") == Balance(available=2, held=1)


def test_a_lapsed_proof_holds_nothing(redeemer: Redeemer, ledger: Ledger) -> None:
    with pytest.raises(ProofGone):
        redeemer.redeem(ref(), ORDER, lapsed=True)
    assert ledger.balance("a1") == Balance(available=3, held=0)


def test_a_credit_that_was_let_go_pays_for_nothing_more(redeemer: Redeemer, ledger: Ledger) -> None:
    assert ledger.hold("j1", "a1")
    ledger.release("j1")
    with pytest.raises(ProofGone):
        redeemer.redeem(ref(), ORDER, lapsed=False)
    assert ledger.balance("a1") == Balance(available=3, held=0)


def test_an_erased_job_takes_no_second_credit(
    redeemer: Redeemer, store: JobStore, history: History, ledger: Ledger
) -> None:
    redeemer.redeem(ref(), ORDER, lapsed=False)
    begun(store, ref())
    history.erase_one(MEMBER, "j1")
    with pytest.raises(ProofGone):
        redeemer.redeem(ref(), ORDER, lapsed=False)
    assert ledger.balance("a1") == Balance(available=2, held=0)


def test_a_credit_is_let_go_at_once_where_the_job_may_not_be(
    redeemer: Redeemer, store: JobStore, history: History, ledger: Ledger
) -> None:
    made(store, ref())
    history.erase_one(MEMBER, "j1")
    with pytest.raises(ProofGone):
        redeemer.redeem(ref(), ORDER, lapsed=False)
    assert ledger.balance("a1") == Balance(available=3, held=0)


def test_without_credits_there_is_no_job(
    redeemer: Redeemer, money: Balances, client: Redis
) -> None:
    money.put("a1", 0)
    with pytest.raises(CreditsUsedUp):
        redeemer.redeem(ref(), ORDER, lapsed=False)
    assert client.keys() == []


def test_a_trial_has_its_uses_and_no_credits(redeemer: Redeemer, ledger: Ledger) -> None:
    for number in range(3):
        redeemer.redeem(ref(f"j{number}", TRIAL), ORDER, lapsed=False)
    with pytest.raises(AllowanceUsedUp):
        redeemer.redeem(ref("j3", TRIAL), ORDER, lapsed=False)
    assert ledger.balance("t1") == Balance(available=0, held=0)


def held_alone(store: JobStore) -> None:
    """Die after the credit was held, before there is a job."""


def admitted(store: JobStore) -> None:
    """Die after the job was made, before it was queued."""
    made(store, ref())


def succeeded(store: JobStore) -> None:
    """Die after the job succeeded, before the ledger heard of it."""
    made(store, ref())
    ended(store, ref(), settled=True)


def failed(store: JobStore) -> None:
    """Die after the job failed, before the ledger heard of it."""
    made(store, ref())
    ended(store, ref(), settled=False)


def running(store: JobStore) -> None:
    """Die in the middle; another worker may yet take it over."""
    made(store, ref())
    begun(store, ref())
    store.mark_published(ref())


@pytest.mark.parametrize(
    ("crash", "young", "old"),
    [
        (held_alone, Balance(2, 1), Balance(3, 0)),
        (admitted, Balance(2, 1), Balance(3, 0)),
        (running, Balance(2, 1), Balance(3, 0)),
        (succeeded, Balance(2, 0), Balance(2, 0)),
        (failed, Balance(3, 0), Balance(3, 0)),
    ],
)
def test_the_sweep_asks_the_job_before_it_touches_a_credit(
    crash: Callable[[JobStore], None],
    young: Balance,
    old: Balance,
    store: JobStore,
    sweeper: Sweeper,
    ledger: Ledger,
    money: Balances,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert ledger.hold("j1", "a1")
    crash(store)
    for _ in range(2):
        sweeper.sweep()
        assert ledger.balance("a1") == young
    monkeypatch.setattr(sweep, "YOUNG_SECONDS", 1e9)
    late = replace(sweeper, purse=ledger_at(money, 16 * 60))
    for _ in range(2):
        late.sweep()
        assert ledger.balance("a1") == old


@pytest.mark.parametrize(("crash", "left"), [(succeeded, 2), (failed, 3)])
def test_a_second_delivery_of_an_ended_job_closes_its_credit(
    crash: Callable[[JobStore], None], left: int, store: JobStore, ledger: Ledger
) -> None:
    assert ledger.hold("j1", "a1")
    crash(store)
    rooms: Any = None  # a job that is over needs none
    runner = Runner(store, rooms, ledger, 30.0, lambda *_: None, count=print)
    for holder in ("again", "and again"):
        runner.run(ref(), holder)
        assert ledger.balance("a1") == Balance(available=left, held=0)


def test_the_sweep_queues_once_what_nobody_queued(
    store: JobStore, sweeper: Sweeper, ledger: Ledger, client: Redis
) -> None:
    assert ledger.hold("j1", "a1")
    made(store, ref())
    for _ in range(3):
        sweeper.sweep()
    assert queued(client) == 1


def test_without_the_queue_the_credit_stays_held_and_the_retry_queues(
    store: JobStore, ledger: Ledger, redeemer: Redeemer, client: Redis
) -> None:
    nowhere = Publisher(make_queue(f"redis://127.0.0.1:{free_port()}/0", 30, waits=False))
    with pytest.raises(ServiceUnavailable):
        Redeemer(store, nowhere, ledger, 3, without_key).redeem(ref(), ORDER, lapsed=False)
    assert ledger.balance("a1") == Balance(available=2, held=1)
    for _ in range(2):
        redeemer.redeem(ref(), ORDER, lapsed=True)
    assert queued(client) == 1
    assert ledger.balance("a1") == Balance(available=2, held=1)


def test_who_retries_while_erasing_a_running_job_has_still_used_it(
    redeemer: Redeemer, store: JobStore, ledger: Ledger, money: Balances, client: Redis
) -> None:
    redeemer.redeem(ref(), ORDER, lapsed=False)
    begun(store, ref())

    class Crossed(Ledger):
        """The retry comes between the erasing and its credit."""

        def settle(self, job_id: str) -> None:
            with pytest.raises(ProofGone):
                redeemer.redeem(ref(), ORDER, lapsed=False)
            ledger.settle(job_id)

    crossed = Crossed(money.engine, money.names, time.time)
    assert history_with(client, crossed).erase_one(MEMBER, "j1")
    assert ledger.balance("a1") == Balance(available=2, held=0)


def test_an_erased_running_job_is_paid_though_the_ledger_was_away(
    redeemer: Redeemer,
    store: JobStore,
    sweeper: Sweeper,
    ledger: Ledger,
    money: Balances,
    client: Redis,
) -> None:
    redeemer.redeem(ref(), ORDER, lapsed=False)
    begun(store, ref())

    class Away(Ledger):
        def settle(self, job_id: str) -> None:
            raise ServiceUnavailable(job_id)

    away = Away(money.engine, money.names, time.time)
    with pytest.raises(ServiceUnavailable):
        history_with(client, away).erase_one(MEMBER, "j1")
    sweeper.sweep()
    assert ledger.balance("a1") == Balance(available=2, held=0)


def test_a_lapsed_retry_leaves_no_free_job_to_one_that_was_just_in_time(
    store: JobStore, publisher: Publisher, ledger: Ledger, money: Balances
) -> None:
    class Slow(Ledger):
        """Somebody late comes between the credit and the job."""

        def hold(self, job_id: str, account: str) -> bool:
            held = ledger.hold(job_id, account)
            with pytest.raises(ProofGone):
                Redeemer(store, publisher, ledger, 3, without_key).redeem(ref(), ORDER, lapsed=True)
            return held

    slow = Slow(money.engine, money.names, time.time)
    with pytest.raises(ProofGone):
        Redeemer(store, publisher, slow, 3, without_key).redeem(ref(), ORDER, lapsed=False)
    assert ledger.balance("a1") == Balance(available=3, held=0)
    assert store.begin(ref(), "worker", 1000) is None


@pytest.mark.parametrize("crash", [admitted, running])
def test_a_credit_that_goes_back_leaves_no_job_that_may_yet_answer(
    crash: Callable[[JobStore], None], store: JobStore, sweeper: Sweeper, money: Balances
) -> None:
    ledger = ledger_at(money, 16 * 60)
    assert ledger_at(money, 0).hold("j1", "a1")
    crash(store)
    replace(sweeper, purse=ledger).sweep()
    assert ledger.balance("a1") == Balance(available=3, held=0)
    assert store.begin(ref(), "worker", 1e12) is None
    told = store.redeem(ref(), ORDER, closed=True, most_uses=None).job
    assert (told.state, told.charge.state) == ("failed", "released")
    assert told.problem
    assert told.problem.code == "job_timeout"


def test_a_job_that_somebody_works_on_keeps_its_credit(
    store: JobStore, sweeper: Sweeper, money: Balances
) -> None:
    ledger = ledger_at(money, 16 * 60)
    assert ledger_at(money, 0).hold("j1", "a1")
    made(store, ref())
    attempt = store.begin(ref(), "worker", time.time())
    assert isinstance(attempt, Attempt)
    replace(sweeper, purse=ledger).sweep()
    assert ledger.balance("a1") == Balance(available=2, held=1)
    assert store.tell(attempt, 1, "partial", "{}", None)


def test_credits_go_back_though_the_queue_is_away(
    store: JobStore, ledger: Ledger, money: Balances
) -> None:
    nowhere = Publisher(make_queue(f"redis://127.0.0.1:{free_port()}/0", 30, waits=False))
    assert ledger_at(money, -900).hold("j0", "a1")
    assert ledger_at(money, -60).hold("j1", "a1")
    admitted(store)
    with pytest.raises(ServiceUnavailable):
        Sweeper(store, nowhere, ledger).sweep()
    assert ledger.balance("a1") == Balance(available=2, held=1)
