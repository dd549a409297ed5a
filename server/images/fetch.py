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
from server.images.exchange import Answer, ask
from server.images.failures import in_our_words
from server.images.headers import (
    WANTS_ITS_SITE,
    check_length,
    check_status,
    is_gzip,
    request_headers,
)
from server.images.magic import identify
from server.images.redirects import REDIRECTS, next_target
from server.net.budget import WireBudget
from server.net.data_url import is_data_url, read_data_url
from server.net.dial import DevHosts, Dialler
from server.net.resolve import Resolver
from server.net.tls import strict, tls_context
from server.net.url import Target, parse_url

SECONDS = 10.0
MAX_BYTES = 10 * 1024 * 1024
MAX_WIRE_BYTES = MAX_BYTES + 256 * 1024
"""With heads, chunk sizes and TLS records."""
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
        """`public_url` is said in the User-Agent; `tls` trusts, and is made strict in all else.

        `enough` may stop a download early.
        """
        self._dialler = Dialler(resolver, inner=inner, dev_hosts=dev_hosts)
        self._user_agent = f"ImgPilotPromptLens/0.1 (+{public_url})"
        self._tls = strict(tls) if tls else None
        self._enough = enough

    def fetch(self, url: str, seconds: float = SECONDS) -> Fetched:
        """Return the image at `url` within `seconds`, or raise UrlRefused or an ImageFailed.

        One that is written into its address is read from there, and nobody is asked.
        """
        if is_data_url(url):
            return _unfolded(url)
        target = parse_url(url)
        with in_our_words():
            return self._follow(target, WireBudget(seconds, MAX_WIRE_BYTES))

    def _follow(self, target: Target, budget: WireBudget) -> Fetched:
        hops, from_its_site, may_ask_again = 0, False, True
        while hops <= MAX_REDIRECTS:
            with self._answer(target, budget, from_its_site=from_its_site) as answer:
                if may_ask_again and answer.status in WANTS_ITS_SITE:
                    from_its_site, may_ask_again = True, False
                    continue
                if answer.status not in REDIRECTS:
                    return self._read(answer, budget)
                target = next_target(target, answer)
            hops, from_its_site = hops + 1, False
        raise ImageHostFailed("too many redirects")

    def _read(self, answer: Answer, budget: WireBudget) -> Fetched:
        check_status(answer.status)
        check_length(answer, MAX_BYTES)
        gzip = is_gzip(answer)
        body = read_body(
            answer.pieces, gzip=gzip, most=MAX_BYTES, budget=budget, enough=self._enough
        )
        size = len(body.data) if body.whole or gzip or answer.length is None else answer.length
        return Fetched(body.data, body.bytes_read, size, body.whole)

    @contextmanager
    def _answer(
        self, target: Target, budget: WireBudget, *, from_its_site: bool
    ) -> Iterator[Answer]:
        fields = request_headers(target, self._user_agent, from_its_site=from_its_site)
        stream: httpcore2.NetworkStream = self._dialler.dial(target.host, target.port, budget)
        try:
            if target.scheme == "https":
                stream = stream.start_tls(self._tls or tls_context(), target.host)
            yield ask(stream, target.path, fields)
        finally:
            stream.close()


def _unfolded(url: str) -> Fetched:
    data = read_data_url(url)
    identify(data)
    return Fetched(data, bytes_read=len(data), size=len(data), whole=True)
