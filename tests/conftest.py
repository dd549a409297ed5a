"""What many rooms' tests need: a Redis server of their own and a scripted provider."""

from collections.abc import Iterator

import pytest
from redis import Redis

from server.net.redis import connect
from tests.support.provider import ProviderServer, provider_server
from tests.support.redis_server import redis_server


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
def scripted() -> Iterator[ProviderServer]:
    with provider_server() as server:
        yield server


@pytest.fixture
def provider(scripted: ProviderServer) -> Iterator[ProviderServer]:
    """A provider that answers whole unless the test says otherwise; wire faults fail the test."""
    scripted.script = "whole"
    scripted.requests.clear()
    scripted.faults.clear()
    scripted.go_on.clear()
    yield scripted
    scripted.go_on.set()
    assert scripted.faults == []
