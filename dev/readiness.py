"""Waiting until the service answers."""

import http.client
import time
from collections.abc import Iterable

from dev.children import Child
from dev.environment import Address
from dev.ports import reachable
from dev.signals import Wait
from dev.trouble import Trouble

PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.05


def wait_until_ready(address: Address, children: Iterable[Child], wait: Wait) -> None:
    """Return when `/readyz` says 200. Raise Trouble when a process ended or time is up."""
    watched = list(children)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _ready(address):
        for child in watched:
            child.require_alive()
        if time.monotonic() > deadline:
            logs = "".join(f"\n  {child.name}:{child.last_lines()}" for child in watched)
            raise Trouble(f"The service did not become ready in time.{logs}")
        wait(POLL_SECONDS)


def _ready(address: Address) -> bool:
    connection = http.client.HTTPConnection(reachable(address.host), address.port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
