"""A member's stores over a real Redis and a real ledger."""

import time
from pathlib import Path

import pytest
from redis import Redis

from server.credits.ledger import Ledger
from server.credits.tables import BalanceTable
from server.jobs.history import History
from server.jobs.job_store import JobStore
from tests.support.balances import Balances, balances

PREFIX = "t"


@pytest.fixture
def store(client: Redis) -> JobStore:
    return JobStore(client, PREFIX, 30.0)


@pytest.fixture
def money(tmp_path: Path) -> Balances:
    """ImgPilot's balances: the member `a1` has three credits."""
    kept = balances(f"sqlite:///{tmp_path}/lens.db")
    kept.put("a1", 3)
    return kept


def ledger_at(money: Balances, later: float) -> Ledger:
    """Return the ledger as it is so many seconds from now."""
    table = BalanceTable("credit_balance", "user_id", "credits")
    return Ledger(money.engine, table, lambda: time.time() + later)


@pytest.fixture
def ledger(money: Balances) -> Ledger:
    return ledger_at(money, 0)


@pytest.fixture
def history(client: Redis, ledger: Ledger) -> History:
    return History(client, PREFIX, ledger)
