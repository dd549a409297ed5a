from collections.abc import Callable, Iterator

import pytest

from server.images.pool import NormaliserPool
from tests.hostile.network import Serve, Server


@pytest.fixture
def start() -> Iterator[Callable[[Serve], Server]]:
    servers: list[Server] = []

    def one(serve: Serve) -> Server:
        servers.append(Server(serve))
        return servers[-1]

    yield one
    for server in servers:
        server.close()


@pytest.fixture
def pool() -> Iterator[NormaliserPool]:
    one = NormaliserPool(1)
    yield one
    one.close()
