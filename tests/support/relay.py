"""A server on loopback that hands each connection to whoever carries it on."""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

CHUNK = 65536


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False


@contextmanager
def relaying(carry: Callable[[socket.socket], None]) -> Iterator[int]:
    """Yield the port; a connection is closed when `carry` returns."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            carry(self.request)

    with _Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def end(connection: socket.socket) -> None:
    """End it for both sides, whoever reads from it just now."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
