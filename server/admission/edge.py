"""Whom a call comes from: the socket's peer, or whom the operator's own edge says it stands for.

Anybody can write a header. It is believed only from an edge that knows the secret, or that is
one of the listed peers, or both where both are set; and only the one header that this edge
itself writes: what another one says came from the client and went through unread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from secrets import compare_digest

from server.net.addresses import unwrapped

KNOWN_BY = "Prompt-Lens-Edge"
CLOUDFLARE = "CF-Connecting-IP"
FORWARDED = "X-Forwarded-For"


@dataclass(frozen=True, slots=True)
class Edge:
    """With no hops the edge is Cloudflare; else that many proxies of ours each named their peer."""

    secret: str = ""
    peers: tuple[IPv4Network | IPv6Network, ...] = ()
    hops: int = 0

    def client(self, peer: str, said: Callable[[str, str], str]) -> str:
        """Return the client's address; the peer's where nobody trusted names a valid one.

        `said` gives a header, several of one name joined by commas, or what it is asked to.
        """
        if not self._is_trusted(peer, said(KNOWN_BY, "")):
            return peer
        # Each proxy appends: the last is what the one next to us saw.
        header = said(FORWARDED if self.hops else CLOUDFLARE, "")
        named = header.split(",")[-self.hops :] if self.hops else [header]
        is_whole = len(named) == (self.hops or 1)
        client = named[0].strip(" \t")
        return client if is_whole and _is_address(client) else peer

    def _is_trusted(self, peer: str, secret: str) -> bool:
        if self.secret and not compare_digest(secret.encode(), self.secret.encode()):
            return False
        if self.peers:
            return _is_address(peer) and self._is_listed(peer)
        return bool(self.secret)

    def _is_listed(self, peer: str) -> bool:
        ip = unwrapped(ip_address(peer))
        return any(ip in network for network in self.peers)


def _is_address(text: str) -> bool:
    try:
        ip = ip_address(text)
    except ValueError:
        return False
    return not (isinstance(ip, IPv6Address) and ip.scope_id)
