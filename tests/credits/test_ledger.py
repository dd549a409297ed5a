"""One credit and what becomes of it, on both databases."""

import json
import logging

import pytest
from sqlalchemy import text

from server.credits.ledger import HOLD_SECONDS, Hold, Ledger
from server.credits.tables import BalanceTable
from server.domain.account import Balance
from server.errors import CreditsUsedUp, ServiceUnavailable
from server.net.sql import connect
from tests.support.money import Bank


def test_a_hold_takes_one_credit_and_says_so(bank: Bank) -> None:
    ledger = bank.open(ann=3)
    assert ledger.hold("j", "ann")
    assert ledger.balance("ann") == Balance(available=2, held=1)
    assert bank.credits("ann") == 2


def test_settling_spends_it(bank: Bank) -> None:
    ledger = bank.open(ann=3)
    ledger.hold("j", "ann")
    ledger.settle("j")
    assert ledger.balance("ann") == Balance(available=2, held=0)
    assert bank.kinds("j") == ["hold", "settle"]


def test_releasing_gives_it_back(bank: Bank) -> None:
    ledger = bank.open(ann=3)
    ledger.hold("j", "ann")
    ledger.release("j")
    assert ledger.balance("ann") == Balance(available=3, held=0)
    assert bank.kinds("j") == ["hold", "release"]


@pytest.mark.parametrize("credits", [{"ann": 0}, {"ann": -2}, {}], ids=["none", "debt", "no row"])
def test_who_has_nothing_is_refused_and_nothing_is_written(
    bank: Bank, credits: dict[str, int]
) -> None:
    ledger = bank.open(bob=5, **credits)
    with pytest.raises(CreditsUsedUp):
        ledger.hold("j", "ann")
    assert bank.states() == {}
    assert bank.kinds("j") == []
    assert ledger.balance("ann") == Balance(available=credits.get("ann", 0), held=0)
    assert ledger.balance("bob") == Balance(available=5, held=0)


def test_the_same_job_is_held_once(bank: Bank) -> None:
    ledger = bank.open(ann=3)
    assert [ledger.hold("j", "ann") for _ in range(3)] == [True, True, True]
    assert ledger.balance("ann") == Balance(available=2, held=1)


def test_a_job_that_is_held_needs_no_second_credit(bank: Bank) -> None:
    ledger = bank.open(ann=1)
    assert ledger.hold("j", "ann")
    assert ledger.hold("j", "ann")


@pytest.mark.parametrize("end", ["settle", "release"])
def test_a_hold_that_ended_does_not_come_back(bank: Bank, end: str) -> None:
    ledger = bank.open(ann=3)
    ledger.hold("j", "ann")
    getattr(ledger, end)("j")
    before = ledger.balance("ann")
    assert not ledger.hold("j", "ann")
    assert ledger.balance("ann") == before


def test_another_accounts_job_is_refused_and_costs_nobody(bank: Bank) -> None:
    ledger = bank.open(ann=3, bob=3)
    ledger.hold("j", "ann")
    assert not ledger.hold("j", "bob")
    assert ledger.balance("bob") == Balance(available=3, held=0)
    assert bank.states() == {"j": "held"}


ENDS = [
    (["settle", "settle"], "settled", 2),
    (["release", "release"], "released", 3),
    (["settle", "release"], "settled", 2),
    (["release", "settle"], "released", 3),
    (["release", "settle", "release", "settle"], "released", 3),
]


@pytest.mark.parametrize(("calls", "state", "left"), ENDS, ids=str)
def test_the_first_end_stands(bank: Bank, calls: list[str], state: str, left: int) -> None:
    ledger = bank.open(ann=3)
    ledger.hold("j", "ann")
    for call in calls:
        getattr(ledger, call)("j")
    assert bank.states() == {"j": state}
    assert ledger.balance("ann") == Balance(available=left, held=0)
    assert len(bank.kinds("j")) == 2


