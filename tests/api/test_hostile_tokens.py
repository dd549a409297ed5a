"""Tokens of the wrong kind, forged, misspelt and too long: 401 or 410, and never a second job."""

import json
import string

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from redis import Redis

from server.accounts.sessions import Sessions
from server.admission.gate import fingerprint
from server.app.stores import PREFIX
from server.domain.job import Order
from tests.api.conftest import Door
from tests.hostile.token_rows import forgeries, spellings

URL = "https://pictures.example.org/a.png"
Who = dict[str, str]
PATHS = ["/a.png", "/b.png", "/a.png?x=1", "/", "/a.png%00en", "/A.png"]
ORDERS = st.builds(
    Order,
    st.sampled_from([f"https://pictures.example.org{path}" for path in PATHS])
    | st.text(string.printable, min_size=1, max_size=30).map("https://h.example/{}".format),
    st.sampled_from(["en", "de", "zh-CN", "enfresh", ""]),
    fresh=st.booleans(),
)


@pytest.fixture
def web(door: Door) -> FlaskClient:
    plenty = ("limit_trials", "limit_proofs_minute", "limit_proofs_day", "limit_account")
    return door(**dict.fromkeys(plenty, "5000/day"))


def bearer(token: str) -> Who:
    return {"Authorization": f"Bearer {token}"}


def trial(web: FlaskClient) -> str:
    token: str = web.post("/v1/trial").get_json()["token"]
    return token


def prove(web: FlaskClient, who: Who, **order: object) -> str:
    answer = web.post("/v1/proofs", json={"image_url": URL, **order}, headers=who)
    proof: str = answer.get_json()["proof"]
    return proof


def redeem(web: FlaskClient, who: Who, proof: str, **order: object) -> tuple[int, str]:
    body = {"image_url": URL, "proof": proof, **order}
    answer = web.post("/v1/extractions", json=body, headers=who)
    said = json.loads(answer.data)
    return answer.status_code, said.get("code") or said["id"]


def jobs(client: Redis) -> int:
    return len(list(client.scan_iter("pl:{*:job:??????????????????????")))


def test_every_spelling_of_a_used_proof_is_that_proof(web: FlaskClient, client: Redis) -> None:
    who = bearer(trial(web))
    proof = prove(web, who)
    status, job = redeem(web, who, proof)
    assert status == 202
    said = [redeem(web, who, text) for text in spellings(proof)]
    assert {answer for answer in said if answer[0] < 300} == {(200, job)}
    assert sum(answer[0] == 200 for answer in said) > 4, "read leniently: the id counts"
    assert {answer[1] for answer in said if answer[0] >= 300} == {"proof_gone"}
    assert jobs(client) == 1
    assert (
        web.post("/v1/proofs", json={"image_url": URL}, headers=who).get_json()["allowance"][
            "remaining"
        ]
        == 2
    )


def test_every_spelling_of_a_trial_is_that_trial(web: FlaskClient, client: Redis) -> None:
    token = trial(web)
    used = 0
    for text in spellings(token):
        who = bearer(text.strip())
        if "\n" in text or not text.isascii():
            continue  # No such header can be sent.
        answer = web.post("/v1/proofs", json={"image_url": URL}, headers=who)
        if answer.status_code == 201:
            used += redeem(web, who, answer.get_json()["proof"])[0] == 202
    assert used == 3


def test_what_nobody_signed_is_nobody(web: FlaskClient, client: Redis) -> None:
    token = trial(web)
    proof = prove(web, bearer(token))
    before = client.dbsize()
    for text in forgeries(token):
        if "\x00" not in text:
            for call in (web.post("/v1/proofs", json={"image_url": URL}, headers=bearer(text)),
                         web.get("/v1/extractions", headers=bearer(text))):  # fmt: skip
                assert call.status_code == 401, text
                assert call.headers["WWW-Authenticate"] == "Bearer"
    for text in forgeries(proof):
        assert redeem(web, bearer(token), text)[0] == (400 if len(text) > 512 else 410), text
    assert client.dbsize() == before, "and costs us no key"


def test_one_kind_of_token_is_never_another(web: FlaskClient, client: Redis) -> None:
    kinds = {"trial": trial(web), "session": Sessions(client, PREFIX).open("a1")}
    kinds["proof"] = prove(web, bearer(kinds["trial"]))
    for shown in ("trial", "session"):
        assert redeem(web, bearer(kinds["trial"]), kinds[shown]) == (410, "proof_gone")
    assert redeem(web, bearer(kinds["session"]), kinds["proof"]) == (410, "proof_gone")
    for path in ("/v1/extractions", "/v1/account", "/v1/me/export"):
        assert web.get(path, headers=bearer(kinds["proof"])).status_code == 401
    assert web.get("/v1/account", headers=bearer(kinds["trial"])).status_code == 403
    for odd in ("ipls_" + kinds["trial"], kinds["session"].removeprefix("ipls_"), "ipls_"):
        assert web.get("/v1/extractions", headers=bearer(odd)).status_code == 401
    code = {"grant_type": "authorization_code", "client_id": "prompt-lens-extension",
            "redirect_uri": "https://a.chromiumapp.org/", "code_verifier": "v" * 43}  # fmt: skip
    for shown in kinds.values():
        assert web.post("/v1/oauth/token", data={**code, "code": shown}).status_code == 400
    assert jobs(client) == 0


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    path=st.sampled_from(PATHS),
    language=st.sampled_from(["en", "de"]),
    fresh=st.booleans(),
    mine=st.booleans(),
)
@example(path="/a.png", language="en", fresh=False, mine=False)
@example(path="/a.png", language="en", fresh=False, mine=True)
def test_a_proof_is_for_one_subject_and_one_order(
    path: str, language: str, fresh: bool, mine: bool, web: FlaskClient
) -> None:
    who = bearer(trial(web))
    proof = prove(web, who)
    order = {"image_url": URL.replace("/a.png", path), "language": language, "fresh": fresh}
    said = redeem(web, who if mine else bearer(trial(web)), proof, **order)
    same = (path, language, fresh) == ("/a.png", "en", False)
    if not mine:
        assert said == (410, "proof_gone")
    elif not same:
        assert said == (422, "proof_mismatch")
    if not (mine and same):
        said = redeem(web, who, proof)
    assert said[0] == 202, "nothing of that has burnt it"


@given(ORDERS, ORDERS)
def test_no_two_orders_have_one_fingerprint(one: Order, other: Order) -> None:
    assume("\0" not in one.image_url + other.image_url)
    assert (fingerprint(one) == fingerprint(other)) is (one == other)
