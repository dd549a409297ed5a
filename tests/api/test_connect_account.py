"""What a connected account sees of itself, and which token opens what."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from server.accounts.account_store import AccountStore
from server.net import sql
from tests.api.conftest import Door
from tests.support.connecting import Extension, Window
from tests.support.imgpilot import ImgPilotServer


@pytest.fixture
def window(door: Door, signs_in: ImgPilotServer) -> Window:
    return Window(door(**signs_in.settings))


@pytest.fixture
def accounts(signs_in: ImgPilotServer) -> Iterator[AccountStore]:
    engine = sql.connect(signs_in.database_url)
    yield AccountStore(engine)
    engine.dispose()


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.data)["code"]


def test_a_new_person_has_first_credits(window: Window) -> None:
    body = window.web.get("/v1/account", headers=window.member("first@example.com")).get_json()
    assert body["credits"] == {"available": 5, "held": 0}


def test_a_trial_has_no_account(window: Window) -> None:
    trial = window.web.post("/v1/trial").get_json()["token"]
    for method, path in [
        ("GET", "/v1/account"),
        ("GET", "/v1/account/sessions"),
        ("DELETE", "/v1/account/sessions/x"),
    ]:
        answer = window.web.open(path, method=method, headers={"Authorization": f"Bearer {trial}"})
        assert problem(answer) == (403, "account_needed")


def test_no_token_passes_for_one_of_another_kind(window: Window) -> None:
    extension = Extension()
    code = window.connect(extension)["code"]
    trial = window.web.post("/v1/trial").get_json()["token"]
    member = window.member()
    session = member["Authorization"].split()[1]
    asked = {"image_url": "https://pictures.example.org/a.png"}
    proof = window.web.post("/v1/proofs", json=asked, headers=member).get_json()["proof"]
    for bearer in (code, proof, extension.verifier, f"ipls_{trial}", session[5:], session + "x"):
        who = {"Authorization": f"Bearer {bearer}"}
        assert problem(window.web.get("/v1/account", headers=who)) == (401, "token_invalid")
    for wrong in (session, trial):
        body = {**asked, "proof": wrong}
        answer = window.web.post("/v1/extractions", json=body, headers=member)
        assert problem(answer) == (410, "proof_gone")
        assert window.redeem(extension, wrong).status_code == 400


def test_browsers_are_listed_and_disconnected_one_by_one(window: Window) -> None:
    first, second = window.member(), window.member()
    listed = window.web.get("/v1/account/sessions", headers=first).get_json()["sessions"]
    assert len(listed) == 2
    (this,) = [each for each in listed if each["current"]]
    (other,) = [each for each in listed if not each["current"]]
    assert set(this) == {"id", "created_at", "last_used_at", "current"}
    gone = window.web.delete(f"/v1/account/sessions/{other['id']}", headers=first)
    assert (gone.status_code, gone.data) == (204, b"")
    assert problem(window.web.get("/v1/account", headers=second)) == (401, "token_invalid")
    assert window.web.get("/v1/account", headers=first).status_code == 200
    again = window.web.delete(f"/v1/account/sessions/{other['id']}", headers=first)
    assert problem(again) == (404, "not_found")


def test_nobody_disconnects_somebody_elses_browser(window: Window) -> None:
    mine, theirs = window.member(), window.member("other@example.com")
    (listed,) = window.web.get("/v1/account/sessions", headers=theirs).get_json()["sessions"]
    answer = window.web.delete(f"/v1/account/sessions/{listed['id']}", headers=mine)
    assert problem(answer) == (404, "not_found")
    assert window.web.get("/v1/account", headers=theirs).status_code == 200


def test_what_a_thief_reads_in_the_store_opens_nothing(window: Window, client: Redis) -> None:
    session = window.member()["Authorization"].split()[1]
    keys = [str(key) for key in client.scan_iter()]
    held = {key: str(client.dump(key)) for key in keys}
    assert all(session not in text and session[5:] not in text for text in [*keys, *held.values()])
    for key in keys:
        for bearer in (key.rpartition(":")[2], f"ipls_{key.rpartition(':')[2]}"):
            answer = window.web.get("/v1/account", headers={"Authorization": f"Bearer {bearer}"})
            assert answer.status_code == 401


def test_an_erased_account_is_nobody(window: Window, accounts: AccountStore) -> None:
    who = window.member("gone@example.com")
    account_id = window.web.get("/v1/account", headers=who).get_json()["id"]
    accounts.erase(account_id)
    assert problem(window.web.get("/v1/account", headers=who)) == (401, "token_invalid")


def test_an_endless_token_costs_nothing(window: Window) -> None:
    who = {"Authorization": "Bearer ipls_" + "a" * 60_000}
    assert problem(window.web.get("/v1/account", headers=who)) == (401, "token_invalid")
