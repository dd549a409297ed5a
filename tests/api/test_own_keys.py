"""A key of one's own over the API: it goes in, is seen to be there, and never comes out."""

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from redis import Redis

from server.accounts.sessions import Sessions
from server.app.stores import PREFIX
from tests.api.conftest import Door
from tests.support.balances import Balances, balances

KEY = "sk-of-my-own-4711"
OPENAI, GEMINI = "/v1/account/keys/openai", "/v1/account/keys/gemini"
URL = "https://pictures.example.org/a.png"


@pytest.fixture
def money(database_url: str) -> Iterator[Balances]:
    with balances(database_url) as kept:
        kept.put("a1", 0)
        yield kept


@pytest.fixture
def web(door: Door, money: Balances) -> FlaskClient:
    return door()


def test_it_is_seen_to_be_there_and_never_comes_out(
    web: FlaskClient, member: dict[str, str]
) -> None:
    assert web.put(OPENAI, json={"key": KEY}, headers=member).status_code == 204
    given = {"key": KEY, "model": "gemini-3.8-flash"}
    assert web.put(GEMINI, json=given, headers=member).status_code == 204
    account = web.get("/v1/account", headers=member)
    assert account.get_json()["own_keys"] == {
        "openai": {"model": None}, "gemini": {"model": "gemini-3.8-flash"}
    }  # fmt: skip
    export = web.get("/v1/me/export", headers=member)
    assert [own["provider"] for own in export.get_json()["own_keys"]] == ["gemini", "openai"]
    assert "4711" not in account.text + export.text
    assert web.delete(OPENAI, headers=member).status_code == 204
    assert web.delete(OPENAI, headers=member).status_code == 204
    shown = web.get("/v1/account", headers=member).get_json()["own_keys"]
    assert shown == {"openai": None, "gemini": {"model": "gemini-3.8-flash"}}


def test_it_stands_for_credits_that_are_not_there(web: FlaskClient, member: dict[str, str]) -> None:
    def proof() -> dict[str, object]:
        said = web.post("/v1/proofs", json={"image_url": URL}, headers=member)
        answer: dict[str, object] = said.get_json()
        return answer

    assert proof()["code"] == "credits_used_up"
    web.put(OPENAI, json={"key": KEY}, headers=member)
    granted = proof()
    assert granted["allowance"] == {"unit": "credit", "limit": None, "remaining": 0}
    redeemed = web.post(
        "/v1/extractions", json={"image_url": URL, "proof": granted["proof"]}, headers=member
    )
    assert redeemed.get_json()["charge"] == {"unit": "own-key", "amount": 0, "state": "held"}
    web.delete(OPENAI, headers=member)
    assert proof()["code"] == "credits_used_up"


@pytest.mark.parametrize(
    "body",
    [
        {"key": "short"}, {"key": "sk-" + "4711" * 80}, {"key": "sk with spaces 4711"},
        {"key": "sk-4711\r\nX: y"}, {"key": "schlüssel-4711"}, {"key": KEY, "model": "a b"},
        {"key": KEY, "model": "../4711"}, {"key": KEY, "base_url": "https://evil.example"}, {},
        {"key": None}, {"key": 47114711},
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused_and_not_repeated(
    body: dict[str, object], web: FlaskClient, member: dict[str, str]
) -> None:
    answer = web.put(OPENAI, json=body, headers=member)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_request")
    assert "4711" not in answer.text
    assert "evil" not in answer.text
    assert web.get("/v1/account", headers=member).get_json()["own_keys"]["openai"] is None


def test_there_are_two_providers_and_members_alone_bring_keys(
    web: FlaskClient, member: dict[str, str]
) -> None:
    for name in ("anthropic", "OpenAI", "openai%2F"):
        path = f"/v1/account/keys/{name}"
        assert web.put(path, json={"key": KEY}, headers=member).status_code == 404
        assert web.delete(path, headers=member).status_code == 404
    trial = {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}
    assert web.put(OPENAI, json={"key": KEY}, headers=trial).get_json()["code"] == "account_needed"
    assert web.delete(OPENAI, headers=trial).status_code == 403
    assert web.put(OPENAI, json={"key": KEY}).status_code == 401


def test_whoever_goes_takes_their_keys_along(
    web: FlaskClient, member: dict[str, str], client: Redis
) -> None:
    web.put(OPENAI, json={"key": KEY}, headers=member)
    assert web.delete("/v1/me", headers=member).status_code == 204
    again = {"Authorization": f"Bearer {Sessions(client, PREFIX).open('a1')}"}
    export = web.get("/v1/me/export", headers=again).get_json()
    assert "own_keys" not in export
    assert "4711" not in json.dumps(export)
