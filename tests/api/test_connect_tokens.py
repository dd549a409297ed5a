"""Codes and tokens of a connection: one success a code, and nothing that leaks."""

import json
from collections import Counter
from functools import partial
from typing import Any

import pytest
from redis import Redis

from server.errors import ServiceUnavailable
from tests.api.conftest import Door
from tests.support.connecting import Extension, Window
from tests.support.imgpilot import ImgPilotServer
from tests.support.racing import at_once

OURS = "http://127.0.0.1:8787"


@pytest.fixture
def window(door: Door, signs_in: ImgPilotServer) -> Window:
    return Window(door(**signs_in.settings))


def refusal(answer: Any) -> tuple[int, str, str]:
    body = json.loads(answer.data)
    assert answer.mimetype == "application/problem+json"
    return answer.status_code, body["code"], body["error"]


GRANT_REFUSED = (400, "connect_refused", "invalid_grant")
BAD: list[tuple[str, dict[str, str | None], str]] = [
    ("another verifier", {"code_verifier": "a" * 43}, "invalid_grant"),
    ("a short verifier", {"code_verifier": "a" * 42}, "invalid_request"),
    ("no verifier", {"code_verifier": None}, "invalid_request"),
    ("another address", {"redirect_uri": "https://evil.example/"}, "invalid_grant"),
    ("no address", {"redirect_uri": None}, "invalid_grant"),
]


@pytest.mark.parametrize(("name", "changed", "says"), BAD)
def test_a_wrong_try_is_refused_and_burns_the_code(
    name: str, changed: dict[str, str | None], says: str, window: Window, client: Redis
) -> None:
    extension = Extension()
    code = window.connect(extension)["code"]
    shown = {**extension.shows(code), **changed}
    answer = window.web.post("/v1/oauth/token", data={k: v for k, v in shown.items() if v})
    assert refusal(answer) == (400, "connect_refused", says)
    assert refusal(window.redeem(extension, code)) == GRANT_REFUSED
    assert client.keys("pl:session:*") == []


FORMS: list[tuple[str, dict[str, str | None], str]] = [
    ("another client", {"client_id": "somebody"}, "invalid_client"),
    ("no client", {"client_id": None}, "invalid_client"),
    ("a secret where there is none", {"client_secret": "x"}, "invalid_client"),
    ("another grant", {"grant_type": "password"}, "unsupported_grant_type"),
    ("a refresh", {"grant_type": "refresh_token"}, "unsupported_grant_type"),
    ("no grant", {"grant_type": None}, "unsupported_grant_type"),
    ("strange letters", {"grant_type": 'caf\xe9"\\'}, "unsupported_grant_type"),
    ("no code", {"code": None}, "invalid_request"),
    ("a made-up code", {"code": "nonsense"}, "invalid_grant"),
    ("an endless code", {"code": "a" * 20_000}, "invalid_grant"),
]


@pytest.mark.parametrize(("name", "changed", "says"), FORMS)
def test_a_malformed_request_is_refused_and_burns_nothing(
    name: str, changed: dict[str, str | None], says: str, window: Window
) -> None:
    extension = Extension()
    code = window.connect(extension)["code"]
    shown = {**extension.shows(code), **changed}
    answer = window.web.post("/v1/oauth/token", data={k: v for k, v in shown.items() if v})
    assert refusal(answer) == (400, "connect_refused", says)
    assert window.redeem(extension, code).status_code == 200


def test_parameters_of_the_address_or_of_json_are_no_form(window: Window) -> None:
    extension = Extension()
    shown = extension.shows(window.connect(extension)["code"])
    says = (400, "connect_refused", "unsupported_grant_type")
    assert refusal(window.web.post("/v1/oauth/token", query_string=shown)) == says
    assert refusal(window.web.post("/v1/oauth/token", json=shown)) == says
    assert window.web.post("/v1/oauth/token", data=shown).status_code == 200


def test_a_form_that_is_too_large_is_refused(window: Window) -> None:
    answer = window.web.post("/v1/oauth/token", data={"code": "a" * 40_000})
    assert (answer.status_code, json.loads(answer.data)["code"]) == (413, "body_too_large")


def test_somebody_elses_code_is_worth_nothing(window: Window) -> None:
    """Injection: a stolen code, shown with the thief's own verifier."""
    victim, thief = Extension(), Extension()
    stolen = window.connect(victim)["code"]
    window.connect(thief)
    assert refusal(window.redeem(thief, stolen)) == GRANT_REFUSED
    assert refusal(window.redeem(victim, stolen)) == GRANT_REFUSED


