"""Redis is away, hangs, is full or was restarted: 503, nothing counted, and all well afterwards."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from redis import Redis
from werkzeug.test import TestResponse

from dev.ports import free_port
from server.net.redis import connect
from tests.api.conftest import Door
from tests.support.redis_server import redis_server

URL = "https://pictures.example.org/a.png"
LONGEST_SECONDS = 5


def token(web: FlaskClient) -> dict[str, str]:
    return {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}


def prove(web: FlaskClient, who: dict[str, str]) -> TestResponse:
    return web.post("/v1/proofs", json={"image_url": URL}, headers=who)


def redeem(web: FlaskClient, who: dict[str, str], proof: str) -> TestResponse:
    return web.post("/v1/extractions", json={"image_url": URL, "proof": proof}, headers=who)


def shut(*answers: Callable[[], TestResponse]) -> None:
    """Hold that nobody gets past, and that everybody is told so soon."""
    for answer in answers:
        began = time.monotonic()
        said = answer()
        assert time.monotonic() - began < LONGEST_SECONDS
        assert (said.status_code, json.loads(said.data)["code"]) == (503, "service_unavailable")
        assert int(said.headers["Retry-After"]) > 0


def goes_on(web: FlaskClient, who: dict[str, str], proof: str) -> None:
    """Hold that the proof of before is good, and counts once."""
    assert redeem(web, who, proof).status_code == 202
    assert redeem(web, who, proof).status_code == 200
    assert prove(web, who).get_json()["allowance"]["remaining"] == 2


@contextmanager
def stopped(client: Redis) -> Iterator[None]:
    process: int = client.info("server")["process_id"]
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_a_redis_that_comes_back_empty_is_gone_on_with(door: Door, tmp_path: Path) -> None:
    port = free_port()
    with ExitStack() as running:
        url = running.enter_context(redis_server(tmp_path, port))
        web = door(redis_url=url)
        who = token(web)
        proof = prove(web, who).get_json()["proof"]
        running.close()
        shut(
            lambda: web.post("/v1/trial"),
            lambda: prove(web, who),
            lambda: redeem(web, who, proof),
            lambda: web.get("/v1/extractions", headers=who),
            lambda: web.get("/readyz"),
        )
        # Its scripts are gone, and every connection is stale.
        running.enter_context(redis_server(tmp_path, port))
        goes_on(web, who, proof)


def test_a_redis_that_hangs_is_waited_for_briefly(door: Door, tmp_path: Path) -> None:
    with redis_server(tmp_path) as url, connect(url) as client:
        web = door(redis_url=url)
        who = token(web)
        proof = prove(web, who).get_json()["proof"]
        with stopped(client):
            shut(lambda: prove(web, who), lambda: redeem(web, who, proof))
        # What it was asked meanwhile it now does, and one proof is still one job.
        assert redeem(web, who, proof).status_code in {200, 202}
        assert redeem(web, who, proof).status_code == 200
        assert len(list(client.scan_iter("pl:{trial:*:job:??????????????????????"))) == 1
        assert prove(web, who).get_json()["allowance"]["remaining"] == 2


@pytest.fixture
def full(client: Redis) -> Iterator[None]:
    """A Redis without room, as it is where nothing may be evicted."""
    yield
    client.config_set("maxmemory", 0)


def fill(client: Redis) -> None:
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", 1)


def test_a_full_redis_lets_nobody_past_and_counts_nothing(
    door: Door, client: Redis, full: None
) -> None:
    web = door()
    who = token(web)
    proof = prove(web, who).get_json()["proof"]
    before = {key: client.dump(key) for key in client.scan_iter("pl:limit:*/*")}
    fill(client)
    shut(lambda: web.post("/v1/trial"), lambda: prove(web, who), lambda: redeem(web, who, proof))
    assert web.get("/v1/extractions", headers=who).status_code == 200, "reading needs no room"
    assert before == {key: client.dump(key) for key in client.scan_iter("pl:limit:*/*")}
    assert client.llen("celery") == 0
    client.config_set("maxmemory", 0)
    goes_on(web, who, proof)


def test_a_full_queue_keeps_the_job_for_its_retry(
    door: Door, tmp_path: Path, client: Redis
) -> None:
    with redis_server(tmp_path) as url, connect(url) as broker:
        web = door(broker_url=url)
        who = token(web)
        proof = prove(web, who).get_json()["proof"]
        fill(broker)
        shut(lambda: redeem(web, who, proof))
        broker.config_set("maxmemory", 0)
        assert redeem(web, who, proof).status_code == 200
        assert broker.llen("celery") == 1
