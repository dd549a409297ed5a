"""TLS over a stream that keeps its own clock and count.

A socket wrapped by `ssl` reads the wire by itself: whoever sends session tickets or empty records
for ever is never seen by a budget above it. Here each piece of the wire comes through the stream
below, before OpenSSL sees it.
"""

import ssl
from collections.abc import Callable
from typing import Any, TypeVar

import httpcore2

_AT_ONCE = 64 * 1024
_T = TypeVar("_T")


class TlsStream(httpcore2.NetworkStream):
    """An encrypted stream over another; closing it waits for nobody's farewell."""

    def __init__(
        self,
        wire: httpcore2.NetworkStream,
        context: ssl.SSLContext,
        name: str | None,
        timeout: float | None = None,
    ) -> None:
        """Shake hands as a client of `name`; ConnectError where that fails."""
        self._wire = wire
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)
        try:
            self._turn(self._tls.do_handshake, timeout)
        except (ssl.SSLError, httpcore2.ReadError, httpcore2.WriteError) as error:
            raise httpcore2.ConnectError(str(error)) from error

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read once; nothing at the end, were it said or not."""
        try:
            return self._turn(lambda: self._tls.read(max_bytes), timeout)
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""
        except ssl.SSLError as error:
            raise httpcore2.ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all."""
        if buffer:
            try:
                self._turn(lambda: self._tls.write(buffer), timeout)
            except ssl.SSLError as error:
                raise httpcore2.WriteError(str(error)) from error

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  (the library's own signature)
        """Tell what the library asks of the connection."""
        if info == "ssl_object":
            return self._tls
        if info == "is_readable" and self._incoming.pending:
            return True
        return self._wire.get_extra_info(info)

    def _turn(self, step: Callable[[], _T], timeout: float | None) -> _T:
        """Repeat `step` while it wants more of the wire, and send what it has to say."""
        while True:
            try:
                return step()
            except ssl.SSLWantReadError:
                pass
            finally:
                if self._outgoing.pending:
                    self._wire.write(self._outgoing.read(), timeout)
            if data := self._wire.read(_AT_ONCE, timeout):
                self._incoming.write(data)
            else:
                self._incoming.write_eof()
