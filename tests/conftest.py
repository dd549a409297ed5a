"""What many rooms' tests need: servers of their own, empty, and a scripted provider."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from dev.trouble import Trouble
from server.net.redis import connect
from tests.support.imgpilot import ImgPilotServer, imgpilot
from tests.support.postgres import empty_database, postgres_server
from tests.support.provider import SEEN, ProviderServer, provider_server
from tests.support.redis_server import redis_server
from tests.support.whatwg import Browser, browser

# What the service takes itself for where a test does not say otherwise.
HERE = Path(__file__).parent
PUBLIC_URL = "http://127.0.0.1:8787"


# Folders and files whose tests nothing may run beside.
ALONE = (
    "browser", "dev", "pages", "images/test_fetch_deadline.py", "images/test_normalise_hostile.py",
    "images/test_pool.py", "images/test_process.py", "net/test_dial.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what must run alone."""
    alone = tuple(str(HERE / each) for each in ALONE)
    for item in items:
        if str(item.path).startswith(alone):
            item.add_marker("alone")


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def client(redis_url: str) -> Iterator[Redis]:
    """A client of an empty, real server."""
    with connect(redis_url) as connected:
        connected.flushall()
        yield connected


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    try:
        with postgres_server() as url:
            yield url
    except Trouble as none_here:
        pytest.skip(str(none_here))


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """An empty database on a real server."""
    with empty_database(postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once of each kind that the service runs on."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'lens.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def standing_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImgPilotServer]:
    with imgpilot(tmp_path_factory.mktemp("imgpilot"), PUBLIC_URL) as server:
        yield server


@pytest.fixture
def signs_in(standing_in: ImgPilotServer) -> Iterator[ImgPilotServer]:
    """An ImgPilot that is honest and whole unless the test says otherwise."""
    yield standing_in
    standing_in.mend()


@pytest.fixture(scope="session")
def scripted() -> Iterator[ProviderServer]:
    with provider_server() as server:
        yield server


@pytest.fixture
def provider(scripted: ProviderServer) -> Iterator[ProviderServer]:
    """A provider that answers whole unless the test says otherwise; wire faults fail the test."""
    scripted.script = "whole"
    scripted.answer = json.dumps(SEEN)
    scripted.requests.clear()
    scripted.faults.clear()
    scripted.go_on.clear()
    yield scripted
    scripted.go_on.set()
    assert scripted.faults == []


@pytest.fixture(scope="session")
def a_browser() -> Iterator[Browser]:
    with browser() as started:
        yield started
