"""Names to addresses, within a time.

`getaddrinfo` cannot be told when to give up. A few threads wait for it in our place; where
they are all stuck, and their short queue is full, the next name is refused at once.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from server.net.addresses import IPAddress
from server.net.budget import OutOfTime

THREADS = 8
QUEUE = 32
MAX_SECONDS = 3.0

Resolver = Callable[[str, float], list[IPAddress]]
"""(host, seconds) → every address of the name, at least one; else NameUnknown or OutOfTime."""


class NameUnknown(Exception):
    """The name has no address, or nobody could be asked."""


class SystemResolver:
    """The operating system's answer, within a deadline; a Resolver."""

    def __init__(self, lookup: Callable[[str], list[IPAddress]] | None = None) -> None:
        """Start no thread yet; `lookup` blocks for as long as it likes."""
        self._lookup = lookup or look_up
        self._places = threading.BoundedSemaphore(THREADS + QUEUE)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="dns")

    def __call__(self, host: str, seconds: float) -> list[IPAddress]:
        """Return all addresses of `host` within `seconds`, at most 3."""
        if not self._places.acquire(blocking=False):
            raise NameUnknown
        answer = self._threads.submit(self._lookup, host)
        answer.add_done_callback(lambda _: self._places.release())
        try:
            return answer.result(min(seconds, MAX_SECONDS))
        except TimeoutError as error:
            answer.cancel()
            raise OutOfTime from error

    def close(self) -> None:
        """Take no more names; a look-up under way is left to end by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


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
