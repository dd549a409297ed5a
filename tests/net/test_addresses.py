import ast
import ipaddress
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.net import addresses
from server.net.addresses import is_allowed, is_forbidden_name
from tests.hostile.address_rows import ALLOWED, REFUSED

ROOT = Path(__file__).resolve().parents[2]
ROWS = [(kind, address) for kind, rows in REFUSED.items() for address in rows]

V4 = st.ip_addresses(v=4).map(lambda ip: ipaddress.IPv4Address(int(ip)))
INTERFACE = st.integers(min_value=0, max_value=2**64 - 1)


@pytest.mark.parametrize(("kind", "address"), ROWS)
def test_a_refused_address_is_refused(kind: str, address: str) -> None:
    assert not is_allowed(ipaddress.ip_address(address)), kind


@pytest.mark.parametrize("address", ALLOWED)
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_allowed(ipaddress.ip_address(address))


@given(V4)
def test_an_address_in_disguise_is_refused_whatever_it_is(ip: ipaddress.IPv4Address) -> None:
    low = int(ip)
    disguises = (
        low,
        0xFFFF << 32 | low,
        0xFFFF << 48 | low,
        0x64FF9B << 96 | low,
        0x64FF9B0001 << 80 | low,
        0x2002 << 112 | low << 80,
        0x20010000 << 96 | low ^ 0xFFFFFFFF,
        0x2A001450 << 96 | 0x5EFE << 32 | low,
        0x2A001450 << 96 | 0x02005EFE << 32 | low,
    )
    for disguise in disguises:
        assert not is_allowed(ipaddress.IPv6Address(disguise))


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


def other_pythons() -> list[Path]:
    versions = Path.home() / ".pyenv" / "versions"
    return [path for v in ("3.12", "3.13", "3.14") for path in versions.glob(f"{v}.*/bin/python")]


@pytest.mark.parametrize("python", [Path(sys.executable), *other_pythons()], ids=str)
def test_every_python_gives_the_same_answers_without_any_package(python: Path) -> None:
    program = (
        "import ipaddress, json; from server.net.addresses import is_allowed;"
        "from tests.hostile.address_rows import ALLOWED, REFUSED;"
        "ok = [a for a in ALLOWED if is_allowed(ipaddress.ip_address(a))];"
        "bad = [a for r in REFUSED.values() for a in r if is_allowed(ipaddress.ip_address(a))];"
        "print(json.dumps([len(ok), bad]))"
    )
    done = subprocess.run(
        [python, "-S", "-c", program], cwd=ROOT, env={}, capture_output=True, check=True, text=True
    )

    assert json.loads(done.stdout) == [len(ALLOWED), []]
