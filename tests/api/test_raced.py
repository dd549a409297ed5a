"""Through real gunicorn: one proof shown by many at once, and what a socket can be sent."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from redis import Redis

from server.net.redis import connect
from tests.hostile.edge_rows import SECRET
from tests.support.raced import URL, door_of_processes, race

pytestmark = pytest.mark.processes

ROUNDS = 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("door")


@pytest.fixture(scope="module")
def door(folder: Path, redis_url: str) -> Iterator[str]:
    with connect(redis_url) as client:
        client.flushall()
    edge = {"PROMPT_LENS_EDGE_SECRET": SECRET, "PROMPT_LENS_LIMIT_TRIALS": "50/day"}
    with door_of_processes(folder, redis_url, edge) as url:
        yield url


def test_of_sixty_four_who_show_one_proof_one_is_first(door: str, client: Redis) -> None:
    for answers in race(door, ROUNDS):
        (first, first_job), (again, again_job) = sorted(answers, reverse=True)
        assert (first, again, first_job) == (202, 200, again_job)
        assert sorted(answers.values()) == [1, 63]
    jobs = list(client.scan_iter("pl:{*:job:??????????????????????"))
    assert len(jobs) == ROUNDS
    uses = [client.get(key) for key in client.scan_iter("pl:{*:uses")]
    assert uses == ["1"] * ROUNDS
    waiting = [json.loads(str(each)) for each in client.lrange("celery", 0, -1)]
    assert len(waiting) < 2 * ROUNDS, "and a crowd of retries does not crowd the queue"


def raw(door: str, *lines: bytes) -> tuple[bytes, float]:
    """Send these lines, and return the first of the answer and how long it took."""
    parts = urlsplit(door)
    began = time.monotonic()
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as wire:
        with suppress(ConnectionError):
            wire.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
        return wire.recv(65536).partition(b"\r\n")[0], time.monotonic() - began


def test_a_header_of_ten_megabytes_is_refused_at_once(door: str) -> None:
    long = b"Authorization: Bearer " + b"a" * 10_000_000
    status, seconds = raw(door, b"GET /v1/extractions HTTP/1.1", b"Host: a", long)
    assert status.split()[1] in {b"400", b"431"}
    assert seconds < 5


def trials(door: str, *headers: bytes) -> bytes:
    lines = (b"POST /v1/trial HTTP/1.1", b"Host: a", b"Connection: close", b"Content-Length: 0")
    return raw(door, *lines, *headers)[0].split()[1]


def test_a_header_in_disguise_does_not_pass_for_the_edges(door: str) -> None:
    known = b"Prompt-Lens-Edge: " + SECRET.encode()
    forged = [
        (b"CF-Connecting-IP: 198.51.100.%d",),
        (b"CF_Connecting_IP: 198.51.100.%d", known),
        (b"CF-Connecting-IP: 198.51.100.%d", b"CF-Connecting-IP: 198.51.100.1", known),
        (b"CF-Connecting-IP: 198.51.100.%d", b"Prompt_Lens_Edge: " + SECRET.encode()),
        (b"CF-Connecting-IP: 198.51.100.%d", known, known),
    ]
    said = [
        trials(door, *(line % number if b"%d" in line else line for line in lines))
        for lines in forged
        for number in range(2, 14)
    ]
    assert said.count(b"429") >= 10, "all of them are the peer, whose fifty are used up"
    assert trials(door, b"CF-Connecting-IP: 198.51.100.250", known) == b"201"


def test_nothing_of_that_is_in_the_log(door: str, folder: Path) -> None:
    with httpx2.Client(base_url=door, trust_env=False) as http:
        from_there = {"Prompt-Lens-Edge": SECRET, "CF-Connecting-IP": "203.0.113.201"}
        token = http.post("/v1/trial", headers=from_there).json()["token"]
        who = {"Authorization": f"Bearer {token}"}
        given = http.post("/v1/proofs", json={"image_url": URL}, headers={**who, **from_there})
        proof = given.json()["proof"]
        assert http.post(
            "/v1/extractions", json={"image_url": URL, "proof": proof}, headers=who
        ).is_success
    said = (folder / "web.log").read_text()
    for secret in (token, proof, "203.0.113.201", "127.0.0.1", "pictures.example.org", SECRET):
        assert secret not in said
