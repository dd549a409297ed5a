"""One extraction, from asking for a proof to having its result, on loopback.

The floor is one plain download of the same PNG by a warm client. The provider is scripted
and answers at once.
"""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2

from bench.rounds import interleaved, table
from tests.support import pictures
from tests.support.house import running_house, with_model
from tests.support.image_host import ImageHost, image_host
from tests.support.provider import provider_server
from tests.support.visitor import Visitor

MILLISECONDS = 1000


def timed(visitor: Visitor, url: str, *, fresh: bool = False) -> float:
    """Return the milliseconds from asking for a proof to having the result."""
    began = time.perf_counter()
    job = visitor.extract(url, fresh=fresh)
    assert job["state"] == "succeeded", job
    return (time.perf_counter() - began) * MILLISECONDS


def downloaded(client: httpx2.Client, images: ImageHost, path: str) -> float:
    """Return the milliseconds of one plain download."""
    began = time.perf_counter()
    client.get(f"http://127.0.0.1:{images.port}{path}").raise_for_status()
    return (time.perf_counter() - began) * MILLISECONDS


def main() -> None:
    """Measure and print."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        images = stack.enter_context(image_host())
        provider = stack.enter_context(provider_server())
        house = stack.enter_context(
            running_house(
                folder,
                port=None,
                redis_url=None,
                **with_model(images, provider),
                PROMPT_LENS_TRIAL_EXTRACTIONS="1000",
            )
        )
        visitor = stack.enter_context(Visitor(house.url))
        plain = stack.enter_context(httpx2.Client(trust_env=False))
        png = images.add("/e.png", pictures.noise_png(pictures.PARAMETERS))
        jpeg = images.add("/i.jpg", pictures.jpeg(1200, 900), "image/jpeg")
        timed(visitor, jpeg)
        taken = interleaved(
            {
                "a plain download of the PNG (floor)": lambda: downloaded(plain, images, "/e.png"),
                "embedded prompt, 2 MB PNG": lambda: timed(visitor, png),
                "inferred prompt, 1 MP JPEG": lambda: timed(visitor, jpeg, fresh=True),
                "the same, known already": lambda: timed(visitor, jpeg),
            }
        )
    table("Extraction", "ms", taken, floor="a plain download of the PNG (floor)")


if __name__ == "__main__":
    main()
