"""Our side of the sign-in against a real server that lies, fails or is silent."""

import gzip
import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from dev.imgpilot.people import Person
from server.accounts import imgpilot as ours
from server.accounts.imgpilot import ImgPilot
from server.domain.account import Account
from server.errors import ConnectRefused, ImgPilotUnavailable
from tests.support.clock import Clock
from tests.support.connecting import EMAIL, Window, query
from tests.support.imgpilot import CALLBACK, ImgPilotServer, Wsgi

NONCE, VERIFIER = "n" * 43, "v" * 64


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(signs_in: ImgPilotServer, clock: Clock) -> ImgPilot:
    return ImgPilot(
        issuer=signs_in.issuer,
        client_id=signs_in.client.client_id,
        client_secret=signs_in.client.client_secret,
        redirect_uri="http://127.0.0.1:8787" + CALLBACK,
        clock=clock,
    )


def signed_in(client: ImgPilot, **changed: str | None) -> Account:
    """Sign somebody in; some of what the browser brings back may be changed."""
    url = client.sign_in_url(state="s", nonce=NONCE, verifier=VERIFIER)
    window = Window(None)  # type: ignore[arg-type]
    back = {**query(window.sign_in(url)), **changed}
    return client.account(
        {k: v for k, v in back.items() if v is not None}, nonce=NONCE, verifier=VERIFIER
    )


def test_it_learns_the_id_and_the_email_and_nothing_else(client: ImgPilot) -> None:
    assert signed_in(client) == Account(Person(EMAIL).id, EMAIL)


def test_a_new_email_is_read_at_the_next_sign_in(
    client: ImgPilot, signs_in: ImgPilotServer
) -> None:
    signs_in.forge(email="new@example.com")
    assert signed_in(client).email == "new@example.com"


LIES: list[tuple[str, dict[str, object]]] = [
    ("another nonce", {"nonce": "another"}),
    ("no nonce", {"nonce": None}),
    ("another audience", {"aud": "another-client"}),
    ("several audiences without us", {"aud": ["a", "b"]}),
    ("an authorized party that is not us", {"aud": ["prompt-lens-test", "b"], "azp": "b"}),
    ("another audience that we may use", {"aud": ["a"], "azp": "prompt-lens-test"}),
    ("no audience", {"aud": None}),
    ("another issuer", {"iss": "https://evil.example"}),
    ("no issuer", {"iss": None}),
    ("lapsed", {"exp": 1_000_000_000}),
    ("never lapsing", {"exp": None}),
    ("lapsing at no time", {"exp": "soon"}),
    ("made in the future", {"iat": 4_000_000_000}),
    ("not yet good", {"nbf": 4_000_000_000}),
    ("no subject", {"sub": None}),
    ("an empty subject", {"sub": ""}),
    ("a subject that is a number", {"sub": 7}),
    ("a subject that reaches into keys", {"sub": "a}:sessions"}),
    ("a subject with a line", {"sub": "a\nb"}),
    ("an endless subject", {"sub": "a" * 256}),
    ("no email", {"email": None}),
    ("an email that is a list", {"email": ["a@example.com"]}),
    ("an endless email", {"email": "a" * 321}),
]


@pytest.mark.parametrize(("name", "claims"), LIES)
def test_a_token_that_says_something_else_is_refused(
    name: str, claims: dict[str, object], client: ImgPilot, signs_in: ImgPilotServer
) -> None:
    signs_in.forge(**claims)
    with pytest.raises(ConnectRefused) as refused:
        signed_in(client)
    assert refused.value.oauth_error == "server_error"


def _unsigned(claims: dict[str, Any], server: ImgPilotServer) -> str:
    return jwt.encode({"alg": "none"}, claims, OctKey.import_key("k" * 32), ["none"])


def _by_our_secret(claims: dict[str, Any], server: ImgPilotServer) -> str:
    key = OctKey.import_key(server.client.client_secret.ljust(32, "x"))
    return jwt.encode({"alg": "HS256", "kid": server.provider.key.kid}, claims, key, ["HS256"])


def _by_the_public_key_as_a_secret(claims: dict[str, Any], server: ImgPilotServer) -> str:
    # The library refuses to make this one.
    parts = [{"alg": "HS256", "kid": server.provider.key.kid}, claims]
    signed = ".".join(_packed(json.dumps(part).encode()) for part in parts)
    public = server.provider.key.as_pem()
    return f"{signed}.{_packed(hmac.digest(public, signed.encode(), 'sha256'))}"


