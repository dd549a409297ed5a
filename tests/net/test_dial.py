import threading
import time

import httpcore2
import pytest

from server.net.addresses import IPAddress
from server.net.budget import OutOfBytes, OutOfTime, WireBudget
from server.net.dial import AddressRefused, GuardedBackend
from server.net.resolve import NameUnknown, SystemResolver
from server.net.url import parse_url
from tests.hostile.address_rows import ALLOWED, REFUSED
from tests.hostile.network import PUBLIC, Dns, Server, Wires, says
from tests.hostile.url_rows import NEVER_DIALLED

REFUSED_ADDRESSES = [address for rows in REFUSED.values() for address in rows]


def guarded(dns: Dns, wires: Wires, seconds: float = 5, **more: object) -> GuardedBackend:
    return GuardedBackend(WireBudget(seconds, 10**6), dns, inner=wires, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("url", NEVER_DIALLED)
def test_a_host_that_leads_nowhere_public_is_neither_looked_up_nor_dialled(url: str) -> None:
    dns, wires, target = Dns(), Wires(), parse_url(url)

    with pytest.raises(AddressRefused):
        guarded(dns, wires).connect_tcp(target.host, target.port)
    assert (dns.asked, wires.dials) == ([], [])


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_a_name_with_a_refused_address_is_not_dialled(address: str) -> None:
    dns, wires = Dns({"evil.com": [[address]]}), Wires()

    with pytest.raises(AddressRefused):
        guarded(dns, wires).connect_tcp("evil.com", 443)
    assert wires.dials == []


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
@pytest.mark.parametrize("first", [True, False])
def test_one_refused_answer_among_good_ones_spoils_all(address: str, first: bool) -> None:
    mixed = [address, PUBLIC] if first else [PUBLIC, address]
    dns, wires = Dns({"evil.com": [mixed]}), Wires()

    with pytest.raises(AddressRefused):
        guarded(dns, wires).connect_tcp("evil.com", 443)
    assert wires.dials == []


@pytest.mark.parametrize("address", ALLOWED)
def test_an_allowed_address_is_dialled_as_it_was_checked(address: str) -> None:
    dns, wires = Dns({"good.com": [[address]]}), Wires()

    with pytest.raises(httpcore2.ConnectError):
        guarded(dns, wires).connect_tcp("good.com", 443)
    assert [host for host, _ in wires.dials] == [address]


def test_resolves_once_and_dials_what_was_checked() -> None:
    server = Server(says(b""))
    dns, wires = Dns({"good.com": [[PUBLIC], ["127.0.0.1"]]}), Wires({PUBLIC: server.port})

    guarded(dns, wires).connect_tcp("good.com", 80).close()

    assert dns.asked == ["good.com"]
    assert wires.dials == [(PUBLIC, 80)]
    server.close()


def test_dials_four_addresses_at_most_and_ipv4_first() -> None:
    answers = ["2606:4700::1", "1.1.1.1", "2606:4700::2", "1.1.1.2", "1.1.1.3", *["8.8.8.8"] * 995]
    dns, wires = Dns({"many.com": [answers]}), Wires()

    with pytest.raises(httpcore2.ConnectError):
        guarded(dns, wires).connect_tcp("many.com", 80)
    assert [host for host, _ in wires.dials] == ["1.1.1.1", "1.1.1.2", "1.1.1.3", "8.8.8.8"]


def test_what_comes_over_the_wire_is_taken_from_the_budget() -> None:
    server = Server(says(b"x" * 100))
    dns, wires = Dns({"good.com": [[PUBLIC]]}), Wires({PUBLIC: server.port})
    backend = GuardedBackend(WireBudget(5, 50), dns, inner=wires)

    stream = backend.connect_tcp("good.com", 80)
    stream.write(b"\r\n\r\n")
    with pytest.raises(OutOfBytes):
        stream.read(100)
    stream.close()
    server.close()


def test_goes_on_to_the_next_address_where_one_does_not_answer() -> None:
    server = Server(says(b""))
    dns, wires = Dns({"good.com": [["1.1.1.1", PUBLIC]]}), Wires({PUBLIC: server.port})

    guarded(dns, wires).connect_tcp("good.com", 80).close()

    assert wires.dials == [("1.1.1.1", 80), (PUBLIC, 80)]
    server.close()


def test_no_dial_waits_longer_than_three_seconds_or_the_time_left() -> None:
    dns = Dns({"good.com": [[PUBLIC]]})
    for seconds, most in ((60.0, 3.0), (0.5, 0.5)):
        wires = Wires()
        with pytest.raises(httpcore2.ConnectError):
            guarded(dns, wires, seconds).connect_tcp("good.com", 80)
        assert wires.timeouts[0] is not None
        assert 0 < wires.timeouts[0] <= most


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8080, 65535])
def test_no_other_port_is_dialled(port: int) -> None:
    dns, wires = Dns({"good.com": [[PUBLIC]]}), Wires()

    with pytest.raises(AddressRefused):
        guarded(dns, wires).connect_tcp("good.com", port)
    assert (dns.asked, wires.dials) == ([], [])


def test_a_socket_of_this_machine_is_never_dialled() -> None:
    with pytest.raises(AddressRefused):
        guarded(Dns(), Wires()).connect_unix_socket("/var/run/docker.sock")


def test_an_unknown_name_stays_unknown() -> None:
    with pytest.raises(NameUnknown):
        guarded(Dns(), Wires()).connect_tcp("gone.com", 80)


def test_a_resolver_that_hangs_ends_with_the_budget() -> None:
    release = threading.Event()

    def stuck(host: str) -> list[IPAddress]:
        release.wait(10)
        return []

    resolver = SystemResolver(stuck)
    backend = GuardedBackend(WireBudget(0.1, 10), resolver, inner=Wires())

    started = time.monotonic()
    with pytest.raises(OutOfTime):
        backend.connect_tcp("slow.com", 80)
    assert time.monotonic() - started < 0.35
    release.set()


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(AddressRefused):
        guarded(Dns({"empty.com": [[]]}), Wires()).connect_tcp("empty.com", 80)


def test_a_development_host_leads_to_its_loopback_port_and_nothing_else_changes() -> None:
    server = Server(says(b""))
    hosts = {"images.test": ("127.0.0.1", server.port)}
    dns, wires = Dns({"evil.com": [["127.0.0.1"]]}), Wires()
    backend = guarded(dns, wires, dev_hosts=hosts)

    backend.connect_tcp("images.test", 80).close()

    assert wires.dials == [("127.0.0.1", server.port)]
    assert dns.asked == []
    for host in ("other.test", "a.images.test", "127.0.0.1", "evil.com"):
        with pytest.raises(AddressRefused):
            backend.connect_tcp(host, 80)
    assert len(wires.dials) == 1
    server.close()


def test_a_development_host_must_be_on_this_machine() -> None:
    with pytest.raises(ValueError, match="loopback"):
        guarded(Dns(), Wires(), dev_hosts={"images.test": ("10.0.0.1", 80)})
