from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from server.app import make_web
from server.net.redis import connect
from server.settings import Settings
from tests.support.redis_server import redis_server

Door = Callable[..., FlaskClient]


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def client(redis_url: str) -> Iterator[Redis]:
    with connect(redis_url) as connected:
        connected.flushall()
        yield connected


@pytest.fixture
def door(redis_url: str, client: Redis) -> Door:
    """The real web application over an empty Redis; settings may be given."""

    def make(**settings: Any) -> FlaskClient:
        return make_web(Settings(**{"redis_url": redis_url, **settings})).test_client()

    return make
