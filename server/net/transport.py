"""A way out for HTTP libraries whose every operation obeys one budget of time and bytes.

The libraries' own time-outs are for one read each. This transport puts the guarded stream of
`budget` under an ordinary pool, and reads no proxy and no other setting from the environment.
Nothing is unpacked: 2 MiB of gzip are 2 GiB, so that a packed answer is read as it came.
Addresses are the operator's choice here, so that no policy is applied.
"""

import ssl
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore2
import httpx2

from server.net.budget import Budget, BudgetedStream

IDLE_CONNECTIONS = 32
KEEP_SECONDS = 30


class _Backend(httpcore2.NetworkBackend):
    def __init__(self, budget: Budget) -> None:
        self._inner = httpcore2.SyncBackend()
        self._budget = budget

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  (the budget decides)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        wait = self._budget.seconds_left()
        stream = self._inner.connect_tcp(host, port, wait, local_address, socket_options)
        return BudgetedStream(stream, self._budget)


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream: httpcore2.Response) -> None:
        self._response = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class BudgetedTransport(httpx2.BaseTransport):
    """A transport whose calls raise OutOfTime and OutOfBytes where their budget says so."""

    def __init__(self, tls: ssl.SSLContext, budget: Budget) -> None:
        """Share one TLS context: making one costs tens of milliseconds."""
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls,
            # Whoever waited for a place here would wait past the budget: threads are the bound.
            max_connections=None,
            max_keepalive_connections=IDLE_CONNECTIONS,
            keepalive_expiry=KEEP_SECONDS,
            network_backend=_Backend(budget),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request and return its answer's head; the body is read as it comes."""
        request.headers["Accept-Encoding"] = "identity"
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        response = self._pool.handle_request(
            httpcore2.Request(
                method=request.method.encode(),
                url=url,
                headers=request.headers.raw,
                content=request.stream,
            )
        )
        plain = [each for each in response.headers if each[0].lower() != b"content-encoding"]
        return httpx2.Response(status_code=response.status, headers=plain, stream=_Body(response))

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
