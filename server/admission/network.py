"""Which network a caller comes from, as a keyed hash: limits count these, nothing keeps them.

An IPv4 address counts by itself; an IPv6 one by its /64, which one customer commonly
has, and by its /48, which one site commonly has. Every way of writing an IPv4 address
inside an IPv6 one counts as that IPv4 address.
"""

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

NAT64 = IPv6Network("64:ff9b::/96")
LOW_32_BITS = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Network:
    """Two buckets to count in; `site` is None for IPv4."""

    host: str
    site: str | None


class Networks:
    """Turns addresses into buckets, with a pepper that changes every month."""

    def __init__(self, key: str, clock: Callable[[], float] = time.time) -> None:
        """`key` is the service's signing key; the buckets' key is derived from it."""
        self._key = hashlib.sha256(b"prompt-lens.network.v1:" + key.encode()).digest()
        self._clock = clock

    def of(self, address: str) -> Network:
        """Return the buckets of a socket's peer. Anything malformed shares one bucket."""
        try:
            ip = _plain(ip_address(address.partition("%")[0]))
        except ValueError:
            return Network(self._hash("malformed"), None)
        if isinstance(ip, IPv4Address):
            return Network(self._hash(str(ip)), None)
        return Network(self._hash(_prefix(ip, 64)), self._hash(_prefix(ip, 48)))

    def _hash(self, prefix: str) -> str:
        month = time.strftime("%Y-%m", time.gmtime(self._clock()))
        return hmac.new(self._key, f"{month}|{prefix}".encode(), "sha256").hexdigest()[:32]


def _plain(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv4Address):
        return ip
    if ip in NAT64:
        return IPv4Address(int(ip) & LOW_32_BITS)
    teredo = ip.teredo[1] if ip.teredo else None
    return ip.ipv4_mapped or ip.sixtofour or teredo or ip


def _prefix(ip: IPv6Address, bits: int) -> str:
    return str(IPv6Network((ip, bits), strict=False))
