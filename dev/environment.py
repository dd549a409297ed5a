"""What the processes of the service find in their environment on a developer's machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from dev import bootstrap
from dev.ports import address as written
from dev.ports import reachable
from dev.redis_choice import SETTING
from dev.trouble import Trouble

PORTS = range(1, 65536)
SAMPLES_HOST = "samples.test"
HOSTS = "PROMPT_LENS_DEV_HOSTS"
PUBLIC_URL = "PROMPT_LENS_PUBLIC_URL"
DATABASE = "PROMPT_LENS_DATABASE_URL"
# Set to nothing, these mean the same as not set.
ABSENT = (PUBLIC_URL, DATABASE)
# A developer's machine is one address, and one person tries many times a day.
GENEROUS = {
    "PROMPT_LENS_LIMIT_TRIALS": "60/day",
    "PROMPT_LENS_LIMIT_PROOFS_MINUTE": "60/minute",
    "PROMPT_LENS_LIMIT_PROOFS_DAY": "1000/day",
    "PROMPT_LENS_LIMIT_PROOFS_48": "1000/day",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the web process listens."""

    host: str
    port: int

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Return what the settings say. Raise Trouble when the port is none."""
        port = environment.get("PROMPT_LENS_PORT") or "8787"
        if not (port.isascii() and port.isdigit() and int(port) in PORTS):
            raise Trouble("PROMPT_LENS_PORT must be a number from 1 to 65535.")
        return cls(environment.get("PROMPT_LENS_HOST") or "127.0.0.1", int(port))

    def __str__(self) -> str:
        """Write it as `host:port`."""
        return written(self.host, self.port)


def for_children(own: Mapping[str, str], redis_url: str, address: Address) -> dict[str, str]:
    """Return our own environment, filled in with what a development machine needs."""
    chosen = {name: value for name, value in own.items() if value or name not in ABSENT}
    here = written(reachable(address.host), address.port)
    return {
        **GENEROUS,
        PUBLIC_URL: f"http://{here}",
        DATABASE: f"sqlite:///{bootstrap.ROOT / '.run' / 'prompt-lens.db'}",
        **chosen,
        SETTING: redis_url,
        HOSTS: _hosts(own.get(HOSTS, ""), address.port),
    }


def _hosts(given: str, port: int) -> str:
    """Add the samples' name, which stands for a loopback address that is never visited else."""
    names = [pair.partition("=")[0].strip() for pair in given.split(",")]
    if SAMPLES_HOST in names:
        return given
    return ",".join(filter(None, (given, f"{SAMPLES_HOST}=127.0.0.1:{port}")))
