"""SB-01, PL-16: a provider's key of one's own goes in, is sealed, and never comes out."""

import json

import pytest
from flask.testing import FlaskClient
from redis import Redis

from server.accounts.own_keys import OwnKeys
from server.accounts.sessions import Sessions
from server.app.stores import PREFIX
from tests.api.conftest import Door
from tests.support.balances import Balances
from tests.support.kept import in_redis, in_sql

KEY = "sk-of-my-own-4711"
OPENAI, GEMINI = "/v1/account/keys/openai", "/v1/account/keys/gemini"
URL = "https://pictures.example.org/a.png"
OLD, NEW = "an old secret of thirty-two signs", "a new secret of thirty-two signs"


@pytest.fixture
def web(door: Door, money: Balances) -> FlaskClient:
    return door(secret_keys=(OLD,))


def test_sb_01_a_key_is_seen_to_be_there_and_never_comes_out(
    web: FlaskClient, member: dict[str, str]
) -> None:
    """Neither the account nor the export shows it, and there is no call that reads it."""
    assert web.put(OPENAI, json={"key": KEY}, headers=member).status_code == 204
    given = {"key": KEY, "model": "gemini-3.8-flash"}
    assert web.put(GEMINI, json=given, headers=member).status_code == 204
    account = web.get("/v1/account", headers=member)
    assert account.get_json()["own_keys"] == {
        "openai": {"model": None}, "gemini": {"model": "gemini-3.8-flash"}
    }  # fmt: skip
    export = web.get("/v1/me/export", headers=member)
    told = export.get_json()["own_keys"]
    assert [own["provider"] for own in told] == ["gemini", "openai"]
    assert {field for own in told for field in own} == {"provider", "model", "kept_at"}
    assert "4711" not in account.text + export.text
    assert web.get(OPENAI, headers=member).status_code == 405
    for _ in range(2):
        assert web.delete(OPENAI, headers=member).status_code == 204
    shown = web.get("/v1/account", headers=member).get_json()["own_keys"]
    assert shown == {"openai": None, "gemini": {"model": "gemini-3.8-flash"}}


def test_sb_01_no_credit_is_charged(
    web: FlaskClient, member: dict[str, str], money: Balances
) -> None:
    """With a key of one's own an extraction holds nothing of the balance."""
    web.put(OPENAI, json={"key": KEY}, headers=member)
    proof = web.post("/v1/proofs", json={"image_url": URL}, headers=member).get_json()["proof"]
    asked = {"image_url": URL, "proof": proof}
    redeemed = web.post("/v1/extractions", json=asked, headers=member)
    assert redeemed.get_json()["charge"] == {"unit": "own-key", "amount": 0, "state": "held"}
    assert money.of("a1") == 5


def test_pl_16_a_key_is_sealed_where_it_lies_and_outlives_a_rotation(
    web: FlaskClient, member: dict[str, str], money: Balances, redis_url: str
) -> None:
    """Whoever copies the stores has nothing without the secrets; the newest secret seals."""
    web.put(OPENAI, json={"key": KEY}, headers=member)
    kept = [*in_sql(money.engine), *in_redis(redis_url)]
    assert any(each.where == "lens_own_key" for each in kept)
    assert [each for each in kept if KEY in each.text or KEY.encode().hex() in each.text] == []
    for secrets in ([OLD], [OLD, NEW]):
        assert [own.key for own in OwnKeys(money.engine, secrets).read("a1")] == [KEY]


def test_pl_14_whoever_goes_takes_their_keys_along(
    web: FlaskClient, member: dict[str, str], money: Balances, client: Redis
) -> None:
    """Erasing leaves no row of them, for whoever comes back as the same account."""
    web.put(OPENAI, json={"key": KEY}, headers=member)
    assert web.delete("/v1/me", headers=member).status_code == 204
    assert [each for each in in_sql(money.engine) if each.where == "lens_own_key"] == []
    again = {"Authorization": f"Bearer {Sessions(client, PREFIX).open('a1')}"}
    export = web.get("/v1/me/export", headers=again).get_json()
    assert "own_keys" not in export
    assert "4711" not in json.dumps(export)
