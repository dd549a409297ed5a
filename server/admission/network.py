"""Which network a caller comes from, as a keyed hash: limits count these, nothing keeps them.

An IPv4 address counts by itself; an IPv6 one by its /64, which one customer commonly
has, and by its /48, which one site commonly has. Every way of writing an IPv4 address
inside an IPv6 one counts as that IPv4 address.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from server.net.addresses import unwrapped


@dataclass(frozen=True, slots=True)
class Network:
    """Two buckets to count in, of one hash tag; `site` is None for IPv4."""

    host: str
    site: str | None


class Networks:
    """Turns addresses into buckets, with a pepper that changes every month."""

    def __init__(self, key: str, clock: Callable[[], float] = time.time) -> None:
        """`key` is the service's signing key; the buckets' key is derived from it."""
        self._key = hashlib.sha256(b"prompt-lens.network.v1:" + key.encode()).digest()
        self._clock = clock

    def of(self, address: str) -> Network:
        """Return the buckets of a client's address. Anything malformed shares one bucket."""
        try:
            ip = unwrapped(ip_address(address))
        except ValueError:
            return Network(self._tag("malformed"), None)
        if isinstance(ip, IPv4Address):
            return Network(self._tag(str(ip)), None)
        site = self._tag(_prefix(ip, 48))
        return Network(site + self._hash(_prefix(ip, 64)), site)

    def _tag(self, prefix: str) -> str:
        return f"{{{self._hash(prefix)}}}"

    def _hash(self, prefix: str) -> str:
        month = time.strftime("%Y-%m", time.gmtime(self._clock()))
        digest = hmac.digest(self._key, f"{month}|{prefix}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:15]).decode()


def _prefix(ip: IPv6Address, bits: int) -> str:
    return str(IPv6Network((ip, bits), strict=False))