def test_a_job_that_nobody_paid_for_ends_in_silence(
    bank: Bank, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = bank.open(ann=3)
    ledger.settle("unknown")
    ledger.release("unknown")
    assert bank.states() == {}
    assert caplog.records == []


def test_a_late_settle_is_logged_by_its_job_alone(
    bank: Bank, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = bank.open(ann_of_somewhere=3)
    ledger.hold("j7", "ann_of_somewhere")
    ledger.release("j7")
    ledger.settle("j7")
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "j7" in caplog.text
    assert "ann_of_somewhere" not in caplog.text


def test_a_credit_goes_back_to_an_account_in_debt(bank: Bank) -> None:
    ledger = bank.open(ann=1)
    ledger.hold("j", "ann")
    with bank.engine.begin() as sql:
        sql.execute(bank.balances.table.update().values({bank.balances.table.columns[1]: -5}))
    ledger.release("j")
    assert bank.credits("ann") == -4


def test_an_account_that_imgpilot_dropped_takes_nothing_back(bank: Bank) -> None:
    ledger = bank.open(ann=1)
    ledger.hold("j", "ann")
    with bank.engine.begin() as sql:
        sql.execute(bank.balances.table.delete())
    ledger.release("j")
    assert bank.states() == {"j": "released"}


def test_a_hold_is_due_after_fifteen_minutes_and_not_let_go_by_that(bank: Bank) -> None:
    ledger = bank.open(ann=3)
    ledger.hold("b", "ann")
    bank.clock.now += 1
    ledger.hold("a", "ann")
    bank.clock.now += HOLD_SECONDS - 2
    assert ledger.expired() == []
    bank.clock.now += 1
    assert ledger.expired() == [Hold("b", "ann")]
    bank.clock.now += 1
    assert ledger.expired() == [Hold("b", "ann"), Hold("a", "ann")]
    assert ledger.balance("ann") == Balance(available=1, held=2)
    ledger.settle("b")
    ledger.release("a")
    assert ledger.expired() == []


def test_unfinished_ones_are_those_made_before(bank: Bank) -> None:
    ledger = bank.open(ann=3)
    ledger.hold("a", "ann")
    bank.clock.now += 60
    ledger.hold("b", "ann")
    assert ledger.unfinished(60) == [Hold("a", "ann")]
    assert ledger.unfinished(61) == []
    assert ledger.unfinished(0) == [Hold("a", "ann"), Hold("b", "ann")]


def test_a_long_queue_hides_no_hold_from_the_sweep(bank: Bank) -> None:
    ledger = bank.open(ann=150)
    for number in range(150):
        ledger.hold(f"{number:03}", "ann")
    bank.clock.now += HOLD_SECONDS
    for due in (ledger.expired(), ledger.unfinished(30)):
        assert [hold.job_id for hold in due] == [f"{number:03}" for number in range(150)]


def test_what_is_kept_is_exported_as_json_with_times_in_utc(bank: Bank) -> None:
    ledger = bank.open(ann=3, bob=3)
    ledger.hold("j", "ann")
    ledger.hold("k", "bob")
    bank.clock.now += 1.5
    ledger.release("j")
    assert json.loads(json.dumps(ledger.export("ann"))) == [
        {"job_id": "j", "kind": "hold", "amount": 1, "at": "2027-01-15T08:00:00+00:00"},
        {"job_id": "j", "kind": "release", "amount": 1, "at": "2027-01-15T08:00:01+00:00"},
    ]
    assert ledger.export("nobody") == []


def test_names_are_identifiers_and_never_sql(bank: Bank) -> None:
    hostile = BalanceTable('credits" SET x = 1; --', "user", "creditBalance")
    ledger = Ledger(bank.engine, hostile, bank.clock)
    with pytest.raises(ServiceUnavailable):
        ledger.hold("j", "ann")
    assert bank.states() == {}


ACCOUNTS = ["o'hara", 'a"b', "100%", "%s", ":amount", "ä中🙂", "x" * 500]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_may_be_called_anything(bank: Bank, account: str) -> None:
    ledger = bank.open(**{account: 1})
    assert ledger.hold(account, account)
    assert ledger.balance(account) == Balance(available=0, held=1)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_imgpilots_ids_may_be_uuids(bank: Bank) -> None:
    account = "3f2b8c1e-0000-4000-8000-000000000001"
    with bank.engine.begin() as sql:
        sql.execute(text("CREATE TABLE wallets (owner uuid PRIMARY KEY, coins numeric)"))
        sql.execute(text(f"INSERT INTO wallets VALUES ('{account}', 2)"))
    ledger = Ledger(bank.engine, BalanceTable("wallets", "owner", "coins"), bank.clock)
    assert ledger.hold("j", account)
    assert ledger.balance(account) == Balance(available=1, held=1)
    ledger.release("j")
    assert ledger.balance(account) == Balance(available=2, held=0)


def test_without_its_database_it_says_so() -> None:
    engine = connect("postgresql://nobody@127.0.0.1:1/none")
    ledger = Ledger(engine, BalanceTable("a", "b", "c"), lambda: 0.0)
    calls = (
        lambda: ledger.hold("j", "ann"), lambda: ledger.settle("j"), lambda: ledger.release("j"),
        lambda: ledger.balance("ann"), ledger.expired, lambda: ledger.export("ann"),
    )  # fmt: skip
    for call in calls:
        with pytest.raises(ServiceUnavailable):
            call()
