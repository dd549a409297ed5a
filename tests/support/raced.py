"""A door of several processes, and many callers who show one proof at one moment."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

from dev.ports import free_port
from tests.support.children import child
from tests.support.house import GENEROUS, environment, web_command
from tests.support.waiting import until

URL = "https://pictures.example.org/a.png"
PLENTY = {**GENEROUS, "PROMPT_LENS_LIMIT_TRIALS": "100000/day"} | dict.fromkeys(
    ("PROMPT_LENS_LIMIT_PROOFS_MINUTE", "PROMPT_LENS_LIMIT_PROOFS_DAY"), "1000000/day"
)


@contextmanager
def door_of_processes(
    folder: Path,
    redis_url: str,
    settings: Mapping[str, str] = {},
) -> Iterator[str]:
    """Run gunicorn as Procfile does, with two processes; yield its address."""
    port = free_port()
    kept = {
        "WEB_CONCURRENCY": "2",
        "PROMPT_LENS_REDIS_URL": redis_url,
        "PROMPT_LENS_DATABASE_URL": f"sqlite:///{folder}/lens.db",
    }
    env = environment(**{**PLENTY, **kept, **settings})
    url = f"http://127.0.0.1:{port}"
    with child(web_command(port), folder / "web.log", env):
        until(lambda: _is_ready(url), what="the web processes")
        yield url


def _is_ready(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/readyz", trust_env=False).is_success
    except httpx2.HTTPError:
        return False


def race(url: str, rounds: int, callers: int = 64) -> list[Counter[tuple[int, str]]]:
    """Let all callers redeem a proof at once, again and again; count each round's answers."""
    return asyncio.run(_race(url, rounds, callers))


async def _race(url: str, rounds: int, callers: int) -> list[Counter[tuple[int, str]]]:
    said = []
    limits = httpx2.Limits(max_connections=callers, max_keepalive_connections=callers)
    async with httpx2.AsyncClient(
        base_url=url, trust_env=False, timeout=60, limits=limits
    ) as client:
        for _ in range(rounds):
            token = (await client.post("/v1/trial")).json()["token"]
            who = {"Authorization": f"Bearer {token}"}
            given = await client.post("/v1/proofs", json={"image_url": URL}, headers=who)
            body = {"image_url": URL, "proof": given.json()["proof"]}
            calls = [client.post("/v1/extractions", json=body, headers=who) for _ in range(callers)]
            answers = await asyncio.gather(*calls)
            said.append(Counter((answer.status_code, answer.json()["id"]) for answer in answers))
    return said
