"""The rows of `policy` in whichever Python runs this; prints the counts as JSON."""

import ipaddress
import json
import platform
from collections.abc import Iterator
from contextlib import suppress

from server.errors import ImageFailed, UrlRefused
from server.images.fetch import Fetcher
from server.net.url import parse_url
from tests.hostile.address_rows import ALLOWED, REFUSED
from tests.hostile.http_rows import REFUSED_PLACES
from tests.hostile.network import PUBLIC, Dns, Server, Wires, answer, says
from tests.hostile.url_rows import ACCEPTED, NEVER_DIALLED
from tests.hostile.url_rows import REFUSED as REFUSED_URLS

BAD = [address for rows in REFUSED.values() for address in rows]
BAD_URLS = [url for url in (*REFUSED_URLS, *NEVER_DIALLED) if isinstance(url, str)]


def is_taken(url: str, dns: Dns, wires: Wires) -> bool:
    """Say whether a fetch brings anything but a refusal."""
    fetcher = Fetcher(resolver=dns, public_url="https://lens.example", inner=wires)
    with suppress(UrlRefused, ImageFailed):
        fetcher.fetch(url, 5)
        return True
    return False


def literal(address: str) -> str:
    """Return the URL that names an address itself."""
    return f"http://[{address}]/" if ":" in address else f"http://{address}/"


def must_deny() -> Iterator[tuple[bool, int]]:
    """Yield for each way to each forbidden place whether it leaked, and how often was dialled."""
    for address in BAD:
        for answers in ([address], [address, PUBLIC], [PUBLIC, address]):
            wires = Wires()
            taken = is_taken("http://evil.com/", Dns({"evil.com": [answers]}), wires)
            yield taken or bool(wires.dials), len(wires.dials)
    for url in (*map(literal, BAD), *BAD_URLS):
        dns, wires = Dns(), Wires()
        taken = is_taken(url, dns, wires)
        yield taken or bool(dns.asked or wires.dials), len(wires.dials)
    yield from must_not_follow()


def must_not_follow() -> Iterator[tuple[bool, int]]:
    """Yield the same for redirects; the host that sends one is public, and its dial is ours."""
    for place in REFUSED_PLACES:
        server = Server(says(answer(b"", f"Location: {place}", status="302 Found")))
        wires = Wires({PUBLIC: server.port})
        names = {"good.com": [[PUBLIC]], "private.com": [["10.0.0.1"]]}
        taken = is_taken("http://good.com/", Dns(names), wires)
        server.close()
        further = len(wires.dials) - 1
        yield taken or bool(further), further


def over_blocks() -> int:
    """Count the public addresses that were not dialled, and the good URLs that were not read."""
    missed = 0
    for address in ALLOWED:
        wires = Wires()
        is_taken("http://good.com/", Dns({"good.com": [[address]]}), wires)
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
            "URLs refused": len(BAD_URLS),
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
