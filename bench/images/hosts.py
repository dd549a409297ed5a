"""Hosts on the loopback in a process of their own, and an internet that is one of them."""

import ssl
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from ipaddress import ip_address
from pathlib import Path

from bench.fresh import beside
from server.images.fetch import Fetcher
from server.net.resolve import SystemResolver
from tests.hostile.network import PUBLIC, Serve, Server, Wires

NAME = "good.com"

_running: list[Server] = []


def hosting(
    make: Callable[[], Mapping[str, Serve]], certificate: Path | None = None
) -> AbstractContextManager[dict[str, int]]:
    """Serve what `make` returns, over TLS where a file with key and certificate is given.

    Yields name → port.
    """
    return beside(partial(_serve, make, certificate))


def _serve(make: Callable[[], Mapping[str, Serve]], certificate: Path | None) -> dict[str, int]:
    tls = None
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
    servers = {name: Server(serve, tls) for name, serve in make().items()}
    _running.extend(servers.values())
    return {name: server.port for name, server in servers.items()}


def fetcher(port: int, **more: object) -> Fetcher:
    """Return a fetcher with its real policy, for which one public address ends at `port`.

    Names are looked up on the resolver's threads, as they would be; only the answer is ours.
    """
    return Fetcher(
        resolver=SystemResolver(lambda _: [ip_address(PUBLIC)]),
        public_url="https://lens.example",
        inner=Wires({PUBLIC: port}),
        **more,  # type: ignore[arg-type]
    )
