"""The connection of an account as a browser sees it: over the real door, Redis and stand-in."""

import json
import re

import pytest
from flask.testing import FlaskClient
from redis import Redis

from server.settings import EXTENSION_ID
from tests.api.conftest import Door
from tests.support.connecting import (
    EMAIL,
    REDIRECT,
    Extension,
    Window,
    is_home,
    query,
)
from tests.support.imgpilot import ImgPilotServer

OURS = "http://127.0.0.1:8787"
MONTH = 30 * 24 * 3600


@pytest.fixture
def web(door: Door, signs_in: ImgPilotServer) -> FlaskClient:
    return door(**signs_in.settings)


@pytest.fixture
def window(web: FlaskClient) -> Window:
    return Window(web)


def problem(answer: object) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.data)["code"]  # type: ignore[attr-defined]


def test_the_whole_way_from_the_popup_to_a_member_and_back(window: Window, client: Redis) -> None:
    extension = Extension()
    at_imgpilot = window.begin(extension)
    asked = query(at_imgpilot)
    assert asked["response_type"] == "code"
    assert set(asked["scope"].split()) == {"openid", "email"}
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{OURS}/v1/connect/callback"
    assert asked["state"] != extension.state
    assert len(asked["nonce"]) >= 43

    back = window.come_back(window.sign_in(at_imgpilot))
    found = query(str(back.location))
    assert is_home(str(back.location))
    assert set(found) == {"code", "state", "iss"}
    assert (found["state"], found["iss"]) == (extension.state, OURS)
    assert back.headers["Referrer-Policy"] == "no-referrer"
    assert back.headers["Cache-Control"] == "no-store"

    given = window.redeem(extension, found["code"])
    body = given.get_json()
    assert given.status_code == 200
    assert set(body) == {"access_token", "token_type", "expires_in"}, "and no refresh token"
    assert (body["token_type"], body["expires_in"]) == ("Bearer", MONTH)
    assert re.fullmatch(r"ipls_[A-Za-z0-9_-]{43}", body["access_token"])
    assert given.headers["Cache-Control"] == "no-store"

    who = {"Authorization": f"Bearer {body['access_token']}"}
    account = window.web.get("/v1/account", headers=who).get_json()
    assert account["email"] == EMAIL
    ended = window.web.post("/v1/oauth/revoke", data={"token": body["access_token"]})
    assert (ended.status_code, ended.data) == (200, b"")
    assert problem(window.web.get("/v1/account", headers=who)) == (401, "token_invalid")


def test_the_cookie_is_for_this_host_and_for_ten_minutes(window: Window) -> None:
    cookie = window.authorize(Extension().asks).headers["Set-Cookie"]
    name, *flags = re.split(r"; ?|=", cookie)
    assert name == "__Host-pl_flow"
    assert {"Secure", "HttpOnly", "Path", "/", "SameSite", "Lax", "Max-Age", "600"} <= set(flags)
    assert "Domain" not in flags


def test_the_cookie_is_taken_back_at_the_end(window: Window) -> None:
    back = window.come_back(window.sign_in(window.begin(Extension())))
    assert "__Host-pl_flow=;" in back.headers["Set-Cookie"]
    assert "Max-Age=0" in back.headers["Set-Cookie"]


def test_whoever_declines_comes_back_without_a_code(window: Window) -> None:
    extension = Extension()
    back = window.come_back(window.sign_in(window.begin(extension), answer="cancel"))
    found = query(str(back.location))
    assert is_home(str(back.location))
    assert (found["error"], found["state"], found["iss"]) == (
        "access_denied", extension.state, OURS
    )  # fmt: skip
    assert "code" not in found


WRONG_ADDRESSES = [
    "https://evil.example/",
    f"https://{'a' * 32}.chromiumapp.org/",
    f"https://sub.{EXTENSION_ID}.chromiumapp.org/",
    f"https://{EXTENSION_ID}.chromiumapp.org.evil.example/",
    f"https://{EXTENSION_ID}.chromiumapp.org./",
    f"https://{EXTENSION_ID}.chromiumapp.org",
    f"https://{EXTENSION_ID}.chromiumapp.org/oauth",
    f"https://{EXTENSION_ID}.chromiumapp.org/?next=https://evil.example",
    f"https://{EXTENSION_ID}.chromiumapp.org/#x",
    f"https://{EXTENSION_ID}.chromiumapp.org:443/",
    f"https://{EXTENSION_ID}.chromiumapp.org\\@evil.example/",
    f"https://{EXTENSION_ID}.chromiumapp.org@evil.example/",
    f"https://user@{EXTENSION_ID}.chromiumapp.org/",
    f"https://{EXTENSION_ID.upper()}.chromiumapp.org/",
    f"HTTPS://{EXTENSION_ID}.chromiumapp.org/",
    f"http://{EXTENSION_ID}.chromiumapp.org/",
    f"//{EXTENSION_ID}.chromiumapp.org/",
    f" {REDIRECT}",
    f"{REDIRECT}\r\nX: y",
    "javascript:alert(1)",
    'caf\xe9\u4e2d"\\',
    "",
    None,
]


