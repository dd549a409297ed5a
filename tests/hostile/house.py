"""A fetcher whose whole internet is one server on the loopback."""

from server.images.fetch import Fetcher
from tests.hostile.network import PUBLIC, Dns, Server, Wires


class House:
    """`good.com` is public, `private.com` is not; `evil_com=[[…], […]]` adds names, by round."""

    def __init__(self, server: Server, **names: list[list[str]]) -> None:
        known = {"good.com": [[PUBLIC]], "private.com": [["10.0.0.1"]]}
        known |= {name.replace("_", "."): rounds for name, rounds in names.items()}
        self.dns = Dns(known)
        self.wires = Wires({PUBLIC: server.port})
        self.server = server

    def fetcher(self, **more: object) -> Fetcher:
        return Fetcher(
            resolver=self.dns,
            public_url="https://lens.example",
            inner=self.wires,
            **more,  # type: ignore[arg-type]
        )
