"""From a trial to a result, through gunicorn, Redis, the worker and a provider's wire."""

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from redis import Redis

from tests.support import pictures, spec
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.loopback import serving
from tests.support.provider import SEEN, ProviderServer
from tests.support.visitor import Visitor
from tests.support.waiting import until

pytestmark = pytest.mark.processes

FREE = {"unit": "none", "amount": 0, "state": "released"}
GIVEN_BACK = {"unit": "trial", "amount": 0, "state": "released"}
SETTLED = {"unit": "trial", "amount": 1, "state": "settled"}
RESULT_KEYS = {
    "origin", "title", "language", "prompts", "tags", "image", "source", "declared_ai",
    "warnings", "usage", "versions",
}  # fmt: skip


def remaining(visitor: Visitor, url: str) -> int:
    proven = visitor.prove(url)
    assert proven.status_code == 201, proven.text
    count: int = proven.json()["allowance"]["remaining"]
    return count


def test_an_embedded_prompt_comes_back_word_for_word_and_free(
    visitor: Visitor, images: ImageHost, provider: ProviderServer
) -> None:
    data = pictures.png(pictures.PARAMETERS)
    url = images.add("/embedded.png", data)

    job = visitor.extract(url)

    result = job["result"]
    assert set(result) == RESULT_KEYS
    assert result["origin"] == "embedded"
    prompt = "a lighthouse on a cliff, (storm clouds:1.2), oil painting"
    assert result["source"]["raw_prompt"] == prompt
    assert result["source"]["raw_negative"] == "people, text"
    assert result["source"]["model"] == "coastline_v2"
    assert result["prompts"]["stable-diffusion"]["prompt"] == prompt
    assert (
        result["prompts"]["general"]["prompt"]
        == "a lighthouse on a cliff, storm clouds, oil painting"
    )
    assert json.loads(result["prompts"]["json"]["prompt"])["negative"] == "people, text"
    assert [tag["name"] for tag in result["tags"]][1] == "storm clouds"
    assert result["image"]["aspect_ratio"] == "3:2"
    assert (result["image"]["width"], result["image"]["height"]) == (96, 64)
    assert result["image"]["bytes"] == result["image"]["bytes_read"] == len(data)
    assert result["image"]["palette"] is None
    assert job["charge"] == FREE
    assert provider.requests == []
    assert remaining(visitor, url) == 3


def test_a_large_file_is_left_alone_once_its_head_has_told(
    visitor: Visitor, images: ImageHost, provider: ProviderServer
) -> None:
    data = pictures.noise_png(pictures.PARAMETERS)
    job = visitor.extract(images.add("/large.png", data))
    facts = job["result"]["image"]
    assert job["result"]["origin"] == "embedded"
    assert facts["bytes"] == len(data) > 2_000_000
    assert facts["bytes_read"] <= 0.15 * len(data)


def test_an_inferred_prompt_streams_settles_and_is_said_in_every_mode(
    visitor: Visitor, images: ImageHost, provider: ProviderServer
) -> None:
    url = images.add("/plain.jpg", pictures.jpeg(1500, 1000), "image/jpeg")

    events = list(visitor.events(visitor.start(url, language="en")))

    names = [event.name for event in events]
    stages = [event.data["stage"] for event in events if event.name == "state"]
    assert stages == [None, None, "fetching", "reading", "asking", "rendering"]
    assert names[-1] == "result"
    grown = "".join(event.data["text"] for event in events if event.name == "partial")
    assert grown == SEEN["prompt"]
    job = events[-1].data
    result = job["result"]
    assert result["origin"] == "inferred"
    assert result["prompts"]["general"]["prompt"] == SEEN["prompt"]
    assert r"red paper kite \(diamond shaped\)" in result["prompts"]["stable-diffusion"]["prompt"]
    assert result["prompts"]["stable-diffusion"]["negative"] == "people, buildings"
    assert result["prompts"]["stable-diffusion"]["parameters"] == {"Size": "1216x832"}
    assert json.loads(result["prompts"]["json"]["prompt"])["aspect_ratio"] == "3:2"
    assert result["tags"][0] == {"name": "kite", "category": "subject"}
    assert result["image"]["palette"]
    assert result["usage"]["cost_usd"] == pytest.approx(0.0006)
    assert job["charge"] == SETTLED
    assert remaining(visitor, url) == 2


def test_what_is_sent_to_the_provider_is_a_small_picture_without_metadata_and_no_url(
    visitor: Visitor, images: ImageHost, provider: ProviderServer
) -> None:
    url = images.add("/secret-name.jpg", pictures.jpeg(3000, 1000), "image/jpeg")

    visitor.extract(url)

    (request,) = provider.requests
    assert "secret-name" not in json.dumps(request)
    assert request["store"] is False
    picture = request["input"][0]["content"][1]
    assert picture["detail"] == "high"
    assert provider.headers[-1]["authorization"] == "Bearer sk-test"


@pytest.mark.skipif(not spec.PRESENT, reason=spec.ABSENT)
def test_the_published_schema_sees_a_wrong_request(
    visitor: Visitor, images: ImageHost, provider: ProviderServer
) -> None:
    visitor.extract(images.add("/spec.jpg", pictures.jpeg(), "image/jpeg"))

    (request,) = provider.requests
    assert spec.faults("CreateResponse", request, closed=True) == []
    assert spec.faults("CreateResponse", {**request, "max_tokens": 5}, closed=True)
    wrong: dict[str, Any] = json.loads(json.dumps(request))
    wrong["input"][0]["content"][1]["detail"] = "ultra"
    assert spec.faults("CreateResponse", wrong, closed=True)


