"""A Redis to work with: an own one on a free port, or proof that the given one answers."""

from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError
from redis.retry import Retry

from dev.children import Child, start
from dev.ports import free_port
from dev.redis_choice import SETTING
from dev.signals import Wait
from dev.trouble import Trouble

PATIENCE_SECONDS = 2.0
POLL_SECONDS = 0.02
START_POLLS = 500


def _ping(url: str) -> None:
    once = Retry(NoBackoff(), 0)
    limits = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
    with Redis.from_url(url, protocol=2, retry=once, **limits) as client:
        client.ping()


def require_answer(url: str) -> None:
    """Raise Trouble unless the Redis at this address answers. The address may hold a password."""
    where = urlsplit(url).hostname or "the given socket"
    try:
        _ping(url)
    except AuthenticationError:
        raise Trouble(f"Redis at {where} refuses the password in {SETTING}.") from None
    except RedisError:
        raise Trouble(f"Redis at {where} does not answer; check {SETTING}.") from None
    except ValueError:
        raise Trouble(f"{SETTING} is not an address such as redis://127.0.0.1:6379/0.") from None


def start_redis(program: Path, state: Path) -> tuple[Child, str]:
    """Start a server that keeps nothing on disk; return it and its address."""
    port = free_port()
    options = f"--port {port} --bind 127.0.0.1 --appendonly no".split()
    command = [str(program), *options, "--save", "", "--dir", str(state)]
    child = start("Redis", command, log=state / "redis.log", env={"LC_ALL": "C"})
    return child, f"redis://127.0.0.1:{port}/0"


def wait_for(child: Child, url: str, wait: Wait) -> None:
    """Return when the server answers. Raise Trouble when it ended or never does."""
    for _ in range(START_POLLS):
        child.require_alive()
        try:
            return _ping(url)
        except RedisError:
            wait(POLL_SECONDS)
    raise Trouble(f"Redis did not start in time:{child.last_lines()}")
