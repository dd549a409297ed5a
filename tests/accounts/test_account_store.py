"""Accounts in a real database of each kind."""

from collections.abc import Iterator

import pytest

from dev.ports import free_port
from server.accounts.account_store import AccountStore
from server.domain.account import Account
from server.errors import ServiceUnavailable
from server.net.sql import connect, migrate
from tests.support.clock import Clock

ADA = Account("a1", "ada@example.com")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(database_url: str, clock: Clock) -> Iterator[AccountStore]:
    migrate(database_url)
    engine = connect(database_url)
    yield AccountStore(engine, clock)
    engine.dispose()


def test_an_account_is_what_it_was_at_its_last_connection(
    store: AccountStore, clock: Clock
) -> None:
    assert store.get("a1") is None
    store.keep(ADA)
    clock.now += 60
    store.keep(Account("a1", "new@example.com"))
    store.keep(Account("b2", "ben@example.com"))
    assert store.get("a1") == Account("a1", "new@example.com")
    assert store.export("a1") == {
        "id": "a1", "email": "new@example.com", "connected_at": int(clock.now)
    }  # fmt: skip


def test_an_erased_account_is_gone(store: AccountStore) -> None:
    store.keep(ADA)
    store.erase("a1")
    store.erase("a1")
    assert store.get("a1") is None
    assert store.export("a1") is None


def test_without_the_database_it_says_so() -> None:
    engine = connect(f"postgresql://127.0.0.1:{free_port()}/nothing")
    with pytest.raises(ServiceUnavailable):
        AccountStore(engine).keep(ADA)
