"""Every kind of Redis that the service may stand on: an old, a newer, a cluster of three."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from redis import Redis

from dev.ports import free_port
from dev.redis_choice import on_path
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
def cluster(folder: Path) -> Iterator[str]:
    """Run three nodes that share the slots; yield the URL of one."""
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
        yield f"redis+cluster://127.0.0.1:{first}"


def _free_pair() -> int:
    """Return a free port whose cluster bus, 10,000 above it, can be had too."""
    return until(lambda: port if (port := free_port()) < 55_000 else None, what="a low port")


def _is_whole(node: Redis) -> bool:
    told: dict[str, str] = node.cluster("INFO")
    return told["cluster_state"] == "ok" and told["cluster_known_nodes"] == str(NODES)
