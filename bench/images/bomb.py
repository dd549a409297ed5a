"""A gzip bomb that unfolds to one gigabyte: the memory that it costs who fetches it."""

from collections.abc import Mapping
from contextlib import suppress

import httpx2

from bench.fresh import fresh
from bench.goals import Goal
from bench.images.hosts import NAME, fetcher, hosting
from bench.images.memory import added
from bench.rounds import interleaved, table
from server.errors import TooLarge
from tests.hostile.http_rows import gzip_bomb
from tests.hostile.network import Serve, answer, says

MEGABYTES = 1024
MOST = 32
PLAIN = "httpx2.Client().get"


def measure() -> list[Goal]:
    """Measure and print."""
    with hosting(bombs) as ports:
        port = ports["bomb"]
        taken = interleaved(
            {PLAIN: lambda: fresh(plain, port), "our fetch": lambda: fresh(ours, port)}
        )
    table("Added memory, 1 GiB in 1 MB of gzip, a new process each", "MB", taken, floor=PLAIN)
    return [Goal("added memory of a 1 GiB gzip bomb", max(taken["our fetch"]), MOST, "MB")]


def bombs() -> Mapping[str, Serve]:
    """Return the one host."""
    return {"bomb": says(answer(gzip_bomb(MEGABYTES), "Content-Encoding: gzip"))}


def ours(port: int) -> float:
    """Return the megabytes that our fetch adds before it gives up."""
    ready = fetcher(port)

    def fetch() -> None:
        with suppress(TooLarge):
            ready.fetch(f"http://{NAME}/a.png")
            raise AssertionError("the bomb was taken")

    return added(fetch)


def plain(port: int) -> float:
    """Return the megabytes that a client adds which unpacks what it gets."""
    with httpx2.Client(trust_env=False, timeout=60) as client:
        return added(lambda: client.get(f"http://127.0.0.1:{port}/a.png").content)
