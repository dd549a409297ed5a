"""A network in small: a made-up DNS, and public addresses that end at servers on the loopback.

It is put under the real policy, in the place of the system's sockets, and never instead of it.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import httpcore2

from server.net.addresses import IPAddress
from server.net.resolve import NameUnknown

PUBLIC = "93.184.216.34"

Serve = Callable[[socket.socket, bytes], None]
"""Given a connection and the request's head; the connection is closed behind it."""


class Dns:
    """A Resolver that remembers what it was asked; each look-up takes the next of its answers."""

    def __init__(self, names: Mapping[str, Sequence[Sequence[str]]] | None = None) -> None:
        self._names = {name: list(rounds) for name, rounds in (names or {}).items()}
        self.asked: list[str] = []

    def __call__(self, host: str, seconds: float) -> list[IPAddress]:
        assert seconds > 0
        self.asked.append(host)
        if host not in self._names:
            raise NameUnknown
        rounds = self._names[host]
        answers = rounds.pop(0) if len(rounds) > 1 else rounds[0]
        return [ipaddress.ip_address(answer) for answer in answers]


class Wires(httpcore2.NetworkBackend):
    """The inner backend: public address → loopback port; refuses to know any other address."""

    def __init__(self, servers: Mapping[str, int] | None = None) -> None:
        self._servers = dict(servers or {})
        self.dials: list[tuple[str, int]] = []
        self.timeouts: list[float | None] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        self.dials.append((host, port))
        self.timeouts.append(timeout)
        loopback = self._servers.get(host, port if host == "127.0.0.1" else None)
        if loopback is None:
            raise httpcore2.ConnectError("nobody there")
        return httpcore2.SyncBackend().connect_tcp("127.0.0.1", loopback, timeout)


class Server:
    """Serves each connection on the loopback with `serve`, on a thread of its own.

    A `raw` one begins to speak at once, and is given no head. `heard` is all that came, decrypted.
    """

    def __init__(
        self, serve: Serve, tls: ssl.SSLContext | None = None, *, raw: bool = False
    ) -> None:
        self._serve = serve
        self._tls = tls
        self._raw = raw
        self.heard = b""
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[bytes] = []
        self.done = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.done.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, self._secured(connection) as secured:
            head = b""
            while not self._raw and b"\r\n\r\n" not in head:
                piece = secured.recv(65536)
                if not piece:
                    return
                head += piece
                self.heard += piece
            if head:
                self.requests.append(head)
            self._serve(secured, head)

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection


def says(*pieces: bytes) -> Serve:
    """Serve these bytes, whatever was asked."""

    def serve(connection: socket.socket, head: bytes) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return serve


def answer(
    body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None
) -> bytes:
    """Return one whole response; Content-Length is true unless given."""
    stated = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {stated}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body
