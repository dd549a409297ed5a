from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from server.app import make_web
from server.settings import Settings

Door = Callable[..., FlaskClient]


@pytest.fixture
def door(redis_url: str, client: Redis) -> Door:
    """The real web application over an empty Redis; settings may be given."""

    def make(**settings: Any) -> FlaskClient:
        return make_web(Settings(**{"redis_url": redis_url, **settings})).test_client()

    return make
