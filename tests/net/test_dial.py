import threading
import time

import httpcore2
import pytest

from server.net.addresses import IPAddress
from server.net.budget import BudgetedStream, OutOfBytes, OutOfTime, WireBudget
from server.net.dial import AddressRefused, Dialler
from server.net.resolve import NameUnknown, SystemResolver
from server.net.url import parse_url
from tests.hostile.address_rows import ALLOWED, REFUSED
from tests.hostile.network import PUBLIC, Dns, Server, Wires, says
from tests.hostile.url_rows import NEVER_DIALLED

REFUSED_ADDRESSES = [address for rows in REFUSED.values() for address in rows]


def dial(
    dns: Dns, wires: Wires, host: str, port: int = 80, seconds: float = 5, **more: object
) -> BudgetedStream:
    dialler = Dialler(dns, inner=wires, **more)  # type: ignore[arg-type]
    return dialler.dial(host, port, WireBudget(seconds, 10**6))


@pytest.mark.parametrize("url", NEVER_DIALLED)
def test_a_host_that_leads_nowhere_public_is_neither_looked_up_nor_dialled(url: str) -> None:
    dns, wires, target = Dns(), Wires(), parse_url(url)

    with pytest.raises(AddressRefused):
        dial(dns, wires, target.host, target.port)
    assert (dns.asked, wires.dials) == ([], [])


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_a_refused_address_for_a_host_is_neither_looked_up_nor_dialled(address: str) -> None:
    dns, wires = Dns(), Wires()

    with pytest.raises(AddressRefused):
        dial(dns, wires, address)
    assert (dns.asked, wires.dials) == ([], [])


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_a_name_with_a_refused_address_is_not_dialled(address: str) -> None:
    dns, wires = Dns({"evil.com": [[address]]}), Wires()

    with pytest.raises(AddressRefused):
        dial(dns, wires, "evil.com", 443)
    assert wires.dials == []


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
@pytest.mark.parametrize("first", [True, False])
def test_one_refused_answer_among_good_ones_spoils_all(address: str, first: bool) -> None:
    mixed = [address, PUBLIC] if first else [PUBLIC, address]
    dns, wires = Dns({"evil.com": [mixed]}), Wires()

    with pytest.raises(AddressRefused):
        dial(dns, wires, "evil.com", 443)
    assert wires.dials == []


@pytest.mark.parametrize("address", ALLOWED)
def test_an_allowed_address_is_dialled_as_it_was_checked(address: str) -> None:
    dns, wires = Dns({"good.com": [[address]]}), Wires()

    with pytest.raises(httpcore2.ConnectError):
        dial(dns, wires, "good.com", 443)
    assert [host for host, _ in wires.dials] == [address]


def test_resolves_once_and_dials_what_was_checked() -> None:
    server = Server(says(b""))
    dns, wires = Dns({"good.com": [[PUBLIC], ["127.0.0.1"]]}), Wires({PUBLIC: server.port})

    dial(dns, wires, "good.com", 80).close()

    assert dns.asked == ["good.com"]
    assert wires.dials == [(PUBLIC, 80)]
    server.close()


def test_dials_four_addresses_at_most_and_ipv4_first() -> None:
    answers = ["2606:4700::1", "1.1.1.1", "2606:4700::2", "1.1.1.2", "1.1.1.3", *["8.8.8.8"] * 995]
    dns, wires = Dns({"many.com": [answers]}), Wires()

    with pytest.raises(httpcore2.ConnectError):
        dial(dns, wires, "many.com", 80)
    assert [host for host, _ in wires.dials] == ["1.1.1.1", "1.1.1.2", "1.1.1.3", "8.8.8.8"]


def test_what_comes_over_the_wire_is_taken_from_the_budget() -> None:
    server = Server(says(b"x" * 100))
    dns, wires = Dns({"good.com": [[PUBLIC]]}), Wires({PUBLIC: server.port})

    stream = Dialler(dns, inner=wires).dial("good.com", 80, WireBudget(5, 50))
    stream.write(b"\r\n\r\n")
    with pytest.raises(OutOfBytes):
        stream.read(100)
    stream.close()
    server.close()


def test_a_name_of_both_kinds_of_addresses_is_dialled_ipv4_first() -> None:
    server = Server(says(b""))
    both = ["2606:4700::1", PUBLIC, "2606:4700::2"]
    dns, wires = Dns({"both.com": [both]}), Wires({"2606:4700::1": server.port})

    dial(dns, wires, "both.com", 443).close()

    assert wires.dials == [(PUBLIC, 443), ("2606:4700::1", 443)]
    server.close()


def test_goes_on_to_the_next_address_where_one_does_not_answer() -> None:
    server = Server(says(b""))
    dns, wires = Dns({"good.com": [["1.1.1.1", PUBLIC]]}), Wires({PUBLIC: server.port})

    dial(dns, wires, "good.com", 80).close()

    assert wires.dials == [("1.1.1.1", 80), (PUBLIC, 80)]
    server.close()


def test_no_dial_waits_longer_than_two_seconds_or_the_time_left() -> None:
    dns = Dns({"good.com": [[PUBLIC]]})
    for seconds, most in ((60.0, 2.0), (0.5, 0.5)):
        wires = Wires()
        with pytest.raises(httpcore2.ConnectError):
            dial(dns, wires, "good.com", seconds=seconds)
        assert wires.timeouts[0] is not None
        assert 0 < wires.timeouts[0] <= most


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8080, 65535])
def test_no_other_port_is_dialled(port: int) -> None:
    dns, wires = Dns({"good.com": [[PUBLIC]]}), Wires()

    with pytest.raises(AddressRefused):
        dial(dns, wires, "good.com", port)
    assert (dns.asked, wires.dials) == ([], [])


def test_an_unknown_name_stays_unknown() -> None:
    with pytest.raises(NameUnknown):
        dial(Dns(), Wires(), "gone.com", 80)


def test_a_resolver_that_hangs_ends_with_the_budget() -> None:
    release = threading.Event()

    def stuck(host: str) -> list[IPAddress]:
        release.wait(10)
        return []

    resolver = SystemResolver(stuck)
    dialler = Dialler(resolver, inner=Wires())

    started = time.monotonic()
    with pytest.raises(OutOfTime):
        dialler.dial("slow.com", 80, WireBudget(0.1, 10))
    assert time.monotonic() - started < 0.35
    release.set()


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(AddressRefused):
        dial(Dns({"empty.com": [[]]}), Wires(), "empty.com", 80)


def test_a_development_host_leads_to_its_loopback_port_and_nothing_else_changes() -> None:
    server = Server(says(b""))
    hosts = {"images.test": ("127.0.0.1", server.port)}
    dns, wires = Dns({"evil.com": [["127.0.0.1"]]}), Wires()

    dial(dns, wires, "images.test", dev_hosts=hosts).close()

    assert wires.dials == [("127.0.0.1", server.port)]
    assert dns.asked == []
    for host in ("other.test", "a.images.test", "127.0.0.1", "evil.com"):
        with pytest.raises(AddressRefused):
            dial(dns, wires, host, dev_hosts=hosts)
    assert len(wires.dials) == 1
    server.close()


def test_a_development_host_must_be_on_this_machine() -> None:
    with pytest.raises(ValueError, match="loopback"):
        Dialler(Dns(), inner=Wires(), dev_hosts={"images.test": ("10.0.0.1", 80)})
