from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from server.accounts.account_store import AccountStore
from server.accounts.sessions import Sessions
from server.app.stores import PREFIX
from server.app.web import make_web
from server.domain.account import Account
from server.settings import Settings
from tests.support.balances import Balances, balances
from tests.support.promised import watch

Door = Callable[..., FlaskClient]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/lens.db"


@pytest.fixture
def door(redis_url: str, client: Redis, database_url: str) -> Iterator[Door]:
    """The real web application over an empty Redis; settings may be given.

    Whatever it answers must be what its contract promises.
    """
    faults: list[str] = []
    kept = {"redis_url": redis_url, "database_url": database_url}

    def make(**settings: Any) -> FlaskClient:
        app = make_web(Settings(**{**kept, **settings}))
        watch(app, faults)
        return app.test_client()

    yield make
    assert faults == []


@pytest.fixture
def money(database_url: str) -> Iterator[Balances]:
    """Five credits of the account a1."""
    with balances(database_url) as kept:
        kept.put("a1", 5)
        yield kept


@pytest.fixture
def member(client: Redis, money: Balances) -> dict[str, str]:
    """The header of somebody with that account."""
    AccountStore(money.engine).keep(Account("a1", "you@example.com"))
    return {"Authorization": f"Bearer {Sessions(client, PREFIX).open('a1')}"}
