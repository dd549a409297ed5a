"""From a URL to an image's bytes, told in order: dial, ask, follow, read, check.

One deadline and one budget of bytes cover everything, redirects included. Each hop is a fresh
connection: nothing is kept alive, pooled or remembered, and no proxy of the environment is used.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpcore2

from server.errors import ImageHostFailed
from server.images.body import Enough, read_body
from server.images.failures import in_our_words
from server.images.headers import (
    REDIRECTS,
    check_status,
    is_gzip,
    next_target,
    request_headers,
    stated_length,
)
from server.images.magic import identify
from server.net.budget import WireBudget
from server.net.data_url import is_data_url, read_data_url
from server.net.dial import DevHosts, GuardedBackend, check_dev_hosts
from server.net.resolve import Resolver
from server.net.tls import tls_context
from server.net.url import Target, parse_url

SECONDS = 10.0
MAX_BYTES = 10 * 1024 * 1024
MAX_HEAD_BYTES = 128 * 1024
MAX_REDIRECTS = 4


@dataclass(frozen=True, slots=True)
class Fetched:
    """An image's bytes, or its head where that was enough.

    `bytes_read` of the body came over the wire; `size` is the whole file's, as far as it is known.
    """

    data: bytes
    bytes_read: int
    size: int
    whole: bool


class Fetcher:
    """Fetches images; may be shared between threads."""

    def __init__(
        self,
        *,
        resolver: Resolver,
        public_url: str,
        tls: ssl.SSLContext | None = None,
        inner: httpcore2.NetworkBackend | None = None,
        dev_hosts: DevHosts | None = None,
        enough: Enough = lambda _: False,
    ) -> None:
        """`public_url` is said in the User-Agent; `enough` may stop a download early."""
        self._resolver = resolver
        self._user_agent = f"ImgPilotPromptLens/0.1 (+{public_url})"
        self._tls = tls
        self._inner = inner
        self._dev_hosts = check_dev_hosts(dev_hosts or {})
        self._enough = enough

    def fetch(self, url: str, seconds: float = SECONDS) -> Fetched:
        """Return the image at `url` within `seconds`, or raise UrlRefused or an ImageFailed.

        One that is written into its address is read from there, and nobody is asked.
        """
        if is_data_url(url):
            return _unfolded(url)
        target = parse_url(url)
        with in_our_words():
            return self._follow(target, WireBudget(seconds, MAX_BYTES + MAX_HEAD_BYTES))

    def _follow(self, target: Target, budget: WireBudget) -> Fetched:
        for _ in range(MAX_REDIRECTS + 1):
            with self._answer(target, budget) as response:
                if response.status not in REDIRECTS:
                    return self._read(response, budget)
                target = next_target(target, response)
        raise ImageHostFailed("too many redirects")

    def _read(self, response: httpcore2.Response, budget: WireBudget) -> Fetched:
        check_status(response.status)
        gzip, length = is_gzip(response), stated_length(response, MAX_BYTES)
        body = read_body(
            response.iter_stream(), gzip=gzip, most=MAX_BYTES, budget=budget, enough=self._enough
        )
        size = len(body.data) if body.whole or gzip or length is None else length
        return Fetched(body.data, body.bytes_read, size, body.whole)

    @contextmanager
    def _answer(self, target: Target, budget: WireBudget) -> Iterator[httpcore2.Response]:
        hop = _HopBudget(budget)
        backend = GuardedBackend(hop, self._resolver, inner=self._inner, dev_hosts=self._dev_hosts)
        url = httpcore2.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path
        )
        headers = request_headers(target, self._user_agent)
        with (
            self._pool(target, backend) as pool,
            pool.stream("GET", url, headers=headers) as answer,
        ):
            hop.head_is_over()
            yield answer

    def _pool(self, target: Target, backend: GuardedBackend) -> httpcore2.ConnectionPool:
        tls = (self._tls or tls_context()) if target.scheme == "https" else None
        return httpcore2.ConnectionPool(
            ssl_context=tls,
            max_connections=1,
            max_keepalive_connections=0,
            http1=True,
            http2=False,
            retries=0,
            network_backend=backend,
        )


def _unfolded(url: str) -> Fetched:
    data = read_data_url(url)
    identify(data)
    return Fetched(data, bytes_read=len(data), size=len(data), whole=True)


class _HopBudget:
    """The fetch's budget, and a small one for the head: interim answers (1xx) have no end."""

    def __init__(self, whole: WireBudget) -> None:
        self._whole = whole
        self._head_left: int | None = MAX_HEAD_BYTES

    def seconds_left(self) -> float:
        return self._whole.seconds_left()

    def spend(self, count: int) -> None:
        self._whole.spend(count)
        if self._head_left is not None:
            self._head_left -= count
            if self._head_left < 0:
                raise ImageHostFailed("head too long")

    def head_is_over(self) -> None:
        self._head_left = None
