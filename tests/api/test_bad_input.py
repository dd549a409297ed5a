"""Bad input gets a problem document with a stable code, and costs nothing."""

import json
import time
from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from server.api.payloads import MOST_BYTES, ProofRequest
from tests.api.conftest import Door
from tests.hostile.data_rows import REFUSED as DATA_URLS
from tests.hostile.url_rows import ELSEWHERE

URL = "https://pictures.example.org/a.png"
PROBLEM = {"type", "title", "status", "code", "retryable", "next_step"}


def token(door: FlaskClient) -> dict[str, str]:
    answer = door.post("/v1/trial")
    assert answer.status_code == 201
    return {"Authorization": f"Bearer {answer.get_json()['token']}"}


def short(url: str) -> bool:
    # JSON in Unicode takes no half of a pair.
    return len(url) < 1000 and "\ud800" not in url


LARGE = "data:image/png;base64," + b64encode(bytes(1024 * 1024 + 1)).decode()
BODIES: list[tuple[str, Any, int, str]] = [
    ("not JSON", "{", 400, "bad_request"),
    ("a list", "[]", 400, "bad_request"),
    ("nothing", "", 400, "bad_request"),
    ("no URL", {}, 400, "bad_request"),
    ("a URL that is a number", {"image_url": 5}, 400, "bad_request"),
    ("a URL that is null", {"image_url": None}, 400, "bad_request"),
    ("a field of the page", {"image_url": URL, "page_url": URL}, 400, "bad_request"),
    ("half a pair", '{"image_url": "\\ud800"}', 400, "bad_request"),
    ("a number for a body", "5", 400, "bad_request"),
    ("nothing known", "null", 400, "bad_request"),
    ("a deep list", "[" * 100_000, 400, "bad_request"),
    ("a strange language", {"image_url": URL, "language": "en\n"}, 400, "bad_request"),
    ("a long language", {"image_url": URL, "language": "en" * 40}, 400, "bad_request"),
    ("a strange freshness", {"image_url": URL, "fresh": "yes"}, 400, "bad_request"),
    *((url, {"image_url": url}, 422, code) for url, code in ELSEWHERE.items()),
    ("another port", {"image_url": "http://a.example.org:22/"}, 422, "url_refused"),
    ("a password", {"image_url": "https://u:p@a.example.org/"}, 422, "url_refused"),
    ("a number for a host", {"image_url": "http://2130706433/"}, 422, "url_refused"),
    ("a long URL", {"image_url": URL + "a" * 9000}, 422, "url_refused"),
    *((url[:60], {"image_url": url}, 422, code) for url, code in DATA_URLS.items() if short(url)),
    ("a large picture", {"image_url": LARGE}, 422, "too_large"),
    ("a huge body", {"image_url": "a" * 1_700_000}, 413, "body_too_large"),
]


