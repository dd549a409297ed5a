"""The stand-in ImgPilot: plainly labelled, strict where ImgPilot is, generous with credits."""

import re
from pathlib import Path

import httpx2
import pytest

from dev.imgpilot.people import Person
from dev.ports import free_port
from dev.stand_in import StandIn
from tests.dev.launched import launched
from tests.support.connecting import EMAIL, Extension, challenge, is_home, query
from tests.support.imgpilot import CALLBACK, ImgPilotServer

LABEL = "Stand-in ImgPilot, for development only"
ASKS = {
    "response_type": "code",
    "client_id": "prompt-lens-test",
    "redirect_uri": "http://127.0.0.1:8787" + CALLBACK,
    "scope": "openid email",
    "state": "s",
    "nonce": "n",
    "code_challenge": challenge("v" * 43),
    "code_challenge_method": "S256",
}


@pytest.fixture
def site(signs_in: ImgPilotServer) -> httpx2.Client:
    return httpx2.Client(base_url=signs_in.issuer, trust_env=False)


@pytest.mark.parametrize(
    ("path", "asked"),
    [("/", {}), ("/credits", {}), ("/authorize", ASKS), ("/authorize", {"client_id": "x"})],
)
def test_every_page_says_what_it_is(path: str, asked: dict[str, str], site: httpx2.Client) -> None:
    page = site.get(path, params=asked)
    assert LABEL in page.text
    assert f"<title>{LABEL}</title>" in page.text


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "another"},
        {"redirect_uri": "http://evil.example/"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"nonce": ""},
        {"response_type": "token"},
    ],
)
def test_it_is_as_strict_as_imgpilot(changed: dict[str, str], site: httpx2.Client) -> None:
    for asked in (site.get, site.post):
        answer = asked("/authorize", params={**ASKS, **changed})
        assert answer.status_code == 400
        assert "Location" not in answer.headers


def test_a_code_is_for_the_client_with_the_secret_and_once(
    site: httpx2.Client, signs_in: ImgPilotServer
) -> None:
    def code() -> str:
        sent = site.post("/authorize", params=ASKS, data={"email": EMAIL, "answer": "continue"})
        return query(sent.headers["Location"])["code"]

    shown = {
        "grant_type": "authorization_code",
        "redirect_uri": ASKS["redirect_uri"],
        "code_verifier": "v" * 43,
    }
    ours = (signs_in.client.client_id, signs_in.client.client_secret)
    first = code()
    for secret in (("prompt-lens-test", ""), ("prompt-lens-test", "wrong")):
        assert site.post("/token", data={**shown, "code": first}, auth=secret).status_code == 401
    assert site.post("/token", data={**shown, "code": first}, auth=ours).status_code == 200
    assert site.post("/token", data={**shown, "code": first}, auth=ours).status_code == 400
    wrong = {**shown, "code": code(), "code_verifier": "w" * 43}
    assert site.post("/token", data=wrong, auth=ours).status_code == 400


def test_a_person_is_the_same_however_the_email_is_spelt() -> None:
    assert Person("You@Example.com ").id == Person("you@example.com").id
    assert Person("you@example.com").id != Person("me@example.com").id


def test_credits_are_granted_for_the_asking(site: httpx2.Client) -> None:
    email = {"email": "granted@example.com"}
    assert "granted@example.com has 15 credits." in site.post("/credits", data=email).text
    assert "granted@example.com has 25 credits." in site.post("/credits", data=email).text


def test_what_an_email_says_is_no_markup(site: httpx2.Client) -> None:
    page = site.post("/credits", data={"email": "<script>alert(1)</script>"}).text
    assert "<script>" not in page


def test_it_stands_back_for_a_real_one() -> None:
    assert StandIn.wanted({"PROMPT_LENS_IMGPILOT_ISSUER": "https://imgpilot.example"}) is None
    first, second = StandIn.wanted({}), StandIn.wanted({"PROMPT_LENS_IMGPILOT_ISSUER": ""})
    assert first is not None
    assert second is not None
    assert first.secret != second.secret


@pytest.mark.processes
def test_an_account_is_connected_to_what_make_run_starts(tmp_path: Path) -> None:
    port, database = free_port(), f"sqlite:///{tmp_path}/lens.db"
    with (
        launched(
            tmp_path / "said.log", PROMPT_LENS_PORT=str(port), PROMPT_LENS_DATABASE_URL=database
        ) as running,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as web,
    ):
        extension = Extension()
        begun = web.get("/v1/connect/authorize", params=extension.asks)
        sign_in = begun.headers["Location"]
        sent = httpx2.post(sign_in, data={"email": EMAIL, "answer": "continue"}, trust_env=False)
        # A browser sends Secure cookies to loopback; the library does not.
        cookie = begun.headers["Set-Cookie"].partition(";")[0]
        back = web.get(sent.headers["Location"], headers={"Cookie": cookie})
        assert is_home(back.headers["Location"])
        shown = extension.shows(query(back.headers["Location"])["code"])
        token = web.post("/v1/oauth/token", data=shown).json()["access_token"]
        who = {"Authorization": f"Bearer {token}"}
        assert web.get("/v1/account", headers=who).json()["credits"]["available"] == 5
        stand_in = re.search(r"ImgPilot +(http://127\.0\.0\.1:\d+)/", running.log.read_text())
        assert stand_in is not None
        httpx2.post(f"{stand_in[1]}/credits", data={"email": EMAIL}, trust_env=False)
        assert web.get("/v1/account", headers=who).json()["credits"]["available"] == 15
