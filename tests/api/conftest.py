from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis

from server.app.web import make_web
from server.settings import Settings
from tests.support.promised import watch

Door = Callable[..., FlaskClient]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/lens.db"


@pytest.fixture
def door(redis_url: str, client: Redis, database_url: str) -> Iterator[Door]:
    """The real web application over an empty Redis; settings may be given.

    Whatever it answers must be what its contract promises.
    """
    faults: list[str] = []
    kept = {"redis_url": redis_url, "database_url": database_url}

    def make(**settings: Any) -> FlaskClient:
        app = make_web(Settings(**{**kept, **settings}))
        watch(app, faults)
        return app.test_client()

    yield make
    assert faults == []
