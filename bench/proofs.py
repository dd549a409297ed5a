"""`POST /v1/proofs` against a bare Flask route on the same gunicorn, in requests a second.

Goal: at least 0.25 × the bare route.
"""

import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2

from bench.rounds import interleaved, table
from dev.ports import free_port
from tests.support.children import child
from tests.support.house import running_house, web_command
from tests.support.visitor import Visitor
from tests.support.waiting import until

BARE, OURS = "a bare Flask route", "POST /v1/proofs"
CALLERS = 8
SECONDS = 1.0
PLENTY = {
    "PROMPT_LENS_LIMIT_PROOFS_MINUTE": "1000000/minute",
    "PROMPT_LENS_LIMIT_PROOFS_DAY": "1000000/day",
    "PROMPT_LENS_LIMIT_PROOFS_48": "1000000/day",
}


def rate(url: str, path: str, body: dict[str, str], headers: dict[str, str]) -> float:
    """Return how many requests a second eight callers get answered."""
    counts = [0] * CALLERS
    ends = time.monotonic() + SECONDS

    def call(number: int) -> None:
        with httpx2.Client(base_url=url, trust_env=False, headers=headers) as client:
            while time.monotonic() < ends:
                answer = client.post(path, json=body)
                assert answer.is_success, answer.text
                counts[number] += 1

    threads = [threading.Thread(target=call, args=(number,)) for number in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def main() -> dict[str, list[float]]:
    """Measure, print, and return what was measured."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        house = stack.enter_context(running_house(folder, port=None, redis_url=None, **PLENTY))
        visitor = stack.enter_context(Visitor(house.url))
        port = free_port()
        command = [part.replace("server.wsgi", "bench.bare") for part in web_command(port)]
        stack.enter_context(child(command, folder / "bare.log"))
        bare = f"http://127.0.0.1:{port}"
        until(lambda: _is_up(bare), what="the bare server")
        body = {"image_url": "https://pictures.example.org/a.png"}
        taken = interleaved(
            {
                BARE: lambda: rate(bare, "/nothing", body, {}),
                OURS: lambda: rate(house.url, "/v1/proofs", body, visitor.headers),
            }
        )
    table("Proofs", "req/s", taken, floor=BARE)
    return taken


def _is_up(url: str) -> bool:
    try:
        return httpx2.post(f"{url}/nothing").status_code == httpx2.codes.OK
    except httpx2.HTTPError:
        return False


if __name__ == "__main__":
    main()
