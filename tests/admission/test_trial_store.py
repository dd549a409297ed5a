"""A trial ends once: whoever came first has it."""

from functools import partial

import pytest
from redis import Redis

from server.admission.trial_store import TrialStore, ended_key, uses_key
from server.domain.subject import Subject
from tests.support.racing import at_once

TRIAL = Subject("trial", "t1")


@pytest.fixture
def store(client: Redis) -> TrialStore:
    return TrialStore(client, "t")


def test_the_first_reason_stays(store: TrialStore) -> None:
    assert not store.has_ended(TRIAL)
    assert store.end(TRIAL, "account:a1")
    assert store.end(TRIAL, "account:a1"), "a retry of the same"
    assert not store.end(TRIAL, "account:a2")
    assert store.has_ended(TRIAL)


def test_of_sixteen_accounts_one_gets_the_trial(store: TrialStore) -> None:
    got = at_once([partial(store.end, TRIAL, f"account:{number}") for number in range(16)])
    assert got.count(True) == 1


def test_erasing_leaves_a_mark_for_as_long_as_the_token_could_live(
    store: TrialStore, client: Redis
) -> None:
    client.set(uses_key("t", TRIAL), 2)
    store.erase(TRIAL)
    assert client.keys() == [ended_key("t", TRIAL)]
    assert 29 * 24 * 3600 < int(client.ttl(ended_key("t", TRIAL))) <= 30 * 24 * 3600


def test_an_account_has_no_trial(store: TrialStore, client: Redis) -> None:
    account = Subject("account", "a1")
    store.erase(account)
    assert store.export(account) == {}
    assert client.keys() == []
