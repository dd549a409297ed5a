"""A connected account: what is read of it, what is said of it, and how it goes again."""

import json
import logging
from typing import Any

import pytest
from redis import Redis

from server.accounts.sessions import Sessions
from tests.api.conftest import Door
from tests.support.connecting import EMAIL, Extension, Window, query
from tests.support.imgpilot import ImgPilotServer

OURS = "http://127.0.0.1:8787"
MONTH = 30 * 24 * 3600
CALLS = (
    ("GET", "/v1/account"), ("GET", "/v1/account/sessions"), ("GET", "/v1/extractions"),
    ("GET", "/v1/me/export"), ("DELETE", "/v1/me"), ("DELETE", "/v1/account/keys/openai"),
    ("POST", "/v1/proofs"),
)  # fmt: skip


@pytest.fixture
def window(door: Door, signs_in: ImgPilotServer) -> Window:
    return Window(door(**signs_in.settings))


def test_pl_10_every_key_of_a_connection_ends_within_thirty_days(
    window: Window, client: Redis
) -> None:
    """One that was begun, one whose code was never shown, and one that was finished."""
    window.begin(Extension())
    window.connect(Extension())
    window.member()
    kinds = {str(key).split(":")[1] for key in client.scan_iter()}
    assert {"flow", "code", "session"} <= kinds
    for key in client.scan_iter():
        assert 0 < int(client.ttl(key)) <= MONTH, key


def test_pl_12_no_log_holds_a_secret_or_an_email(
    window: Window, caplog: pytest.LogCaptureFixture, signs_in: ImgPilotServer
) -> None:
    """At INFO, where everything goes well and where it does not."""
    good, bad = Extension(), Extension()
    urls: list[str] = []
    with caplog.at_level(logging.INFO):
        for extension in (good, bad):
            at_imgpilot = window.begin(extension)
            back = window.sign_in(at_imgpilot)
            home = str(window.come_back(back).location)
            urls += [at_imgpilot, back, home]
            answer = window.redeem(extension, query(home).get("code", "nonsense"))
            window.come_back(back)
            signs_in.forge(nonce="another")
    # What a test's own browser says of its way is not the service's.
    spoken = [record for record in caplog.records if record.name != "httpx2"]
    said = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in spoken)
    values = [value for url in urls for value in query(url).values() if len(value) > 20]
    tokens = [good.verifier, bad.verifier, EMAIL, signs_in.client.client_secret]
    assert answer.status_code == 400
    assert "connect_refused" in said
    assert len(values) > 15
    ours = {signs_in.issuer, OURS, f"{OURS}/v1/connect/callback"}
    assert [each for each in {*values, *tokens} - ours if each in said] == []


def test_pl_13_the_email_is_read_anew_at_each_connection(
    window: Window, signs_in: ImgPilotServer
) -> None:
    """What ImgPilot corrects is corrected here, for every browser of the account."""
    before = window.member()
    signs_in.forge(email="moved@example.com")
    after = window.member()
    for who in (before, after):
        assert window.web.get("/v1/account", headers=who).get_json()["email"] == "moved@example.com"


def test_pl_15_a_session_that_was_ended_opens_nothing_from_then_on(
    window: Window, client: Redis
) -> None:
    """Ended on the server, at once, for every call; and no other session with it."""
    mine, other = window.member(), window.member()
    token = mine["Authorization"].removeprefix("Bearer ")
    assert window.web.post("/v1/oauth/revoke", data={"token": token}).status_code == 200
    for method, path in CALLS:
        body = {"image_url": "https://pictures.example.org/a.png"} if method == "POST" else None
        answer = window.web.open(path, method=method, headers=mine, json=body)
        assert (answer.status_code, _code(answer)) == (401, "token_invalid"), path
    sessions = Sessions(client, "pl")
    theirs = sessions.read(other["Authorization"].removeprefix("Bearer "))
    assert len(sessions.of(theirs.id)) == len(client.keys("pl:session:*")) == 1


def test_sb_10_an_account_sees_its_credits_and_its_limits(
    door: Door, signs_in: ImgPilotServer
) -> None:
    """Balance and limits, in the one call that the popup asks."""
    window = Window(door(**signs_in.settings, limit_account="7/minute"))
    account_id = signs_in.set_balance(EMAIL, 12)
    answer = window.web.get("/v1/account", headers=window.member())
    assert answer.get_json() == {
        "id": account_id,
        "email": EMAIL,
        "credits": {"available": 12, "held": 0},
        "limits": [{"name": "account", "quota": 7, "window": 60}],
        "own_keys": {"openai": None, "gemini": None},
    }


def test_sb_10_members_are_limited_by_account_and_not_by_network(
    door: Door, member: dict[str, str]
) -> None:
    """Whoever shares a network with others does not share their limit."""
    web = door(limit_proofs_minute="1/minute", limit_account="3/minute")
    asked = {"image_url": "https://pictures.example.org/a.png"}
    answers = [web.post("/v1/proofs", json=asked, headers=member) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert answers[-1].get_json(force=True)["violated-policies"] == ["account"]


def _code(answer: Any) -> str:
    code: str = json.loads(answer.data)["code"]
    return code
