"""From a trial to a result, through gunicorn, Redis, the worker and a provider's wire."""

import json
from typing import Any

import pytest

from tests.support import pictures, spec
from tests.support.charges import FREE, SETTLED
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.provider import SEEN, ProviderServer
from tests.support.visitor import Visitor

pytestmark = pytest.mark.processes

RESULT_KEYS = {
    "origin", "title", "language", "prompts", "tags", "image", "source", "declared_ai",
    "warnings", "usage", "versions", "slots",
}  # fmt: skip


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
    assert (result["image"]["width"], result["image"]["height"]) == (288, 192)
    assert result["image"]["bytes"] == result["image"]["bytes_read"] == len(data)
    assert result["image"]["palette"] is None
    assert result["slots"] == {"subject": "", "style": ""}
    assert job["charge"] == FREE
    assert provider.requests == []
    assert visitor.remaining(url) == 3


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
    assert result["slots"] == {"subject": "red paper kite", "style": "crisp light"}
    assert result["usage"]["cost_usd"] == pytest.approx(0.0006)
    assert job["charge"] == SETTLED
    assert visitor.remaining(url) == 2


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
        assert somebody.remaining(url) == 3

    result = job["result"]
    assert result["origin"] == "offline"
    assert [warning["code"] for warning in result["warnings"]] == ["offline_look"]
    assert result["prompts"]["general"]["prompt"].startswith("Landscape format, 3:2.")
    assert "subject" not in json.loads(result["prompts"]["json"]["prompt"])
    assert {tag["category"] for tag in result["tags"]} <= {"lighting", "color", "composition"}
    assert result["usage"] is None
    assert job["charge"] == FREE


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