@pytest.mark.parametrize("address", WRONG_ADDRESSES)
@pytest.mark.parametrize("also", [{}, {"response_type": "token"}, {"code_challenge": "short"}])
def test_nothing_is_ever_sent_to_an_address_that_is_not_registered(
    address: str | None, also: dict[str, str], window: Window, client: Redis
) -> None:
    asks: dict[str, str | None] = {**Extension().asks, **also, "redirect_uri": address}
    answer = window.authorize({k: v for k, v in asks.items() if v is not None})
    assert problem(answer) == (400, "connect_refused")
    assert answer.location is None
    assert "Set-Cookie" not in answer.headers
    assert client.keys("pl:flow:*") == []


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "somebody-else"},
        {"client_id": None},
        {"client_id": 'caf\xe9"'},
        {"response_type": None, "redirect_uri": None},
    ],
)
def test_nobody_but_the_extension_is_answered_by_a_redirect(
    changed: dict[str, str | None], window: Window
) -> None:
    asks: dict[str, str | None] = {**Extension().asks, **changed}
    answer = window.authorize({k: v for k, v in asks.items() if v is not None})
    body = json.loads(answer.data)
    assert (answer.status_code, body["code"]) == (400, "connect_refused")
    assert body["error"] in {"invalid_client", "invalid_request", "unsupported_response_type"}


def test_an_address_named_twice_is_refused(window: Window) -> None:
    both = [*Extension().asks.items(), ("redirect_uri", "https://evil.example/")]
    for pairs in (both, both[::-1]):
        answer = window.web.get(
            "/v1/connect/authorize", query_string="&".join(f"{k}={v}" for k, v in pairs)
        )
        assert problem(answer) == (400, "connect_refused")


DOWNGRADES: list[tuple[str, dict[str, str | None]]] = [
    ("plain", {"code_challenge_method": "plain"}),
    ("no method, which means plain", {"code_challenge_method": None}),
    ("an empty method", {"code_challenge_method": ""}),
    ("another spelling", {"code_challenge_method": "s256"}),
    ("no challenge", {"code_challenge": None}),
    ("no PKCE at all", {"code_challenge": None, "code_challenge_method": None}),
    ("an empty challenge", {"code_challenge": ""}),
    ("a short challenge", {"code_challenge": "a" * 42}),
    ("no state", {"state": None}),
    ("an endless state", {"state": "a" * 513}),
    ("another answer", {"response_type": "token"}),
    ("a hybrid answer", {"response_type": "code token"}),
]


@pytest.mark.parametrize(("name", "changed"), DOWNGRADES)
def test_a_weaker_request_is_told_so_and_begins_nothing(
    name: str, changed: dict[str, str | None], window: Window, client: Redis
) -> None:
    asks: dict[str, str | None] = {**Extension().asks, **changed}
    answer = window.authorize({k: v for k, v in asks.items() if v is not None})
    found = query(str(answer.location))
    assert answer.status_code == 302
    assert is_home(str(answer.location))
    assert found["error"] in {"invalid_request", "unsupported_response_type"}
    assert found["iss"] == OURS
    assert "code" not in found
    assert client.keys("pl:flow:*") == []


def test_no_parameter_leads_anywhere_else(window: Window) -> None:
    extension = Extension()
    more = {"next": "https://evil.example/", "return_to": "https://evil.example/"}
    answer = window.authorize({**extension.asks, **more})
    assert "evil" not in str(answer.location)
    home = window.come_back(window.sign_in(str(answer.location)) + "&next=https://evil.example/")
    assert is_home(str(home.location))
    assert "evil" not in str(home.location)


