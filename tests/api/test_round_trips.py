"""How often Redis is asked on the way of one anonymous extraction."""

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from redis import ConnectionPool, Redis

from server.app.worker import Worker, make_worker
from server.domain.job import JobRef
from server.domain.subject import Subject
from server.jobs.ending import Ending
from server.jobs.job_store import Attempt, JobStore
from server.net.redis import kept_too_long
from server.settings import Settings
from tests.api.conftest import Door
from tests.support import pictures
from tests.support.image_host import ImageHost, image_host
from tests.support.provider import ProviderServer

DAY = 24 * 3600
URL = "https://pictures.example.org/a.png"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Note every time that a connection is taken, which is once for each round trip."""
    taken: list[object] = []
    original = ConnectionPool.get_connection

    def counted(self: ConnectionPool, *args: object, **more: object) -> object:
        # The queue has its own pool, of another library's making.
        if type(self) is ConnectionPool and self.connection_kwargs.get("protocol") == 2:
            taken.append(self)
        return original(self, *args, **more)

    monkeypatch.setattr(ConnectionPool, "get_connection", counted)
    return taken


def test_a_proof_takes_one_and_a_redemption_two(door: Door, asked: list[object]) -> None:
    web = door()
    who = {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}
    redeem(web, who)  # the scripts are loaded
    asked.clear()
    body = {"image_url": URL}
    proof = web.post("/v1/proofs", json=body, headers=who).get_json()["proof"]
    assert len(asked) == 1
    web.post("/v1/extractions", json={**body, "proof": proof}, headers=who)
    assert len(asked) == 3, "one redeems, one remembers that it is queued"


@pytest.fixture
def images() -> Iterator[ImageHost]:
    with image_host() as host:
        yield host


@pytest.fixture
def worker(
    redis_url: str, database_url: str, images: ImageHost, provider: ProviderServer
) -> Iterator[Worker]:
    """A worker's own parts, in this process and without its queue."""
    settings = Settings(
        redis_url=redis_url,
        database_url=database_url,
        openai_key="sk-test",
        openai_base_url=provider.base_url,
        openai_api="responses",
        dev_hosts=images.dev_hosts,
    )
    made = make_worker(settings)
    yield made
    made.decoders.close()


@pytest.fixture
def finishing(asked: list[object], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often each job's end asked."""
    counts: list[int] = []
    finish: Callable[[JobStore, Attempt, Ending], bool] = JobStore.finish

    def counted(store: JobStore, attempt: Attempt, ending: Ending) -> bool:
        before = len(asked)
        done = finish(store, attempt, ending)
        counts.append(len(asked) - before)
        return done

    monkeypatch.setattr(JobStore, "finish", counted)
    return counts


def test_an_extraction_takes_four_beside_its_events(
    door: Door,
    worker: Worker,
    images: ImageHost,
    asked: list[object],
    finishing: list[int],
    client: Redis,
) -> None:
    web = door(dev_hosts=images.dev_hosts)

    def extract(picture: bytes) -> tuple[int, int, str]:
        """Return what was asked at the door and to finish, what in all, and who paid."""
        url = images.add("/a.jpg", picture, "image/jpeg")
        who = {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}
        trial = Subject("trial", web.get("/v1/me/export", headers=who).get_json()["trial"]["id"])
        asked.clear()
        job = redeem(web, who, url)
        at_the_door = len(asked)
        worker.run(JobRef(trial, job), "one delivery")
        total = len(asked)
        ended = web.get(f"/v1/extractions/{job}", headers=who).get_json()
        return at_the_door + finishing[-1], total, ended["charge"]["unit"]

    one, other = pictures.jpeg(), pictures.jpeg()
    extract(one)  # the scripts are loaded
    asking, in_all, paid = extract(other)
    assert (asking, paid) == (4, "trial")
    print(f"\na model is asked: 4 of {in_all} round trips")
    asking, in_all, paid = extract(other)
    assert (asking, in_all, paid) == (4, 11, "none"), "one of them counts for the operator"
    print(f"the answer is known: 4 of {in_all} round trips")
    assert set(kept_too_long(client, 30 * DAY)) == {"celery"}, "what waits is all that may stay"


def redeem(web: FlaskClient, who: dict[str, str], url: str = URL) -> str:
    body = {"image_url": url}
    proof = web.post("/v1/proofs", json=body, headers=who).get_json()["proof"]
    answer = web.post("/v1/extractions", json={**body, "proof": proof}, headers=who)
    job: str = answer.get_json()["id"]
    return job
