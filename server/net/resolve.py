"""Names to addresses, within a time.

`getaddrinfo` cannot be told when to give up. A thread of its own waits for each name in our place,
and for as long as it likes: a stranger's slow names must not keep other names waiting. Where very
many are stuck, the next name is refused at once.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future

from server.net.addresses import IPAddress
from server.net.budget import OutOfTime

MAX_STUCK = 64
MAX_SECONDS = 3.0

Resolver = Callable[[str, float], list[IPAddress]]
"""(host, seconds) → every address of the name, at least one; else NameUnknown or OutOfTime."""


class NameUnknown(Exception):
    """The name has no address, or nobody could be asked."""


class SystemResolver:
    """The operating system's answer, within a deadline; a Resolver."""

    def __init__(self, lookup: Callable[[str], list[IPAddress]] | None = None) -> None:
        """`lookup` blocks for as long as it likes."""
        self._lookup = lookup or look_up
        self._places = threading.BoundedSemaphore(MAX_STUCK)

    def __call__(self, host: str, seconds: float) -> list[IPAddress]:
        """Return all addresses of `host` within `seconds`; after 3, nobody is there to ask."""
        if not self._places.acquire(blocking=False):
            raise NameUnknown
        answer: Future[list[IPAddress]] = Future()
        # A daemon: one that is stuck does not hold up the end of the process.
        threading.Thread(target=self._ask, args=(host, answer), name="dns", daemon=True).start()
        try:
            return answer.result(min(seconds, MAX_SECONDS))
        except TimeoutError as error:
            raise (OutOfTime if seconds < MAX_SECONDS else NameUnknown) from error

    def _ask(self, host: str, answer: "Future[list[IPAddress]]") -> None:
        try:
            answer.set_result(self._lookup(host))
        except NameUnknown as error:
            answer.set_exception(error)
        finally:
            self._places.release()


def look_up(host: str) -> list[IPAddress]:
    """Ask the operating system for all addresses of a fully qualified name."""
    try:
        # The dot keeps the machine's search domains out: "a.com" must not become "a.com.corp".
        answers = socket.getaddrinfo(f"{host}.", None, type=socket.SOCK_STREAM)
        found = [ipaddress.ip_address(str(address[0])) for *_, address in answers]
    except (OSError, ValueError) as error:
        raise NameUnknown from error
    if not found:
        raise NameUnknown
    return list(dict.fromkeys(found))
