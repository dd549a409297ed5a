"""What goes wrong on the way costs nothing, is said plainly, and happens once."""

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.support import pictures
from tests.support.charges import GIVEN_BACK, SETTLED
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.loopback import serving
from tests.support.provider import ProviderServer
from tests.support.racing import at_once
from tests.support.visitor import Visitor
from tests.support.waiting import until

pytestmark = pytest.mark.processes


def test_the_fourth_extraction_of_a_trial_is_asked_to_connect(
    visitor: Visitor, images: ImageHost, provider: ProviderServer, house: House
) -> None:
    url = images.add("/four.jpg", pictures.jpeg(), "image/jpeg")
    early = visitor.prove(url).json()["proof"]
    for _ in range(3):
        assert visitor.extract(url, fresh=True)["charge"] == SETTLED

    for answer in (visitor.prove(url), visitor.redeem(url, early)):
        assert answer.status_code == 402
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "allowance_used_up"
        assert answer.json()["connect_url"] == f"{house.url}/connect"
    assert len(provider.requests) == 3


@pytest.mark.parametrize(
    ("script", "code", "asked"),
    [
        ("500", "provider_unavailable", 2),
        ("cut", "stream_broken", 1),
        ("incomplete", "answer_truncated", 2),
        ("failed", "provider_unavailable", 2),
        ("garbage", "answer_invalid", 2),
        ("refuse", "content_refused", 1),
    ],
)
def test_a_provider_that_fails_costs_nothing_and_is_said_plainly(
    script: Any, code: str, asked: int, visitor: Visitor, images: ImageHost,
    provider: ProviderServer,
) -> None:  # fmt: skip
    provider.script = script
    url = images.add("/fails.jpg", pictures.jpeg(), "image/jpeg")

    job = visitor.extract(url)

    assert job["state"] == "failed"
    assert job["problem"]["code"] == code
    assert job["charge"] == GIVEN_BACK
    assert job["result"] is None
    assert "sk-" not in json.dumps(job)
    assert len(provider.requests) == asked
    assert visitor.remaining(url) == 3


@pytest.fixture
def inside() -> Iterator[list[str]]:
    """What was asked of this machine's own port 80, where a test may listen there."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(pictures.png())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with suppress(PermissionError, OSError), serving(Handler, port=80):
        yield asked
        return
    # Without the right to port 80 nobody listens; the dial's own tests count dials instead.
    yield asked


def test_a_redirect_to_this_machine_is_not_followed(
    visitor: Visitor, images: ImageHost, provider: ProviderServer, inside: list[str]
) -> None:
    for place in (
        "http://127.0.0.1/inside.png", "http://[::ffff:127.0.0.1]/inside.png",
        "http://localhost/inside.png", f"http://127.0.0.1:{images.port}/inside.png",
    ):  # fmt: skip
        job = visitor.extract(images.redirect("/away.png", place))
        assert job["problem"]["code"] == "image_unreachable", place
        assert job["charge"] == GIVEN_BACK
    assert inside == []
    assert images.hits["/inside.png"] == 0


def test_a_text_file_named_png_is_not_an_image(
    visitor: Visitor, images: ImageHost, provider: ProviderServer
) -> None:
    job = visitor.extract(images.add("/notes.png", b"just some words\n" * 40))

    assert job["problem"]["code"] == "not_an_image"
    assert job["charge"] == GIVEN_BACK
    assert provider.requests == []


def test_one_proof_used_by_sixteen_at_once_makes_one_job(
    visitor: Visitor, images: ImageHost, provider: ProviderServer
) -> None:
    url = images.add("/race.jpg", pictures.jpeg(), "image/jpeg")
    proof = visitor.prove(url).json()["proof"]
    answers = at_once([partial(visitor.redeem, url, proof)] * 16)
    assert sorted(answer.status_code for answer in answers) == [200] * 15 + [202]
    (job_id,) = {answer.json()["id"] for answer in answers}
    until(lambda: visitor.job(job_id)["state"] == "succeeded", what="the job")
    assert len(provider.requests) == 1
    assert visitor.remaining(url) == 2


def test_a_job_is_seen_by_its_owner_only(
    visitor: Visitor, house: House, images: ImageHost, provider: ProviderServer
) -> None:
    job_id = visitor.start(images.add("/mine.png", pictures.png(pictures.PARAMETERS)))
    with Visitor(house.url) as another:
        for path in (f"/v1/extractions/{job_id}", f"/v1/extractions/{job_id}/events"):
            answer = another.http.get(path, headers=another.headers)
            assert answer.status_code == 404
            assert answer.json()["code"] == "not_found"