def test_a_code_is_good_once_however_many_show_it(
    door: Door, signs_in: ImgPilotServer, window: Window, client: Redis
) -> None:
    for _ in range(5):
        extension = Extension()
        code = window.connect(extension)["code"]
        webs = [window.web.application.test_client() for _ in range(32)]
        answers = at_once(
            [partial(web.post, "/v1/oauth/token", data=extension.shows(code)) for web in webs]
        )
        assert Counter(answer.status_code for answer in answers) == {200: 1, 400: 31}
    assert len(client.keys("pl:session:*")) == 5


def test_a_code_lapses(window: Window, client: Redis) -> None:
    extension = Extension()
    code = window.connect(extension)["code"]
    for key in client.scan_iter(match="pl:code:*"):
        client.pexpire(key, 1)
    while client.keys("pl:code:*"):
        pass
    assert refusal(window.redeem(extension, code)) == GRANT_REFUSED


def test_the_trial_that_is_brought_goes_over_to_the_account(window: Window, client: Redis) -> None:
    trial = window.web.post("/v1/trial").get_json()["token"]
    theirs = {"Authorization": f"Bearer {trial}"}
    asked = {"image_url": "https://pictures.example.org/a.png"}
    proof = window.web.post("/v1/proofs", json=asked, headers=theirs).get_json()
    job = window.web.post(
        "/v1/extractions", json={**asked, "proof": proof["proof"]}, headers=theirs
    )
    extension = Extension()
    code = window.connect(extension)["code"]
    given = window.redeem(extension, code, trial_token=trial).get_json()
    mine = {"Authorization": f"Bearer {given['access_token']}"}
    path = f"/v1/extractions/{job.get_json()['id']}"
    assert window.web.get(path, headers=mine).status_code == 200
    assert window.web.get(path, headers=theirs).status_code == 401
    who = window.web.get("/v1/account", headers=mine).get_json()["id"]
    (mark,) = client.keys("*:ended")
    assert who not in str(client.get(str(mark))), "an erased account must not live on in it"


def test_a_code_given_before_its_account_was_erased_opens_nothing(
    window: Window, client: Redis
) -> None:
    other, late = window.member(), Extension()
    trial = window.web.post("/v1/trial").get_json()["token"]
    code = window.connect(late)["code"]
    assert window.web.delete("/v1/me", headers=other).status_code == 204
    assert refusal(window.redeem(late, code, trial_token=trial)) == GRANT_REFUSED
    assert [key for key in client.scan_iter() if "session" in str(key)] == []
    theirs = {"Authorization": f"Bearer {trial}"}
    assert window.web.get("/v1/extractions", headers=theirs).status_code == 200


def test_a_code_of_an_extension_that_was_withdrawn_meanwhile_opens_nothing(
    door: Door, signs_in: ImgPilotServer, window: Window, client: Redis
) -> None:
    extension = Extension()
    code = window.connect(extension)["code"]
    after = Window(door(**signs_in.settings, extension_ids=("b" * 32,)))
    assert refusal(after.redeem(extension, code)) == GRANT_REFUSED
    assert client.keys("pl:session:*") == []


def test_the_mark_of_a_trial_that_went_over_does_not_say_to_whom(
    window: Window, client: Redis
) -> None:
    extension = Extension()
    trial = window.web.post("/v1/trial").get_json()["token"]
    code = window.connect(extension)["code"]
    token = window.redeem(extension, code, trial_token=trial).get_json()["access_token"]
    who = {"Authorization": f"Bearer {token}"}
    account_id = window.web.get("/v1/account", headers=who).get_json()["id"]
    window.web.delete("/v1/me", headers=who)
    (mark,) = list(client.scan_iter(match="pl:*:ended"))
    assert account_id not in str(client.get(mark))


@pytest.mark.parametrize("trial", ["", "nonsense", "a" * 5000, "caf\xe9", "ipls_" + "a" * 43])
def test_a_bad_trial_spoils_nothing(trial: str, window: Window) -> None:
    extension = Extension()
    answer = window.redeem(extension, window.connect(extension)["code"], trial_token=trial)
    assert answer.get_json()["access_token"].startswith("ipls_")


def test_a_trial_that_cannot_be_looked_up_spoils_nothing(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise ServiceUnavailable

    extension = Extension()
    code = window.connect(extension)["code"]
    monkeypatch.setattr("server.admission.gate.Gate.end_trial", away)
    assert window.redeem(extension, code, trial_token="a trial").status_code == 200


@pytest.mark.parametrize("token", ["", "nonsense", "ipls_" + "a" * 43, "a" * 20_000, "caf\xe9"])
def test_whatever_is_revoked_the_answer_is_the_same(token: str, window: Window) -> None:
    answer = window.web.post("/v1/oauth/revoke", data={"token": token})
    assert (answer.status_code, answer.data) == (200, b"")
    assert window.web.post("/v1/oauth/revoke").status_code == 200
