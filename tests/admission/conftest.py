from collections.abc import Iterator

import pytest
from redis import Redis

from server.net.redis import connect
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
