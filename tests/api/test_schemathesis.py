"""Whatever fits the published contract, or just fails to, is answered as the contract says.

Schemathesis makes the requests up from the document; the application, its Redis and its
database are real.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from redis import Redis
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from server.accounts.account_store import AccountStore
from server.accounts.sessions import Sessions
from server.app.stores import PREFIX
from server.app.web import make_web
from server.domain.account import Account
from server.settings import Settings
from tests.api.conftest import Door
from tests.support.balances import Balances, balances
from tests.support.imgpilot import ImgPilotServer

PLENTY = dict.fromkeys(
    (
        "limit_trials", "limit_proofs_minute", "limit_proofs_day", "limit_proofs_48",
        "limit_account",
    ),
    "100000/minute",
)  # fmt: skip
Who = Callable[[], dict[str, str]]


@dataclass
class Behind:
    """Whatever application is behind the door just now; the contract is the same for all."""

    app: Flask

    def __call__(self, *request: Any) -> Any:
        return self.app(*request)


behind = Behind(make_web(Settings()))
contract = schemathesis.openapi.from_wsgi("/v1/openapi.json", behind)


@pytest.fixture(autouse=True)
def web(door: Door, signs_in: ImgPilotServer, database_url: str) -> FlaskClient:
    said = {**signs_in.settings, **PLENTY, "operator_token": "o" * 32}
    web = door(**{**said, "database_url": database_url})
    behind.app = web.application
    return web


@pytest.fixture
def trial(web: FlaskClient) -> Who:
    """Each call has a trial of its own: the one before may have been erased."""
    return lambda: {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}


@pytest.fixture
def member(client: Redis, database_url: str) -> Iterator[Who]:
    with balances(database_url) as money:
        money.put("a1", 10_000)
        yield connecting(money, client)


def connecting(money: Balances, client: Redis) -> Who:
    accounts, sessions = AccountStore(money.engine), Sessions(client, PREFIX)

    def connect() -> dict[str, str]:
        accounts.keep(Account("a1", "you@example.com"))
        return {"Authorization": f"Bearer {sessions.open('a1')}"}

    return connect


few = settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@contract.parametrize()
@few
def test_a_trial_is_answered_as_promised(case: Case[Any], web: FlaskClient, trial: Who) -> None:
    ask(case, web, trial())


@contract.parametrize()
@few
def test_a_member_is_answered_as_promised(case: Case[Any], web: FlaskClient, member: Who) -> None:
    ask(case, web, member())


def fits(case: Case[Any]) -> bool:
    return case.meta is not None and case.meta.generation.mode.is_positive


def ask(case: Case[Any], web: FlaskClient, who: dict[str, str]) -> None:
    """Call and hold the answer to the contract, with a real proof where one is asked for."""
    if case.operation.label == "POST /v1/extractions" and fits(case):
        assert isinstance(case.body, dict)
        order = {name: value for name, value in case.body.items() if name != "proof"}
        given = web.post("/v1/proofs", json=order, headers=who)
        if given.status_code == 201:
            case.body["proof"] = given.get_json()["proof"]
    # No schema can say which addresses may be visited, or which proof was given.
    case.call_and_validate(headers=who, excluded_checks=[positive_data_acceptance])