@pytest.mark.parametrize("call", ["/v1/proofs", "/v1/extractions"])
@pytest.mark.parametrize(
    ("name", "body", "status", "code"), BODIES, ids=lambda part: str(part)[:40]
)
def test_a_proof_is_not_given_for_nonsense_nor_taken_with_it(
    call: str, name: str, body: Any, status: int, code: str, door: Door, client: Redis
) -> None:
    web = door()
    headers = token(web)
    before = client.keys()
    more = {"proof": "x"} if call == "/v1/extractions" else {}
    answer = web.post(
        call,
        data=body if isinstance(body, str) else json.dumps({**body, **more}),
        content_type="application/json",
        headers=headers,
    )
    problem = json.loads(answer.data)
    assert (answer.status_code, problem["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"
    assert set(problem) >= PROBLEM
    assert problem["status"] == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.keys() == before, "a refused request costs nothing"


@pytest.mark.parametrize(
    "body",
    [
        "{" + ",".join(f'"{n:x}":0' for n in range(150_000)) + "}",
        '{"image_url":[' + "0," * 750_000 + "0]}",
        '{"image_url":"data:image/png;base64,' + "%41" * 500_000 + '"}',
        '{"image_url":"data:image/png;base64,' + "%" * 1_500_000 + '"}',
        '{"image_url":"' + "\\u00e9" * 250_000 + '"}',
        '{"image_url":{"a":' * 80_000,
    ],
    ids=["fields", "list", "escapes", "broken escapes", "letters", "depth"],
)
def test_room_for_a_picture_is_no_room_for_mischief(body: str, door: Door) -> None:
    web = door()
    who = token(web)
    began = time.perf_counter()
    answer = web.post("/v1/proofs", data=body, content_type="application/json", headers=who)
    assert answer.status_code in {201, 400, 422}
    assert time.perf_counter() - began < 1
    few = body.startswith('{"image_url"')
    assert few or "fields" not in json.loads(answer.data), "nobody named them all"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "token_missing"),
        ("Basic abc", "token_missing"),
        ("Bearer", "token_missing"),
        ("Bearer nonsense", "token_invalid"),
        ("Bearer " + "a" * 5000, "token_invalid"),
        ("Bearer caf\xe9", "token_invalid"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/proofs"),
        ("POST", "/v1/extractions"),
        ("GET", "/v1/extractions/x"),
        ("GET", "/v1/extractions/x/events"),
    ],
)
def test_without_a_token_of_ours_there_is_nothing(
    header: str | None, code: str, method: str, path: str, door: Door
) -> None:
    headers = {"Authorization": header} if header else {}
    answer = door().open(path, method=method, json={"image_url": URL}, headers=headers)
    assert answer.status_code == 401
    assert json.loads(answer.data)["code"] == code
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not_found"),
        ("GET", "/samples/../web.py", 404, "not_found"),
        ("GET", "/samples/%2e%2e%2fweb.py", 404, "not_found"),
        ("GET", "/v1/trial", 405, "method_not_allowed"),
        ("DELETE", "/v1/proofs", 405, "method_not_allowed"),
    ],
)
def test_a_wrong_address_is_a_problem_too(
    method: str, path: str, status: int, code: str, door: Door
) -> None:
    answer = door().open(path, method=method)
    assert (answer.status_code, json.loads(answer.data)["code"]) == (status, code)


@pytest.mark.parametrize(("more", "status"), [(0, 201), (1, 413), (1_000_000, 413)])
def test_a_body_in_chunks_is_measured_too(more: int, status: int, door: Door) -> None:
    web = door()
    body = json.dumps({"image_url": URL}).encode()
    answer = web.post(
        "/v1/proofs",
        input_stream=BytesIO(body + b" " * (ProofRequest.most_bytes - len(body) + more)),
        content_type="application/json",
        headers={**token(web), "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == status


def test_a_body_that_holds_no_picture_stays_small(door: Door) -> None:
    for more, status in ((-200, 400), (1, 413)):
        form = {"grant_type": "authorization_code", "code": "a" * (MOST_BYTES + more)}
        assert door().post("/v1/oauth/token", data=form).status_code == status


@pytest.mark.parametrize("path", ["/v1/proofs", "/v1/extractions"])
@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Bearer ipls_" + "a" * 43])
def test_the_body_of_somebody_without_a_token_is_thrown_away_in_pieces(
    path: str, header: str | None, door: Door
) -> None:
    class Passing(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size <= 64 * 1024
            return super().read(size)

        def readline(self, size: int | None = -1, /) -> bytes:
            raise AssertionError("it was looked at")

    headers = {"Authorization": header} if header else {}
    body = Passing(bytes(1_500_000))
    answer = door().post(
        path,
        input_stream=body,
        content_length=1_500_000,
        content_type="application/json",
        headers=headers,
    )
    assert answer.status_code == 401
    assert body.tell() == 1_500_000


def test_a_form_is_not_json(door: Door) -> None:
    web = door()
    answer = web.post("/v1/proofs", data={"image_url": URL}, headers=token(web))
    assert (answer.status_code, json.loads(answer.data)["code"]) == (415, "not_json")


def test_a_fault_of_ours_shows_no_trace(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("secret detail")

    web = door()
    monkeypatch.setattr("server.admission.gate.Gate.mint_trial", break_down)
    answer = web.post("/v1/trial")
    assert (answer.status_code, json.loads(answer.data)["code"]) == (500, "internal_error")
    assert b"secret" not in answer.data


def test_a_job_that_is_not_there_is_not_found(door: Door) -> None:
    web = door()
    headers = token(web)
    for path in ("/v1/extractions/abc", "/v1/extractions/abc/events"):
        answer = web.get(path, headers=headers)
        assert (answer.status_code, json.loads(answer.data)["code"]) == (404, "not_found")
