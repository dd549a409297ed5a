"""A fetch against a plain client that checks nothing, on the loopback, one connection for each.

Both have their TLS context before, and the hosts are another process. Ours looks a name up,
checks the address and asks whether the head is enough, as it does in a worker.
"""

import ssl
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import httpx2

from bench.goals import Goal
from bench.images.hosts import NAME, fetcher, hosting
from bench.rounds import interleaved, table
from server.embedded.read import holds_prompt
from tests.hostile.certificates import good, trusting
from tests.hostile.network import Serve, answer, says
from tests.support.pictures import jpeg

SIZES = {"60 KB": 60_000, "3 MB": 3_000_000}
EACH = 20
MOST = 1.25
MILLISECONDS = 1000
PLAIN = "httpx2.Client, no keep-alive"
OURS = "our fetch"


def measure() -> list[Goal]:
    """Measure and print."""
    goals = []
    with ExitStack() as stack:
        certificate = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "identity.pem"
        certificate.write_bytes(good(NAME, "127.0.0.1").pem)
        trusted = trusting()
        for scheme, shown in (("https", certificate), ("http", None)):
            ports = stack.enter_context(hosting(bodies, shown))
            for size, port in ports.items():
                ratio = compare(scheme, size, port, trusted)
                if scheme == "https":
                    goals.append(Goal(f"fetch p50 of {size} over TLS", ratio, MOST, "×"))
    return goals


def bodies() -> Mapping[str, Serve]:
    """Return hosts with a JPEG of each size, whose coded pixels nobody decodes."""
    start = jpeg(96, 64)[:-2]
    return {name: says(answer(start.ljust(size, b"\1"))) for name, size in SIZES.items()}


def compare(scheme: str, size: str, port: int, trusted: ssl.SSLContext) -> float:
    """Print one table and return the ratio of the medians."""
    limits = httpx2.Limits(max_keepalive_connections=0)
    ready = fetcher(port, tls=trusted, enough=holds_prompt)
    with httpx2.Client(verify=trusted, trust_env=False, limits=limits, timeout=10) as client:

        def plain() -> int:
            answered = client.get(f"{scheme}://127.0.0.1:{port}/a.jpg")
            return len(answered.raise_for_status().content)

        def ours() -> int:
            return len(ready.fetch(f"{scheme}://{NAME}/a.jpg").data)

        assert plain() == ours() == SIZES[size]
        taken = interleaved({PLAIN: lambda: median_of(plain), OURS: lambda: median_of(ours)})
    table(f"One fetch of {size} over {scheme}, median of {EACH}", "ms", taken, floor=PLAIN)
    return statistics.median(taken[OURS]) / statistics.median(taken[PLAIN])


def median_of(fetch: Callable[[], object]) -> float:
    """Return the median milliseconds of a few fetches in a row."""
    taken = []
    for _ in range(EACH):
        began = time.perf_counter()
        fetch()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * MILLISECONDS