def _packed(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _by_another_key(claims: dict[str, Any], server: ImgPilotServer) -> str:
    header = {"alg": "ES256", "kid": server.provider.key.kid}
    return jwt.encode(header, claims, ECKey.generate_key("P-256"), ["ES256"])


def _by_a_key_that_it_brings(claims: dict[str, Any], server: ImgPilotServer) -> str:
    key = ECKey.generate_key("P-256")
    header = {"alg": "ES256", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key, ["ES256"])


def _by_an_unknown_key(claims: dict[str, Any], server: ImgPilotServer) -> str:
    header = {"alg": "ES256", "kid": "unknown"}
    return jwt.encode(header, claims, server.provider.key, ["ES256"])


def _changed_afterwards(claims: dict[str, Any], server: ImgPilotServer) -> str:
    head, _, tail = server.provider.sign_honestly(claims).split(".")
    body = server.provider.sign_honestly({**claims, "sub": "somebody-else"}).split(".")[1]
    return f"{head}.{body}.{tail}"


FORGERIES: list[Callable[[dict[str, Any], ImgPilotServer], str]] = [
    _unsigned, _by_our_secret, _by_the_public_key_as_a_secret, _by_another_key,
    _by_a_key_that_it_brings, _by_an_unknown_key, _changed_afterwards,
    lambda *_: "", lambda *_: "a.b.c", lambda *_: "." * 1000, lambda *_: "caf\xe9",
    lambda *_: "a" * 200_000,
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGERIES)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_forged_token_is_refused(
    forge: Callable[[dict[str, Any], ImgPilotServer], str],
    client: ImgPilot,
    signs_in: ImgPilotServer,
) -> None:
    signs_in.provider.sign = lambda claims: forge(claims, signs_in)
    with pytest.raises(ConnectRefused):
        signed_in(client)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("RS256", RSAKey.generate_key(2048, auto_kid=True)),
        ("PS256", RSAKey.generate_key(2048, auto_kid=True)),
        ("Ed25519", OKPKey.generate_key("Ed25519", auto_kid=True)),
        ("EdDSA", OKPKey.generate_key("Ed25519", auto_kid=True)),
    ],
)
@pytest.mark.filterwarnings("ignore:EdDSA")
def test_the_usual_signatures_are_understood(
    algorithm: str, key: Any, client: ImgPilot, signs_in: ImgPilotServer
) -> None:
    """Better Auth signs with EdDSA unless it is told otherwise."""
    header = {"alg": algorithm, "kid": key.kid}
    signs_in.provider.sign = lambda claims: jwt.encode(header, claims, key, [algorithm])
    signs_in.broken["/jwks"] = says({"keys": [key.as_dict(private=False)]})
    assert signed_in(client).email == EMAIL


@pytest.mark.parametrize("iss", [None, "", "https://evil.example", "{issuer}/"])
def test_an_answer_that_names_another_issuer_or_none_is_refused(
    iss: str | None, client: ImgPilot, signs_in: ImgPilotServer
) -> None:
    """Mix-up, RFC 9207: and no code is shown to anybody."""
    signs_in.asked.clear()
    with pytest.raises(ConnectRefused):
        signed_in(client, iss=iss and iss.format(issuer=signs_in.issuer))
    assert "/token" not in signs_in.asked


def test_an_issuer_is_not_missed_where_it_is_not_promised(
    client: ImgPilot, signs_in: ImgPilotServer
) -> None:
    promised = signs_in.provider.discovery()
    del promised["authorization_response_iss_parameter_supported"]
    signs_in.broken["/.well-known/openid-configuration"] = says(promised)
    assert signed_in(client, iss=None).email == EMAIL
    with pytest.raises(ConnectRefused):
        signed_in(client, iss="https://evil.example")


@pytest.mark.parametrize("code", [None, "", "nonsense", "caf\xe9\n"])
def test_a_code_that_is_not_theirs_is_refused(code: str | None, client: ImgPilot) -> None:
    with pytest.raises(ConnectRefused):
        signed_in(client, code=code)


def test_who_declines_is_denied(client: ImgPilot) -> None:
    with pytest.raises(ConnectRefused) as refused:
        signed_in(client, code=None, error="access_denied")
    assert refused.value.oauth_error == "access_denied"


@pytest.mark.parametrize("error", ["server_error", "invalid_scope", "", "ACCESS_DENIED"])
def test_a_sign_in_that_failed_is_not_passed_off_as_a_no(error: str, client: ImgPilot) -> None:
    with pytest.raises(ConnectRefused) as refused:
        signed_in(client, code=None, error=error)
    assert refused.value.oauth_error == "server_error"


def test_another_secret_is_no_client(signs_in: ImgPilotServer) -> None:
    stranger = ImgPilot(
        issuer=signs_in.issuer,
        client_id=signs_in.client.client_id,
        client_secret="another",
        redirect_uri="http://127.0.0.1:8787" + CALLBACK,
    )
    with pytest.raises(ConnectRefused):
        signed_in(stranger)


def says(body: object, status: str = "200 OK", **headers: str) -> Wsgi:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(status, [("Content-Type", "application/json"), *headers.items()])
        return [data]

    return answer


