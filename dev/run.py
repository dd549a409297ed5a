"""`make run`: Redis, web and worker on this machine, until Ctrl-C.

1. The port must be free; a Redis is found (`redis_choice`) and answers (`redis_server`).
2. The database gets its tables; a stand-in for ImgPilot starts, where none is set (`stand_in`).
3. Web and worker start with a developer's settings (`environment`), their output in `.run/`.
4. When `/readyz` answers, what to open is printed.
5. Ctrl-C, TERM, HUP or the death of any process ends them all (`children`).
"""

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from sqlalchemy.exc import ArgumentError

from dev import bootstrap, procfile, redis_server
from dev.children import Child, start, stop
from dev.environment import DATABASE, Address, for_children
from dev.ports import address as written
from dev.ports import reachable, require_free
from dev.readiness import wait_until_ready
from dev.redis_choice import Running, choose
from dev.signals import Stopped, Wait, listening
from dev.stand_in import StandIn
from dev.trouble import Trouble
from server.errors import ServiceUnavailable
from server.net import sql

WATCH_SECONDS = 0.2
Brought = tuple[list[Child], str]
STATE = bootstrap.ROOT / ".run"


def commands(address: Address, stand_in: StandIn | None = None) -> dict[str, list[str]]:
    """Return the processes to start, by name."""
    web = procfile.command("web", BIND=str(address))
    beside = {"ImgPilot": stand_in.command} if stand_in else {}
    return {**beside, "web": web, "worker": procfile.command("worker")}


@contextmanager
def stopped_after() -> Iterator[list[Child]]:
    """Hand out a list; every child put into it is ended at the end, together."""
    children: list[Child] = []
    try:
        yield children
    finally:
        stop(children)


def bring_redis(environment: Mapping[str, str], house: ExitStack, wait: Wait) -> Brought:
    """Return the Redis process, if it is ours, and the address of the Redis to use."""
    choice = choose(environment)
    if isinstance(choice, Running):
        redis_server.require_answer(choice.url)
        return [], choice.url
    child, url = redis_server.start_redis(choice.path, STATE)
    house.enter_context(stopped_after()).append(child)
    redis_server.wait_for(child, url, wait)
    return [child], url


def serve(environment: Mapping[str, str], house: ExitStack, wait: Wait) -> None:
    """Start everything, say so, and watch; end by raising Stopped or Trouble."""
    address = Address.read(environment)
    require_free(address.host, address.port)
    STATE.mkdir(exist_ok=True)
    watched, url = bring_redis(environment, house, wait)
    env, stand_in = for_children(environment, url, address), StandIn.wanted(environment)
    env |= stand_in.settings if stand_in else {}
    migrate(env)
    service = house.enter_context(stopped_after())
    for name, command in commands(address, stand_in).items():
        service.append(start(name, command, log=STATE / f"{name}.log", env=env))
    watched += service
    wait_until_ready(address, watched, wait)
    if stand_in:
        wait_until_ready(Address("127.0.0.1", stand_in.port), watched, wait)
    print(welcome(address, stand_in), flush=True)
    while True:
        wait(WATCH_SECONDS)
        for child in watched:
            child.require_alive()


def migrate(env: Mapping[str, str]) -> None:
    """Bring the database's tables. Raise Trouble where it cannot be had."""
    try:
        sql.migrate(env[DATABASE])
    except (ServiceUnavailable, ArgumentError):
        raise Trouble(f"The database cannot be had; check {DATABASE}.") from None


def welcome(address: Address, stand_in: StandIn | None) -> str:
    """Say what to open."""
    here = written(reachable(address.host), address.port)
    imgpilot = f"{stand_in.url}/  a stand-in: any email signs in" if stand_in else "as set"
    return (
        f"ImgPilot Prompt Lens is ready.\n"
        f"  Try page   http://{here}/\n"
        f"  Extension  {bootstrap.ROOT / 'extension'}\n"
        f"             chrome://extensions → Developer mode → Load unpacked → this folder\n"
        f"  ImgPilot   {imgpilot}\n"
        f"  Logs       {STATE}\n"
        f"Ctrl-C stops everything."
    )


def main() -> int:
    """Run until asked to stop; return the exit code."""
    with listening() as wait:
        try:
            with ExitStack() as house:
                serve(os.environ, house, wait)
        except Stopped as asked:
            print("\nStopped.", flush=True)
            return 0 if asked.number == signal.SIGINT else 128 + asked.number
        except Trouble as trouble:
            print(trouble, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
