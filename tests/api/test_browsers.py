"""What browsers are told: who may read the API, and what a page of ours may do."""

import pytest
from flask.testing import FlaskClient

from server.settings import EXTENSION_ID
from tests.api.conftest import Door

OURS = "https://lens.example.org"
EXTENSION = f"chrome-extension://{EXTENSION_ID}"
STRANGERS = [
    "https://evil.example", "null", "http://lens.example.org", "https://lens.example.org:8443",
    "https://lens.example.org.evil.example", "https://evil.lens.example.org",
    OURS + "/", OURS.upper(), "chrome-extension://" + "a" * 32, f"{EXTENSION}.evil.example",
    f"{EXTENSION}/",
    f"moz-extension://{EXTENSION_ID}", f"{OURS}, https://evil.example", "*", "",
]  # fmt: skip
CALLS = [
    ("GET", "/v1/modes"),
    ("POST", "/v1/trial"),
    ("GET", "/v1/account"),
    ("GET", "/v1/nothing"),
]


@pytest.fixture
def web(door: Door) -> FlaskClient:
    return door(public_url=OURS, limit_trials="100/day")


@pytest.mark.parametrize("origin", [OURS, EXTENSION])
@pytest.mark.parametrize(("method", "path"), CALLS)
def test_our_pages_and_our_extension_may_read(
    method: str, path: str, origin: str, web: FlaskClient
) -> None:
    answer = web.open(path, method=method, headers={"Origin": origin})
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("origin", STRANGERS)
def test_nobody_else_may(origin: str, web: FlaskClient) -> None:
    for method in ("GET", "OPTIONS"):
        answer = web.open("/v1/modes", method=method, headers={"Origin": origin})
        assert [name for name, _ in answer.headers if name.startswith("Access-Control")] == []
        assert "Origin" in answer.headers["Vary"], "no cache may give one the other's answer"


def test_a_preflight_is_told_what_may_be_sent(web: FlaskClient) -> None:
    asked = {"Origin": EXTENSION, "Access-Control-Request-Method": "POST"}
    answer = web.options("/v1/proofs", headers=asked)
    assert answer.status_code == 200
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"].startswith("Authorization, Content-Type")


def test_an_operator_chooses_the_extensions(door: Door) -> None:
    web = door(extension_ids=("b" * 32,))
    for extension, may in (("b" * 32, True), (EXTENSION_ID, False)):
        answer = web.get("/v1/modes", headers={"Origin": f"chrome-extension://{extension}"})
        assert ("Access-Control-Allow-Origin" in answer.headers) is may


def test_a_token_is_stored_by_nobody_and_no_answer_sets_a_cookie(web: FlaskClient) -> None:
    trial = web.post("/v1/trial")
    who = {"Authorization": f"Bearer {trial.get_json()['token']}"}
    proof = web.post("/v1/proofs", json={"image_url": "https://a.example.org/"}, headers=who)
    for answer in (trial, proof, web.post("/v1/oauth/token"), web.get("/v1/account")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/connect", "/privacy", "/docs"])
def test_a_page_is_closed_to_everything_it_does_not_need(path: str, web: FlaskClient) -> None:
    headers = web.get(path).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Access-Control-Allow-Origin" not in headers


def test_an_answer_that_is_opened_as_a_page_can_do_nothing(web: FlaskClient) -> None:
    policy = web.get("/v1/modes").headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; frame-ancestors 'none'"


def test_without_tls_no_browser_is_told_to_insist_on_it(door: Door) -> None:
    assert "Strict-Transport-Security" not in door().get("/").headers
