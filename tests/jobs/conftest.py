"""A member's stores over a real Redis and a real ledger."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from server.credits.ledger import Ledger
from server.jobs.flight_store import FlightStore
from server.jobs.history import History
from server.jobs.job_store import JobStore
from server.jobs.purse import Purse
from tests.support.balances import Balances, balances

PREFIX = "t"


@pytest.fixture
def store(client: Redis) -> JobStore:
    return JobStore(client, PREFIX, 30.0)


@pytest.fixture
def money(tmp_path: Path) -> Iterator[Balances]:
    """ImgPilot's balances: the member `a1` has three credits."""
    with balances(f"sqlite:///{tmp_path}/lens.db") as kept:
        kept.put("a1", 3)
        yield kept


def ledger_at(money: Balances, later: float) -> Ledger:
    """Return the ledger as it is so many seconds from now."""
    return Ledger(money.engine, money.names, lambda: time.time() + later)


@pytest.fixture
def ledger(money: Balances) -> Ledger:
    return ledger_at(money, 0)


def history_with(client: Redis, purse: Purse) -> History:
    return History(client, PREFIX, purse, FlightStore(client, PREFIX).forget)


@pytest.fixture
def history(client: Redis, ledger: Ledger) -> History:
    return history_with(client, ledger)
