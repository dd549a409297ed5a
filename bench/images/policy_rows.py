"""The rows of `policy` in whichever Python runs this; prints the counts as JSON."""

import ipaddress
import json
import platform
from collections.abc import Iterator

from server.errors import ImageFailed, UrlRefused
from server.images.fetch import Fetcher
from server.net.url import parse_url
from tests.hostile.address_rows import ALLOWED, REFUSED
from tests.hostile.http_rows import REFUSED_PLACES
from tests.hostile.network import PUBLIC, Dns, Server, Wires, answer, says
from tests.hostile.url_rows import ACCEPTED, NEVER_DIALLED
from tests.hostile.url_rows import REFUSED as REFUSED_URLS

BAD = [address for rows in REFUSED.values() for address in rows]


def fetched(url: object, dns: Dns, wires: Wires) -> str:
    """Return how a fetch ends."""
    fetcher = Fetcher(resolver=dns, public_url="https://lens.example", inner=wires)
    try:
        fetcher.fetch(url, 5)  # type: ignore[arg-type]
    except (UrlRefused, ImageFailed) as error:
        return type(error).__name__
    return "taken"


def literal(address: str) -> str:
    """Return the URL that names an address itself."""
    return f"http://[{address}]/" if ":" in address else f"http://{address}/"


def must_deny() -> Iterator[tuple[bool, int]]:
    """Yield for each way to each forbidden place whether it leaked, and how often was dialled."""
    for address in BAD:
        for answers in ([address], [address, PUBLIC], [PUBLIC, address]):
            wires = Wires()
            ended = fetched("http://evil.com/", Dns({"evil.com": [answers]}), wires)
            yield bool(wires.dials) or ended != "ImageUnreachable", len(wires.dials)
    for url in (*map(literal, BAD), *NEVER_DIALLED, *REFUSED_URLS):
        dns, wires = Dns(), Wires()
        refused = {"ImageUnreachable", "UrlRefused"} if url not in REFUSED_URLS else {"UrlRefused"}
        ended = fetched(url, dns, wires)
        yield bool(wires.dials or dns.asked) or ended not in refused, len(wires.dials)
    yield from must_not_follow()


def must_not_follow() -> Iterator[tuple[bool, int]]:
    """Yield the same for redirects; the host that sends one is public, and its dial is ours."""
    for place in REFUSED_PLACES:
        server = Server(says(answer(b"", f"Location: {place}", status="302 Found")))
        wires = Wires({PUBLIC: server.port})
        names = {"good.com": [[PUBLIC]], "private.com": [["10.0.0.1"]]}
        ended = fetched("http://good.com/", Dns(names), wires)
        server.close()
        further = len(wires.dials) - 1
        yield bool(further) or ended == "taken", further


def over_blocks() -> int:
    """Count the public addresses that were not dialled, and the good URLs that were not read."""
    missed = 0
    for address in ALLOWED:
        wires = Wires()
        fetched("http://good.com/", Dns({"good.com": [[address]]}), wires)
        missed += [host for host, _ in wires.dials] != [address]
    for url, canonical in ACCEPTED.items():
        try:
            missed += parse_url(url).canonical != canonical
        except UrlRefused:
            missed += 1
    return missed


def is_global(address: str) -> bool:
    """Return what the standard library says."""
    return ipaddress.ip_address(address).is_global


def main() -> None:
    """Count and print."""
    denied = list(must_deny())
    counts: dict[str, dict[str, int]] = {
        "python": {"patch": int(platform.python_version_tuple()[2])},
        "rows": {
            "forbidden addresses (each four ways)": len(BAD),
            "public addresses": len(ALLOWED),
            "URLs refused": len(REFUSED_URLS) + len(NEVER_DIALLED),
            "URLs taken": len(ACCEPTED),
            "redirects refused": len(REFUSED_PLACES),
        },
        "ours": {
            "leaks": sum(leaked for leaked, _ in denied),
            "over-blocks": over_blocks(),
            "dials": sum(dials for _, dials in denied),
        },
        "is_global": {
            "leaks": sum(map(is_global, BAD)),
            "over-blocks": len(ALLOWED) - sum(map(is_global, ALLOWED)),
        },
    }
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