def _drips(environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
    start("200 OK", [("Content-Type", "application/json")])
    for _ in range(200):
        time.sleep(0.05)
        yield b" "


BREAKS: list[tuple[str, Wsgi]] = [
    ("500", says({}, "500 Internal Server Error")),
    ("503", says(b"away", "503 Service Unavailable")),
    ("404", says(b"<html>", "404 Not Found")),
    ("elsewhere", says({}, "302 Found", Location="https://evil.example/")),
    ("html", says(b"<html>")),
    ("nothing", says(b"")),
    ("a list", says([])),
    ("a number", says(7)),
    ("deep", says(b"[" * 100_000)),
    ("huge", says(b" " * 300_000)),
    ("packed", says(gzip.compress(b" " * 1_000_000), **{"Content-Encoding": "gzip"})),
    ("slow", _drips),
]
PLACES = ["/.well-known/openid-configuration", "/token", "/jwks"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("name", "answer"), BREAKS)
def test_whatever_it_answers_nobody_is_connected_and_nobody_waits(
    name: str,
    answer: Wsgi,
    place: str,
    client: ImgPilot,
    signs_in: ImgPilotServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ours, "SECONDS", 0.6 if name == "slow" else 3.0)
    signs_in.broken[place] = answer
    began = time.monotonic()
    with pytest.raises((ImgPilotUnavailable, ConnectRefused)) as ended:
        signed_in(client)
    assert time.monotonic() - began < 3
    assert "evil" not in str(ended.value)


def _moved(server: ImgPilotServer) -> Wsgi:
    return says(server.provider.discovery(), "302 Found", Location=f"{server.issuer}/moved")


def _packed_whole(server: ImgPilotServer) -> Wsgi:
    whole = gzip.compress(json.dumps(server.provider.discovery()).encode())
    return says(whole, **{"Content-Encoding": "gzip"})


def _whole_but_failed(server: ImgPilotServer) -> Wsgi:
    return says(server.provider.discovery(), "500 Internal Server Error")


@pytest.mark.parametrize("answer", [_moved, _packed_whole, _whole_but_failed])
def test_a_whole_discovery_in_another_wrapping_is_none(
    answer: Callable[[ImgPilotServer], Wsgi], client: ImgPilot, signs_in: ImgPilotServer
) -> None:
    signs_in.broken["/.well-known/openid-configuration"] = answer(signs_in)
    signs_in.broken["/moved"] = says(signs_in.provider.discovery())
    with pytest.raises(ImgPilotUnavailable):
        client.sign_in_url(state="s", nonce=NONCE, verifier=VERIFIER)
    assert "/moved" not in signs_in.asked


def test_a_silent_one_is_waited_for_in_all_and_not_for_each_read(
    client: ImgPilot, signs_in: ImgPilotServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ours, "SECONDS", 0.5)
    done = threading.Event()

    def hang(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        done.wait(10)
        return says({})(environ, start)

    signs_in.broken["/token"] = hang
    began = time.monotonic()
    try:
        with pytest.raises(ImgPilotUnavailable):
            signed_in(client)
    finally:
        done.set()
    assert time.monotonic() - began < 2


def test_a_discovery_of_another_issuer_is_not_believed(
    client: ImgPilot, signs_in: ImgPilotServer
) -> None:
    theirs = {**signs_in.provider.discovery(), "issuer": "https://evil.example"}
    signs_in.broken["/.well-known/openid-configuration"] = says(theirs)
    with pytest.raises(ImgPilotUnavailable):
        client.sign_in_url(state="s", nonce=NONCE, verifier=VERIFIER)


def test_the_discovery_is_kept_for_ten_minutes_and_a_failure_is_not(
    client: ImgPilot, signs_in: ImgPilotServer, clock: Clock
) -> None:
    place = "/.well-known/openid-configuration"
    signs_in.broken[place] = says({}, "500 Internal Server Error")
    with pytest.raises(ImgPilotUnavailable):
        client.sign_in_url(state="s", nonce=NONCE, verifier=VERIFIER)
    del signs_in.broken[place]
    signs_in.asked.clear()
    for _ in range(3):
        client.sign_in_url(state="s", nonce=NONCE, verifier=VERIFIER)
    assert signs_in.asked == [place]
    clock.now += 601
    client.sign_in_url(state="s", nonce=NONCE, verifier=VERIFIER)
    assert signs_in.asked == [place] * 2


def test_a_new_key_is_trusted_at_once_and_a_withdrawn_one_no_longer(
    client: ImgPilot, signs_in: ImgPilotServer
) -> None:
    old, new = signs_in.provider.key, ECKey.generate_key("P-256", auto_kid=True)
    try:
        signs_in.provider.key = new
        assert signed_in(client).email == EMAIL
        header = {"alg": "ES256", "kid": old.kid}
        signs_in.provider.sign = lambda claims: jwt.encode(header, claims, old, ["ES256"])
        with pytest.raises(ConnectRefused):
            signed_in(client)
    finally:
        signs_in.provider.key = old
