"""PL-13, PL-14: what a bearer may ask of everything held on them, of trials and members."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from server.accounts.account_store import AccountStore
from server.accounts.sessions import Sessions
from server.app.stores import PREFIX
from tests.api.conftest import Door
from tests.support.balances import Balances

URL = "https://pictures.example.org/a.png"


@pytest.fixture
def web(door: Door, money: Balances) -> FlaskClient:
    return door()


@pytest.fixture
def trial(web: FlaskClient) -> dict[str, str]:
    return {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}


def extract(web: FlaskClient, who: dict[str, str]) -> str:
    proof = web.post("/v1/proofs", json={"image_url": URL}, headers=who).get_json()["proof"]
    answer = web.post("/v1/extractions", json={"image_url": URL, "proof": proof}, headers=who)
    assert answer.status_code == 202, answer.data
    job_id: str = answer.get_json()["id"]
    return job_id


def exported(web: FlaskClient, who: dict[str, str]) -> dict[str, Any]:
    answer = web.get("/v1/me/export", headers=who)
    assert answer.status_code == 200, answer.data
    held: dict[str, Any] = answer.get_json()
    return held


def calls(web: FlaskClient, who: dict[str, str], job_id: str) -> list[int]:
    """Return how every call that needs a bearer answers."""
    return [
        web.post("/v1/proofs", json={"image_url": URL}, headers=who).status_code,
        web.get(f"/v1/extractions/{job_id}", headers=who).status_code,
        web.get(f"/v1/extractions/{job_id}/events", headers=who).status_code,
        web.get("/v1/extractions", headers=who).status_code,
        web.delete(f"/v1/extractions/{job_id}", headers=who).status_code,
        web.get("/v1/me/export", headers=who).status_code,
        web.delete("/v1/me", headers=who).status_code,
    ]


def test_pl_13_a_trial_gets_its_uses_and_its_jobs(web: FlaskClient, trial: dict[str, str]) -> None:
    assert exported(web, trial)["trial"]["uses"] == 0
    job_id = extract(web, trial)
    held = exported(web, trial)
    assert set(held) == {"trial", "extractions"}
    assert held["trial"]["uses"] == 1
    assert [job["id"] for job in held["extractions"]] == [job_id]
    assert held["extractions"][0]["image_url"] == URL


def test_pl_13_a_member_gets_account_sessions_credits_and_jobs(
    web: FlaskClient, member: dict[str, str]
) -> None:
    job_id = extract(web, member)
    held = exported(web, member)
    assert set(held) == {"account", "sessions", "credits", "extractions"}
    assert held["account"]["email"] == "you@example.com"
    assert [entry["job_id"] for entry in held["credits"]] == [job_id]
    assert "ipls_" not in json.dumps(held), "a session's token is not even known"


def test_pl_14_an_erased_trial_is_refused_and_no_refill(
    web: FlaskClient, trial: dict[str, str], client: Redis
) -> None:
    job_id = extract(web, trial)
    assert web.delete("/v1/me", headers=trial).status_code == 204
    assert calls(web, trial, job_id) == [401] * 7
    left: list[str] = client.keys("pl:{*")  # type: ignore[assignment]
    assert sorted(key.rsplit(":", 1)[-1] for key in left) == sorted(["ended", job_id])
    assert all(0 < int(client.ttl(key)) <= 30 * 24 * 3600 for key in left)
    assert URL not in str([client.dump(key) for key in left])


def test_pl_14_an_erased_member_leaves_ids_and_amounts(
    web: FlaskClient, member: dict[str, str], money: Balances, client: Redis
) -> None:
    job_id = extract(web, member)
    assert web.delete("/v1/me", headers=member).status_code == 204
    assert calls(web, member, job_id) == [401] * 7
    assert AccountStore(money.engine).get("a1") is None
    assert money.of("a1") == 5, "nobody had begun what was erased"
    left: list[str] = client.keys("*")  # type: ignore[assignment]
    assert [key for key in left if "session" in key] == []
    again = {"Authorization": f"Bearer {Sessions(client, PREFIX).open('a1')}"}
    held = exported(web, again)
    assert set(held) == {"sessions", "credits"}
    assert all(
        set(entry) <= {"job_id", "account_id", "kind", "amount", "at", "state"}
        for entry in held["credits"]
    )


def test_pl_14_a_proof_of_an_erased_trial_makes_nothing(
    web: FlaskClient, trial: dict[str, str]
) -> None:
    proof = web.post("/v1/proofs", json={"image_url": URL}, headers=trial).get_json()["proof"]
    web.delete("/v1/me", headers=trial)
    answer = web.post("/v1/extractions", json={"image_url": URL, "proof": proof}, headers=trial)
    assert answer.status_code == 401
