"""The gate as the API shows it: proofs and their replies, limits and their headers."""

import json
from typing import Any

import http_sf
import pytest
from flask.testing import FlaskClient
from redis import Redis

from dev.ports import free_port
from server.api.answers import ProblemDocument
from tests.api.conftest import Door
from tests.support.balances import Balances

URL = "https://pictures.example.org/a.png"


@pytest.fixture
def web(door: Door) -> FlaskClient:
    return door(limit_trials="100/day", limit_proofs_minute="50/minute", limit_proofs_day="50/day")


def token(web: FlaskClient) -> dict[str, str]:
    return {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}


def fields(header: str) -> dict[str, dict[str, int]]:
    parsed: Any = http_sf.parse(header.encode(), tltype="list")
    return dict(parsed)


def prove(web: FlaskClient, who: dict[str, str], **more: object) -> str:
    answer = web.post("/v1/proofs", json={"image_url": URL, **more}, headers=who)
    assert answer.status_code == 201, answer.data
    proof: str = answer.get_json()["proof"]
    return proof


def redeem(
    web: FlaskClient, who: dict[str, str], proof: str, **more: object
) -> tuple[int, dict[str, object]]:
    body = {"image_url": URL, "proof": proof, **more}
    answer = web.post("/v1/extractions", json=body, headers=who)
    return answer.status_code, json.loads(answer.data)


def test_a_trial_says_what_it_allows(web: FlaskClient) -> None:
    body = web.post("/v1/trial").get_json()
    assert body["allowance"] == {"unit": "trial", "limit": 3, "remaining": 3}
    assert set(body) == {"token", "expires_at", "allowance"}


def test_a_redeemed_proof_answers_202_then_200_with_the_same_job(web: FlaskClient) -> None:
    who = token(web)
    proof = prove(web, who)
    first, again = redeem(web, who, proof), redeem(web, who, proof)
    assert (first[0], again[0]) == (202, 200)
    assert first[1] == again[1]
    assert first[1]["state"] == "queued"


@pytest.mark.parametrize(
    "other",
    [
        {"image_url": "https://pictures.example.org/b.png"},
        {"language": "de"},
        {"fresh": True},
    ],
)
def test_a_proof_for_another_request_is_refused_and_stays_good(
    other: dict[str, object], web: FlaskClient
) -> None:
    who = token(web)
    proof = prove(web, who)
    status, problem = redeem(web, who, proof, **other)
    assert (status, problem["code"]) == (422, "proof_mismatch")
    assert redeem(web, who, proof)[0] == 202


def test_another_spelling_of_the_same_url_is_the_same_request(web: FlaskClient) -> None:
    who = token(web)
    proof = prove(web, who)
    same = "HTTPS://PICTURES.example.org:443/a.png#top"
    assert redeem(web, who, proof, image_url=same)[0] == 202


def test_another_spelling_of_the_proof_is_the_same_proof(web: FlaskClient) -> None:
    who = token(web)
    proof = prove(web, who)
    job = redeem(web, who, proof)[1]
    others = [
        proof[:-1] + last for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
    ]
    answers = [redeem(web, who, other) for other in others]
    assert [status for status, _ in answers if status not in {200, 410}] == []
    assert all(body["id"] == job["id"] for status, body in answers if status == 200)


@pytest.mark.parametrize("proof", ["", "nonsense", "a" * 512, "caf\xe9"])
def test_an_unknown_proof_is_gone(proof: str, web: FlaskClient) -> None:
    assert redeem(web, token(web), proof)[1]["code"] == "proof_gone"


def test_somebody_elses_proof_is_gone(web: FlaskClient) -> None:
    mine = prove(web, token(web))
    assert redeem(web, token(web), mine)[1]["code"] == "proof_gone"


def test_a_trial_token_is_no_proof(web: FlaskClient) -> None:
    who = token(web)
    assert redeem(web, who, who["Authorization"].removeprefix("Bearer "))[0] == 410


def test_a_refused_call_says_when_to_come_back(door: Door) -> None:
    web = door(limit_proofs_minute="2/minute")
    who = token(web)
    for left in (1, 0):
        answer = web.post("/v1/proofs", json={"image_url": URL}, headers=who)
        rests = fields(answer.headers["RateLimit"])
        assert rests["minute"]["r"] == left
    refused = web.post("/v1/proofs", json={"image_url": URL}, headers=who)
    problem = json.loads(refused.data)
    assert (refused.status_code, problem["code"]) == (429, "rate_limited")
    assert problem["violated-policies"] == ["minute"]
    policies = fields(refused.headers["RateLimit-Policy"])
    rests = fields(refused.headers["RateLimit"])
    assert policies["minute"] == {"q": 2, "w": 60}
    assert policies["day"] == {"q": 12, "w": 86400}
    assert rests["minute"]["r"] == 0
    assert rests["day"]["r"] == 10, "the refused call counted nowhere"
    assert int(refused.headers["Retry-After"]) == rests["minute"]["t"] <= 60


def test_a_header_does_not_change_the_network(door: Door) -> None:
    web = door(limit_trials="1/day")
    web.post("/v1/trial")
    for name in ("X-Forwarded-For", "CF-Connecting-IP", "Forwarded", "X-Real-IP"):
        assert web.post("/v1/trial", headers={name: "198.51.100.9"}).status_code == 429


def test_without_redis_there_is_a_503_and_a_time_to_come_back(door: Door) -> None:
    web = door(redis_url=f"redis://127.0.0.1:{free_port()}/0")
    for answer in (web.post("/v1/trial"), web.get("/readyz")):
        assert (answer.status_code, json.loads(answer.data)["code"]) == (503, "service_unavailable")
        assert int(answer.headers["Retry-After"]) > 0
    assert web.get("/healthz").status_code == 200


def test_without_the_queue_a_proof_waits_for_its_retry(
    door: Door, web: FlaskClient, client: Redis
) -> None:
    broken = door(broker_url=f"redis://127.0.0.1:{free_port()}/0")
    who = token(web)
    proof = prove(web, who)
    status, problem = redeem(broken, who, proof)
    assert (status, problem["code"]) == (503, "service_unavailable")
    for _ in range(3):
        assert redeem(web, who, proof)[0] == 200
    assert client.llen("celery") == 1, "queued by the first retry, and once"
    answer = web.post("/v1/proofs", json={"image_url": URL}, headers=who).get_json()
    assert answer["allowance"]["remaining"] == 2, "the retry has not counted twice"


def test_without_credits_a_member_is_told_where_to_get_them(
    door: Door, member: dict[str, str], money: Balances
) -> None:
    money.put("a1", 0)
    web = door(imgpilot_issuer="http://127.0.0.1:9/api/auth")
    answer = web.post("/v1/proofs", json={"image_url": URL}, headers=member)
    problem = answer.get_json(force=True)
    assert (answer.status_code, problem["code"]) == (402, "credits_used_up")
    assert problem["credits_url"] == "http://127.0.0.1:9/"
    assert set(problem) <= {
        field.alias or name for name, field in ProblemDocument.model_fields.items()
    }
