"""Run every table, or those that are named: `python -m bench.images policy tokens`."""

import sys
from importlib import import_module

from bench import goals
from dev import bootstrap

PEERS = "dev/bench.lock"

TABLES = (
    "policy",
    "deadline",
    "bomb",
    "fetching",
    "early_stop",
    "normalising",
    "hostile",
    "neighbours",
    "tokens",
)


def main(names: list[str]) -> None:
    """Bring the peers, measure and print."""
    bring_peers()
    import_module("bench.images.about").introduce()
    goals.measure("bench.images", names or TABLES)


def bring_peers() -> None:
    """Install what is compared with, which nothing else needs."""
    try:
        # pyvips is published as source alone; the libvips that it binds is a wheel.
        bootstrap.install(PEERS, "--only-binary", ":all:", "--no-binary", "pyvips")
    except bootstrap.CannotBring as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main(sys.argv[1:])
