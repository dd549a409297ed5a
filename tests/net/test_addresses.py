import ast
import ipaddress
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.net import addresses
from server.net.addresses import IPAddress, is_allowed, is_forbidden_name
from tests.hostile.address_rows import ALLOWED, REFUSED

ROWS = [(kind, address) for kind, rows in REFUSED.items() for address in rows]

V4 = st.ip_addresses(v=4).map(lambda ip: ipaddress.IPv4Address(int(ip)))
IDENTIFIERS = st.integers(min_value=0, max_value=2**64 - 1)

# Both registries of special-purpose addresses (IANA, RFC 6890), entries inside a wider one left
# out; then what is special in neither. IPv6 is written in full groups, as the oracle reads it.
SPECIAL_V4 = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
    *("192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24"),
    *("203.0.113.0/24", "240.0.0.0/4", "224.0.0.0/4", "168.63.129.16/32"),
)
SPECIAL_V6 = (
    *("2001:0000::/23", "2001:0db8::/32", "2002::/16", "2620:004f:8000::/48", "3fff:0000::/20"),
    "3ffe::/16",
)


@pytest.mark.parametrize(("kind", "address"), ROWS)
def test_a_refused_address_is_refused(kind: str, address: str) -> None:
    assert not is_allowed(ipaddress.ip_address(address)), kind


@pytest.mark.parametrize("address", ALLOWED)
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_allowed(ipaddress.ip_address(address))


def first_bits(network: str) -> str:
    address, _, length = network.partition("/")
    numbers = (
        [f"{int(part):08b}" for part in address.split(".")]
        if "." in address
        else [f"{int(part, 16):016b}" for part in address.split(":") if part]
    )
    return "".join(numbers)[: int(length)]


def oracle(ip: IPAddress) -> bool:
    """Judge once more, by the digits alone."""
    bits = f"{int(ip):0{ip.max_prefixlen}b}"
    table = SPECIAL_V4 if ip.version == 4 else SPECIAL_V6
    if bits.startswith(tuple(map(first_bits, table))):
        return False
    isatap = bits[64:70] == "000000" and int(bits[72:96] or "0", 2) == 0x5EFE
    return ip.version == 4 or (bits.startswith("001") and not isatap)


def edges() -> Iterator[IPAddress]:
    """Yield the first and the last address of each network, and their neighbours."""
    for row in (*SPECIAL_V4, *SPECIAL_V6, "2000::/3"):
        network = ipaddress.ip_network(row)
        for number in (int(network[0]), int(network[-1])):
            for near in (number - 1, number, number + 1):
                if 0 <= near < 2**network.max_prefixlen:
                    yield type(network[0])(near)


@pytest.mark.parametrize("ip", list(edges()), ids=str)
def test_each_edge_of_each_network_is_as_the_registries_have_it(
    ip: IPAddress,
) -> None:
    assert is_allowed(ip) == oracle(ip)


@given(
    st.sampled_from((*SPECIAL_V4, *SPECIAL_V6)).flatmap(lambda row: st.ip_addresses(network=row))
)
def test_nothing_inside_a_special_network_is_allowed(ip: IPAddress) -> None:
    assert not is_allowed(ip)


@given(V4)
def test_any_ipv4_address_is_as_the_registries_have_it(ip: ipaddress.IPv4Address) -> None:
    assert is_allowed(ip) == oracle(ip)


@given(st.integers(min_value=0, max_value=2**128 - 1), st.booleans())
def test_any_ipv6_address_is_as_the_registries_have_it(number: int, inside: bool) -> None:
    ip = ipaddress.IPv6Address(number >> 3 | 1 << 125 if inside else number)

    assert is_allowed(ip) == oracle(ip)


@given(V4, IDENTIFIERS)
def test_an_address_in_disguise_is_refused_whatever_it_is(
    ip: ipaddress.IPv4Address, rest: int
) -> None:
    low = int(ip)
    upper, lower = low >> 16, low & 0xFFFF
    disguises = (
        low,  # RFC 4291, 2.5.5.1
        0xFFFF << 32 | low,  # RFC 4291, 2.5.5.2
        0xFFFF << 48 | low,  # RFC 2765
        0x64FF9B << 96 | low,  # RFC 6052
        0x64FF9B0001 << 80 | low,  # RFC 8215, and its five layouts of RFC 6052, 2.2
        0x64FF9B0001 << 80 | upper << 64 | lower << 40 | rest & 0xFFFFFFFFFF,
        0x2002 << 112 | low << 80 | rest,  # RFC 3056
        0x20010000 << 96 | low ^ 0xFFFFFFFF,  # RFC 4380: the client's
        0x20010000 << 96 | low << 64 | rest,  # the server's
        *(
            prefix << 64 | flags << 32 | low  # RFC 5214
            for prefix in (0x2A00145040010000, 0xFE80000000000000, rest >> 3 | 1 << 61)
            for flags in (0x00005EFE, 0x01005EFE, 0x02005EFE, 0x03005EFE)
        ),
    )
    for disguise in disguises:
        assert not is_allowed(ipaddress.IPv6Address(disguise))


@given(IDENTIFIERS, st.text("0123456789abcdefghijklmnopqrstuvwxyz._-", min_size=1))
def test_no_zone_makes_an_address_welcome(rest: int, zone: str) -> None:
    assert is_allowed(ipaddress.ip_address(f"2600::{rest >> 32 & 0xFFFF:x}"))
    assert not is_allowed(ipaddress.ip_address(f"2600::{rest >> 32 & 0xFFFF:x}%{zone}"))


@given(st.integers(min_value=0, max_value=2**128 - 1))
def test_everything_outside_2000_slash_3_is_refused(number: int) -> None:
    if number >> 125 != 1:
        assert not is_allowed(ipaddress.IPv6Address(number))


@pytest.mark.parametrize(
    "name",
    [
        *("localhost", "LOCALHOST.", "printer", "a.local", "A.Local.", "x.internal", "x.home.arpa"),
        *(
            "x.onion",
            "x.alt",
            "x.lan",
            "x.test",
            "x.invalid",
            "x.example",
            "a.b.localhost",
            "",
            ".",
        ),
    ],
)
def test_a_local_name_is_forbidden(name: str) -> None:
    assert is_forbidden_name(name)


@pytest.mark.parametrize(
    "name", ["good.com", "good.com.", "local.good.com", "test.de", "notlocal.org", "x.localhosts"]
)
def test_a_public_name_is_not_forbidden(name: str) -> None:
    assert not is_forbidden_name(name)


def test_the_policy_never_asks_the_standard_library_what_is_global() -> None:
    tree = ast.parse(Path(addresses.__file__).read_text())
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}

    assert not asked & {"is_global", "is_private", "is_reserved", "is_multicast"}