def test_the_offline_look_says_only_what_the_pixels_say(
    bare_house: House, images: ImageHost
) -> None:
    url = images.add("/offline.png", pictures.png())
    with Visitor(bare_house.url) as somebody:
        job = somebody.extract(url)
        assert remaining(somebody, url) == 3

    result = job["result"]
    assert result["origin"] == "offline"
    assert [warning["code"] for warning in result["warnings"]] == ["offline_look"]
    assert result["prompts"]["general"]["prompt"].startswith("Landscape format, 3:2.")
    assert "subject" not in json.loads(result["prompts"]["json"]["prompt"])
    assert {tag["category"] for tag in result["tags"]} <= {"lighting", "color", "composition"}
    assert result["usage"] is None
    assert job["charge"] == FREE


def test_the_fourth_extraction_of_a_trial_is_asked_to_connect(
    visitor: Visitor, images: ImageHost, provider: ProviderServer, house: House
) -> None:
    url = images.add("/four.jpg", pictures.jpeg(), "image/jpeg")
    early = visitor.prove(url).json()["proof"]
    for _ in range(3):
        assert visitor.extract(url)["charge"] == SETTLED

    for answer in (visitor.prove(url), visitor.redeem(url, early)):
        assert answer.status_code == 402
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "allowance_used_up"
        assert answer.json()["connect_url"] == f"{house.url}/connect"
    assert len(provider.requests) == 3


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("500", "provider_unavailable"),
        ("cut", "stream_broken"),
        ("incomplete", "answer_truncated"),
        ("failed", "provider_unavailable"),
        ("garbage", "answer_invalid"),
        ("refuse", "content_refused"),
    ],
)
def test_a_provider_that_fails_costs_nothing_and_is_said_plainly(
    script: Any, code: str, visitor: Visitor, images: ImageHost, provider: ProviderServer
) -> None:
    provider.script = script
    url = images.add("/fails.jpg", pictures.jpeg(), "image/jpeg")

    job = visitor.extract(url)

    assert job["state"] == "failed"
    assert job["problem"]["code"] == code
    assert job["charge"] == GIVEN_BACK
    assert job["result"] is None
    assert "sk-" not in json.dumps(job)
    assert len(provider.requests) == 1
    assert remaining(visitor, url) == 3


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
    barrier = threading.Barrier(16)
    answers: list[tuple[int, str]] = []

    def use() -> None:
        barrier.wait()
        answer = visitor.redeem(url, proof)
        answers.append((answer.status_code, answer.json()["id"]))

    threads = [threading.Thread(target=use) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(status for status, _ in answers) == [200] * 15 + [202]
    (job_id,) = {job_id for _, job_id in answers}
    until(lambda: visitor.job(job_id)["state"] == "succeeded", what="the job")
    assert len(provider.requests) == 1
    assert remaining(visitor, url) == 2


def test_a_reader_that_comes_back_gets_what_it_missed_and_then_204(
    visitor: Visitor, images: ImageHost, provider: ProviderServer
) -> None:
    provider.script = "wait"
    job_id = visitor.start(images.add("/resume.jpg", pictures.jpeg(), "image/jpeg"))
    stream = visitor.events(job_id)
    seen = [next(stream)]
    while seen[-1].name != "partial":
        seen.append(next(stream))
    stream.close()
    provider.go_on.set()

    rest = list(visitor.events(job_id, last=seen[-1].id))

    partials = [event.data["text"] for event in [*seen, *rest] if event.name == "partial"]
    assert "".join(partials) == SEEN["prompt"]
    assert rest[-1].name == "result"
    over = visitor.http.get(
        f"/v1/extractions/{job_id}/events",
        headers={**visitor.headers, "Last-Event-ID": rest[-1].id},
    )
    assert over.status_code == 204


def test_a_job_is_seen_by_its_owner_only(
    visitor: Visitor, house: House, images: ImageHost, provider: ProviderServer
) -> None:
    job_id = visitor.start(images.add("/mine.png", pictures.png(pictures.PARAMETERS)))
    with Visitor(house.url) as another:
        for path in (f"/v1/extractions/{job_id}", f"/v1/extractions/{job_id}/events"):
            answer = another.http.get(path, headers=another.headers)
            assert answer.status_code == 404
            assert answer.json()["code"] == "not_found"


def test_the_logs_and_the_store_keep_nothing_that_they_should_not(
    visitor: Visitor, house: House, images: ImageHost, provider: ProviderServer
) -> None:
    provider.script = "500"
    visitor.extract(images.add("/private-name.jpg", pictures.jpeg(), "image/jpeg"))
    provider.script = "whole"
    visitor.extract(images.url("/private-name.jpg"))

    logs = house.logs()
    for word in (
        "private-name",
        "images.test",
        "sk-test",
        "sk-secret",
        visitor.token,
        SEEN["title"],
    ):
        assert word not in logs
    with Redis.from_url(house.redis_url, decode_responses=True) as client:
        keys: list[str] = list(client.scan_iter("pl:*"))
        assert len(keys) > 3
        assert [key for key in keys if not 0 < int(client.ttl(key)) <= 30 * 24 * 3600] == []
