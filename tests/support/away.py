"""A network between a person and the service that is lost for a while, and comes back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.support.relay import CHUNK, end, relaying


class Network:
    """Carries bytes both ways while it is there."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._turn = threading.Lock()
        self._open = set[socket.socket]()
        self._is_there = True
        self.url = ""

    def lose(self) -> None:
        """Break off what is being carried, and carry nothing more."""
        with self._turn:
            self._is_there = False
            for each in self._open:
                end(each)

    def come_back(self) -> None:
        with self._turn:
            self._is_there = True

    def carry(self, near: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._port)) as far:
            with self._turn:
                if not self._is_there:
                    return
                self._open |= {near, far}
            threading.Thread(target=_pass_on, args=(near, far), daemon=True).start()
            _pass_on(far, near)
            with self._turn:
                self._open -= {near, far}


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(CHUNK):
            other.sendall(data)
    end(other)


@contextmanager
def network(service: str) -> Iterator[Network]:
    """Yield a way to the service with this URL; its own is in `url`."""
    way = Network(int(service.rpartition(":")[2]))
    with relaying(way.carry) as port:
        way.url = f"http://127.0.0.1:{port}"
        yield way
        way.lose()
