"""A key of one's own over the API: what it stands for, who brings one, and what is none."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

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
