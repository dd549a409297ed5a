"""Our own store: short waits, few retries, and one word for its absence.

The library's defaults retry ten times over up to a minute, and a retried command
runs twice when only its reply was lost. So: two quick retries, and every script of
ours that is sent through this client must be safe to repeat.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from itertools import islice
from typing import Any, cast

from redis import Redis, RedisCluster
from redis.backoff import ConstantBackoff
from redis.exceptions import RedisClusterException, RedisError
from redis.retry import Retry

from server.errors import ServiceUnavailable

PAUSE_SECONDS = 0.02
RETRIES = 2
CONNECT_SECONDS = 0.5
# The library's hundred would turn the hundred-and-first thread away: threads are the bound.
MOST_CONNECTIONS = 10_000
REPLY_SECONDS = 0.5
CLUSTER = "+cluster://"

AT_ONCE = 1000
ENDLESS = -1  # What TTL says of a key without an end; one that has ended meanwhile is -2.


def connect(
    url: str, *, reply_seconds: float = REPLY_SECONDS, protocol: int = 2, script_prefix: str = ""
) -> Redis:
    """Return a client that gives up in about `3 × reply_seconds`. Nothing is dialled yet.

    `protocol` is RESP's version; `script_prefix` the first line of every script. Of a cluster
    (`redis+cluster://`) the nodes are asked for at once: raises ServiceUnavailable.
    """
    kind: Any = RedisCluster if CLUSTER in url else Redis
    with translated():
        client = kind.from_url(
            url.replace(CLUSTER, "://"),
            protocol=protocol,
            max_connections=MOST_CONNECTIONS,
            decode_responses=True,
            socket_timeout=reply_seconds,
            socket_connect_timeout=CONNECT_SECONDS,
            retry=Retry(ConstantBackoff(PAUSE_SECONDS), RETRIES),
        )
    if script_prefix:
        plain = client.register_script
        client.register_script = lambda script: plain(f"{script_prefix}\n{script}")
    return cast("Redis", client)  # The two kinds agree in all that we ask.


def kept_too_long(client: Redis, seconds: int) -> Iterator[str]:
    """Yield every key that has no end, or one later than in so many seconds."""
    names = client.scan_iter(count=AT_ONCE)
    while keys := list(islice(names, AT_ONCE)):
        pipe = client.pipeline(transaction=False)
        for key in keys:
            pipe.ttl(key)
        lives = zip(keys, pipe.execute(), strict=True)
        yield from (key for key, left in lives if left == ENDLESS or left > seconds)


@contextmanager
def translated() -> Iterator[None]:
    """Turn whatever Redis or the way to it raises into ServiceUnavailable."""
    try:
        yield
    except (RedisError, RedisClusterException) as error:
        raise ServiceUnavailable(type(error).__name__) from error


def lua(room: str, name: str) -> str:
    """Return the text of a script that lies beside what it changes, in one of the rooms."""
    return resources.files(f"server.{room}").joinpath(f"{name}.lua").read_text()
