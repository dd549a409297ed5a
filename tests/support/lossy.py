"""A way to Redis that loses replies: what was asked was done, and nobody hears of it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

from tests.support.relay import CHUNK, end, relaying

How = Literal["closed", "silent"]


class Lossy:
    """Carries bytes both ways. The reply that is `skip` replies away, and `count` from there on,
    are lost: the connection is closed in their place, or nothing comes. `trips` counts what was
    asked since the last call of `lose` after whatever came before it was answered."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._turn = threading.Lock()
        self._skip = self._count = 0
        self.how: How = "closed"
        self.lost = self.trips = 0

    def lose(self, *, skip: int = 0, count: int = 1, how: How = "closed") -> None:
        with self._turn:
            self._skip, self._count, self.how = skip, count, how
            self.lost = self.trips = 0

    def loses_this(self) -> bool:
        with self._turn:
            if self._skip:
                self._skip -= 1
                return False
            if not self._count:
                return False
            self._count -= 1
            self.lost += 1
            return True

    def carry(self, near: socket.socket) -> None:
        waits = threading.Event()
        with socket.create_connection(("127.0.0.1", self._port)) as far:
            threading.Thread(target=self._ask, args=(near, far, waits), daemon=True).start()
            with suppress(OSError):
                while (data := far.recv(CHUNK)) and not self.loses_this():
                    waits.clear()
                    near.sendall(data)
                # The rest of a reply that came in pieces is lost with it.
                while data and self.how == "silent":
                    data = far.recv(CHUNK)
            end(near)

    def _ask(self, near: socket.socket, far: socket.socket, waits: threading.Event) -> None:
        with suppress(OSError):
            while data := near.recv(CHUNK):
                with self._turn:
                    # Neither a question nor a reply must come in one piece.
                    self.trips += not waits.is_set()
                waits.set()
                far.sendall(data)
        end(far)


@contextmanager
def lossy(redis_url: str) -> Iterator[tuple[Lossy, str]]:
    """Yield the way and the URL at its near end."""
    there = int(redis_url.rpartition(":")[2].partition("/")[0])
    way = Lossy(there)
    with relaying(way.carry) as port:
        yield way, f"redis://127.0.0.1:{port}/0"
