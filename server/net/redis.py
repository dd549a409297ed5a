"""Our own store: short waits, few retries, and one word for its absence.

The library's defaults retry ten times over up to a minute, and a retried command
runs twice when only its reply was lost. So: two quick retries, and every script of
ours that is sent through this client must be safe to repeat.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from server.errors import ServiceUnavailable

PAUSE_SECONDS = 0.02
RETRIES = 2
CONNECT_SECONDS = 0.5
# The library's hundred would turn the hundred-and-first thread away: threads are the bound.
MOST_CONNECTIONS = 10_000
REPLY_SECONDS = 0.5


def connect(url: str, *, reply_seconds: float = REPLY_SECONDS) -> Redis:
    """Return a client that gives up in about `3 × reply_seconds`. Nothing is dialled yet."""
    return Redis.from_url(
        url,
        protocol=2,
        max_connections=MOST_CONNECTIONS,
        decode_responses=True,
        socket_timeout=reply_seconds,
        socket_connect_timeout=CONNECT_SECONDS,
        retry=Retry(ConstantBackoff(PAUSE_SECONDS), RETRIES),
    )


@contextmanager
def translated() -> Iterator[None]:
    """Turn whatever Redis or the way to it raises into ServiceUnavailable."""
    try:
        yield
    except RedisError as error:
        raise ServiceUnavailable(type(error).__name__) from error


def lua(room: str, name: str) -> str:
    """Return the text of a script that lies beside what it changes, in one of the rooms."""
    return resources.files(f"server.{room}").joinpath(f"{name}.lua").read_text()
