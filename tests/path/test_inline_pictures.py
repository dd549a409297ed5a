"""A picture that is its own address, through the real service: nobody is asked for it."""

from base64 import b64encode
from random import Random

import httpx2
import pytest
from redis import Redis

from tests.support import pictures
from tests.support.charges import FREE, GIVEN_BACK, SETTLED
from tests.support.house import House
from tests.support.provider import ProviderServer, Script
from tests.support.visitor import Visitor

pytestmark = pytest.mark.processes

STAGES = [None, None, "fetching", "reading"]


def inline(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{b64encode(data).decode()}"


def stages(visitor: Visitor, url: str) -> tuple[list[str | None], dict[str, object]]:
    events = list(visitor.events(visitor.start(url)))
    return [e.data["stage"] for e in events if e.name == "state"], events[-1].data


def test_its_own_prompt_is_read_first_as_after_a_fetch(
    visitor: Visitor, provider: ProviderServer
) -> None:
    data = pictures.noise_png(pictures.PARAMETERS, 560)
    told, job = stages(visitor, inline(data))
    result = job["result"]
    assert told == STAGES
    assert isinstance(result, dict)
    assert result["origin"] == "embedded"
    assert result["image"]["bytes"] == result["image"]["bytes_read"] == len(data) > 700_000
    assert (result["image"]["width"], result["image"]["height"]) == (560, 560)
    assert job["charge"] == FREE
    assert provider.requests == []


def test_otherwise_a_model_is_asked_and_its_bytes_say_what_it_is(
    visitor: Visitor, provider: ProviderServer
) -> None:
    told, job = stages(visitor, inline(pictures.jpeg(), "image/x-whatever"))
    assert told == [*STAGES, "asking", "rendering"]
    assert isinstance(job["result"], dict)
    assert job["result"]["image"]["format"] == "JPEG"
    assert job["charge"] == SETTLED


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(80), "unsupported_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported_format"),
        (b"just some words", "not_an_image"),
        (pictures.png()[:120], "broken_image"),
    ],
)
def test_a_label_says_nothing(data: bytes, code: str, visitor: Visitor) -> None:
    job = visitor.extract(inline(data))
    assert job["problem"]["code"] == code
    assert job["charge"] == GIVEN_BACK


def test_nothing_of_it_is_left_when_its_job_has_ended(
    visitor: Visitor, house: House, provider: ProviderServer
) -> None:
    url = inline(Random(7).randbytes(5000) + pictures.PARAMETERS.encode())
    scripts: tuple[Script, ...] = ("whole", "500")
    for script in scripts:
        provider.script = script
        visitor.extract(inline(pictures.png(height=65)))
    visitor.extract(url)
    parts = (url[100:160], inline(pictures.png(height=65))[100:160])
    logs = house.logs()
    assert not any(part in logs for part in parts)
    with Redis.from_url(house.redis_url) as client:
        client.config_set("rdbcompression", "no")
        for key in client.scan_iter():
            packed = client.dump(key) or b""
            assert not any(part.encode() in packed for part in parts), key


def test_somebody_without_a_token_is_told_so_in_the_middle_of_a_large_body(house: House) -> None:
    body = {"image_url": inline(bytes(1024 * 1024))}
    with httpx2.Client(base_url=house.url, trust_env=False) as client:
        for token in ("nonsense", "ipls_" + "a" * 43):
            who = {"Authorization": f"Bearer {token}"}
            for path in ("/v1/proofs", "/v1/extractions"):
                answer = client.post(path, json=body, headers=who)
                assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