class TestAnotherBrowser:
    """Fixation: whoever begins a flow cannot have it finished by somebody else's browser."""

    def refused(self, answer: object, client: Redis) -> None:
        assert problem(answer) == (400, "connect_refused")
        assert getattr(answer, "location", None) is None
        assert client.keys("pl:code:*") == []

    def test_without_a_cookie(
        self, door: Door, window: Window, signs_in: ImgPilotServer, client: Redis
    ) -> None:
        theirs = window.sign_in(window.begin(Extension()))
        victim = Window(door(**signs_in.settings))
        self.refused(victim.come_back(theirs), client)

    def test_with_the_cookie_of_a_flow_of_ones_own(
        self, door: Door, window: Window, signs_in: ImgPilotServer, client: Redis
    ) -> None:
        theirs = window.sign_in(window.begin(Extension()))
        victim = Window(door(**signs_in.settings))
        victim.begin(Extension())
        self.refused(victim.come_back(theirs), client)

    def test_not_even_afterwards_in_the_right_one(
        self, door: Door, window: Window, signs_in: ImgPilotServer, client: Redis
    ) -> None:
        url = window.sign_in(window.begin(Extension()))
        Window(door(**signs_in.settings)).come_back(url)
        self.refused(window.come_back(url), client)

    @pytest.mark.parametrize("state", ["", "nonsense", "caf\xe9", "a" * 5000, "*"])
    def test_with_a_made_up_state(self, state: str, window: Window, client: Redis) -> None:
        window.begin(Extension())
        answer = window.web.get("/v1/connect/callback", query_string={"state": state, "code": "c"})
        self.refused(answer, client)


def test_a_way_back_is_walked_once(window: Window, client: Redis) -> None:
    url = window.sign_in(window.begin(Extension()))
    assert is_home(str(window.come_back(url).location))
    assert problem(window.come_back(url)) == (400, "connect_refused")


@pytest.mark.parametrize("answer", ["continue", "cancel"])
def test_an_extension_that_was_withdrawn_meanwhile_gets_nothing(
    answer: str, door: Door, signs_in: ImgPilotServer, client: Redis
) -> None:
    before = Window(door(**signs_in.settings))
    url = before.sign_in(before.begin(Extension()), answer=answer)
    cookie = before.web.get_cookie("__Host-pl_flow")
    assert cookie is not None
    after = Window(door(**signs_in.settings, extension_ids=("b" * 32,)))
    after.web.set_cookie(cookie.key, cookie.value)
    assert problem(after.come_back(url)) == (400, "connect_refused")
    assert client.keys("pl:code:*") == []


def test_every_record_of_a_connection_ends_soon_and_opens_nothing(
    window: Window, client: Redis
) -> None:
    extension = Extension()
    at_imgpilot = window.begin(extension)
    cookie = window.web.get_cookie("__Host-pl_flow")
    state = query(at_imgpilot)["state"]
    (flow,) = list(client.scan_iter(match="pl:flow:*"))
    assert 0 < int(client.ttl(flow)) <= 600
    assert cookie is not None
    for secret in (state, cookie.value, extension.verifier):
        assert secret not in str([flow, client.get(flow)])
    code = query(str(window.come_back(window.sign_in(at_imgpilot)).location))["code"]
    assert client.keys("pl:flow:*") == []
    (kept,) = list(client.scan_iter(match="pl:code:*"))
    assert 0 < int(client.ttl(kept)) <= 60
    assert code not in str([kept, client.get(kept)])
    assert EMAIL not in str(client.get(kept))


def test_a_network_begins_so_many_and_no_more(window: Window) -> None:
    answers = [window.authorize(Extension().asks).status_code for _ in range(22)]
    assert answers == [302] * 20 + [429] * 2
    elsewhere = window.web.get(
        "/v1/connect/authorize",
        query_string=Extension().asks,
        environ_base={"REMOTE_ADDR": "198.51.100.9"},
    )
    assert elsewhere.status_code == 302


def test_without_an_imgpilot_nothing_can_be_connected(door: Door) -> None:
    web = door()
    for path in ("/v1/connect/authorize", "/v1/connect/callback"):
        answer = web.get(path, query_string=Extension().asks)
        assert problem(answer) == (503, "img_pilot_unavailable")


def test_the_page_about_it_says_whether_and_how(door: Door, signs_in: ImgPilotServer) -> None:
    how, not_here = 'data-say="connect_how"', 'data-say="connect_not_here"'
    with_one, without = (web.get("/connect").text for web in (door(**signs_in.settings), door()))
    assert [how in with_one, not_here in with_one] == [True, False]
    assert [how in without, not_here in without] == [False, True]


def test_an_imgpilot_that_is_away_is_told_to_the_extension(
    door: Door, signs_in: ImgPilotServer, client: Redis
) -> None:
    window = Window(door(**{**signs_in.settings, "imgpilot_issuer": "http://127.0.0.1:9"}))
    extension = Extension()
    answer = window.authorize(extension.asks)
    assert is_home(str(answer.location))
    assert query(str(answer.location)) == {
        "error": "temporarily_unavailable", "state": extension.state, "iss": OURS
    }  # fmt: skip
    assert client.keys("pl:flow:*") == []


def test_an_address_that_is_neither_tls_nor_loopback_connects_nobody(
    door: Door, signs_in: ImgPilotServer
) -> None:
    window = Window(door(**signs_in.settings, public_url="http://lens.example.org"))
    assert problem(window.authorize(Extension().asks)) == (400, "connect_refused")
