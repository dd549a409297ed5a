"""Where we go and where we never go: pure policy, the standard library alone.

The networks are written out (IANA special-purpose registries, RFC 6890). `is_global` and
`is_private` answer differently from one patch release of Python to the next, and both let
several embeddings of IPv4 in IPv6 through.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address

_DENIED_V4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private, RFC 1918
        "100.64.0.0/10",  # carrier NAT, RFC 6598; a cloud's metadata lives here
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's platform service, on an address that looks public
        "169.254.0.0/16",  # link-local, RFC 3927: metadata services
        "172.16.0.0/12",  # private, RFC 1918
        "192.0.0.0/24",  # IETF protocol assignments, RFC 6890
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.31.196.0/24",  # AS112, RFC 7535
        "192.52.193.0/24",  # AMT relays, RFC 7450
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "192.168.0.0/16",  # private, RFC 1918
        "192.175.48.0/24",  # AS112, RFC 7534
        "198.18.0.0/15",  # benchmarking, RFC 2544
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)

# Everything outside is refused unseen: loopback, ULA, link-local, multicast, and the IPv4
# addresses hidden in ::/96, ::ffff:0:0/96, ::ffff:0:0:0/96, 64:ff9b::/96 and 64:ff9b:1::/48.
_UNICAST_V6 = IPv6Network("2000::/3")

_DENIED_V6 = tuple(
    IPv6Network(net)
    for net in (
        "2001::/23",  # IETF assignments, RFC 2928: Teredo, ORCHID, benchmarking, AMT
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the 6bone, given back
        "3fff::/20",  # documentation, RFC 9637
    )
)

# Whose last 32 bits are an IPv4 address.
_CARRYING_LOW = (
    IPv6Network("::ffff:0:0/96"),  # mapped, RFC 4291
    IPv6Network("::ffff:0:0:0/96"),  # translated, RFC 2765
    IPv6Network("64:ff9b::/96"),  # NAT64, RFC 6052
)
_LOW_32_BITS = 0xFFFFFFFF

_ISATAP = 0x00005EFE
_ISATAP_FLAGS = 0x03000000  # the universal and group bits, either of which may be set

_FORBIDDEN_NAMES = frozenset(
    {
        "alt",  # RFC 9476
        "arpa",  # home.arpa (RFC 8375) and the rest of the infrastructure
        "corp",  # this and the next are kept undelegated for the collisions they cause
        "home",
        "mail",
        "example",  # RFC 6761
        "internal",  # reserved by ICANN for private use; metadata services
        "intranet",  # this and the next are used privately, RFC 6762 appendix G
        "private",
        "lan",
        "invalid",  # RFC 6761
        "local",  # RFC 6762
        "localdomain",
        "localhost",  # RFC 6761
        "onion",  # RFC 7686
        "test",  # RFC 6761
    }
)


def is_allowed(ip: IPAddress) -> bool:
    """Say whether a packet may go to `ip`: a public unicast address that embeds no other."""
    if isinstance(ip, IPv4Address):
        return not any(ip in net for net in _DENIED_V4)
    if ip.scope_id is not None or ip not in _UNICAST_V6:
        return False
    return not _is_isatap(ip) and not any(ip in net for net in _DENIED_V6)


def unwrapped(ip: IPAddress) -> IPAddress:
    """Return the IPv4 address that an IPv6 one only carries, else the address without a zone.

    Mapped, translated (SIIT, NAT64), 6to4, and a Teredo client's own.
    """
    if isinstance(ip, IPv4Address):
        return ip
    number = int(ip)
    if any(ip in net for net in _CARRYING_LOW):
        return IPv4Address(number & _LOW_32_BITS)
    teredo = ip.teredo[1] if ip.teredo else None
    return ip.sixtofour or teredo or IPv6Address(number)


def is_forbidden_name(host: str) -> bool:
    """Say whether a host name is local by its form or reserved; it is then never looked up."""
    name = host.removesuffix(".").lower()
    return "." not in name or name.rpartition(".")[2] in _FORBIDDEN_NAMES


def _is_isatap(ip: IPv6Address) -> bool:
    # RFC 5214: any prefix may carry an interface id 0:5efe:a.b.c.d
    return (int(ip) >> 32) & 0xFFFFFFFF & ~_ISATAP_FLAGS == _ISATAP
