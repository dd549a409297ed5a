import socket
import ssl
import time
from collections.abc import Callable, Iterator

import pytest

from server import errors
from server.images.fetch import MAX_WIRE_BYTES, Fetcher
from tests.hostile.certificates import Signed, chained, good, refused, showing, trusting
from tests.hostile.house import House
from tests.hostile.http_rows import BROUGHT, PNG, flooding
from tests.hostile.network import PUBLIC, Serve, Server, Wires, answer, says

REFUSED = refused()
BRIEF = {
    "speaks HTTP": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "hangs up": b"",
    "says no": b"\x15\x03\x03\x00\x02\x02\x28",
    "says nothing that is TLS": bytes(4096),
    "breaks off in the handshake": b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03",
}

Show = Callable[..., House]


@pytest.fixture
def show() -> Iterator[Show]:
    houses: list[House] = []

    def one(identity: Signed, serve: Serve | None = None, **more: object) -> House:
        context = showing(identity)
        for name, value in more.items():
            setattr(context, name, value)
        houses.append(House(Server(serve or says(answer(PNG)), context)))
        return houses[-1]

    yield one
    for house in houses:
        house.server.close()


def fetched(house: House, url: str = "https://good.com/a.png", seconds: float = 5) -> bytes:
    return house.fetcher(tls=trusting()).fetch(url, seconds).data


def test_dials_the_address_and_keeps_the_name(show: Show) -> None:
    names: list[str | None] = []
    house = show(good("good.com"), sni_callback=lambda _socket, name, _context: names.append(name))

    assert fetched(house) == PNG
    assert names == ["good.com"]
    assert house.wires.dials == [(PUBLIC, 443)]
    assert b"\r\nHost: good.com\r\n" in house.server.requests[0]


@pytest.mark.parametrize("identity", [chained(), good("a.org", "good.com")])
def test_a_certificate_that_vouches_for_the_name_is_taken(show: Show, identity: Signed) -> None:
    assert fetched(show(identity)) == PNG


@pytest.mark.parametrize("name", REFUSED)
def test_a_certificate_that_does_not_gets_no_byte_of_a_request(show: Show, name: str) -> None:
    house = show(REFUSED[name])

    with pytest.raises(errors.ImageUnreachable) as caught:
        fetched(house)
    assert isinstance(caught.value.__cause__.__cause__, ssl.SSLError)  # type: ignore[union-attr]
    assert (house.server.connections, house.server.heard) == (1, b"")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_a_host_that_speaks_an_old_tls_gets_no_byte_of_a_request(show: Show, version: str) -> None:
    house = show(good("good.com"), maximum_version=ssl.TLSVersion[version])

    with pytest.raises(errors.ImageUnreachable):
        fetched(house)
    assert house.server.heard == b""


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_both_versions_that_browsers_speak_are_spoken(show: Show, version: str) -> None:
    assert fetched(show(good("good.com"), maximum_version=ssl.TLSVersion[version])) == PNG


def test_a_host_that_speaks_more_than_http_1_is_told_what_we_speak() -> None:
    agreed: list[str | None] = []

    def serve(connection: socket.socket, head: bytes) -> None:
        assert isinstance(connection, ssl.SSLSocket)
        agreed.append(connection.selected_alpn_protocol())
        connection.sendall(answer(PNG))

    context = showing(good("good.com"))
    context.set_alpn_protocols(["h2", "http/1.1"])
    house = House(Server(serve, context))

    assert fetched(house) == PNG
    assert agreed == ["http/1.1"]
    house.server.close()


@pytest.mark.parametrize("name", BROUGHT)
def test_an_odd_host_brings_the_same_image_over_tls(show: Show, name: str) -> None:
    started = time.monotonic()
    assert fetched(show(good("good.com"), BROUGHT[name])) == PNG
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("name", BRIEF)
def test_a_host_that_speaks_no_tls_cannot_be_reached(name: str) -> None:
    house = House(Server(says(BRIEF[name]), raw=True))

    with pytest.raises(errors.ImageUnreachable):
        fetched(house)
    house.server.close()


@pytest.mark.parametrize("host", ["93.184.216.34", "2606:4700:4700::1111"])
def test_an_address_for_a_host_is_checked_against_the_addresses_it_vouches_for(
    show: Show, host: str
) -> None:
    url = f"https://[{host}]/" if ":" in host else f"https://{host}/"
    names: list[str | None] = []
    mine = show(good(host), sni_callback=lambda _socket, name, _context: names.append(name))
    others = show(good("good.com", "9.9.9.9"))
    for house in (mine, others):
        house.wires = Wires({host: house.server.port})

    assert fetched(mine, url) == PNG
    assert names == [None]
    assert mine.dns.asked == []
    assert f"\r\nHost: {url[8:-1]}\r\n".encode() in mine.server.requests[0]
    with pytest.raises(errors.ImageUnreachable):
        fetched(others, url)
    assert others.server.heard == b""


def test_tickets_without_end_are_counted_like_all_that_comes(show: Show) -> None:
    house = show(good("good.com"), num_tickets=10**7)
    came = Counted(house)

    with pytest.raises((errors.TooSlow, errors.TooLarge)):
        fetched(house, seconds=20)
    assert came.total <= MAX_WIRE_BYTES + 2**16


class Counted:
    """Stands between a house and its wires, and counts what comes."""

    def __init__(self, house: House) -> None:
        self.total = 0
        dial = house.wires.connect_tcp

        def connect(*args: object, **how: object) -> object:
            stream = dial(*args, **how)  # type: ignore[arg-type]
            read = stream.read

            def counted(*args: object, **how: object) -> bytes:
                data = read(*args, **how)  # type: ignore[arg-type]
                self.total += len(data)
                return data

            stream.read = counted  # type: ignore[method-assign]
            return stream

        house.wires.connect_tcp = connect  # type: ignore[method-assign, assignment]


def test_an_end_that_nobody_announced_is_an_end(show: Show) -> None:
    def serve(connection: socket.socket, head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + PNG)
        # The socket closes under TLS, without its farewell.
        socket.socket(fileno=connection.detach()).close()

    assert fetched(show(good("good.com"), serve)) == PNG


def test_closing_waits_for_no_farewell(show: Show) -> None:
    house = show(good("good.com"), flooding(answer(PNG), bytes(65536)))

    started = time.monotonic()
    assert fetched(house) == PNG
    assert time.monotonic() - started < 1


def test_a_redirect_from_https_to_http_is_not_followed(show: Show) -> None:
    there = answer(b"", "Location: http://good.com/a", status="302 Found")
    house = show(good("good.com"), says(there))

    with pytest.raises(errors.ImageUnreachable):
        fetched(house)
    assert house.wires.dials == [(PUBLIC, 443)]


def test_a_second_try_names_its_own_site_by_https(show: Show) -> None:
    def serve(connection: socket.socket, head: bytes) -> None:
        welcome = head.endswith(b"\r\nReferer: https://good.com/\r\n\r\n")
        connection.sendall(answer(PNG) if welcome else answer(status="403 Forbidden"))

    house = show(good("good.com"), serve)

    assert fetched(house) == PNG
    assert len(house.server.requests) == 2


def test_what_our_own_authorities_do_not_know_is_refused(show: Show) -> None:
    house = show(good("good.com"))

    with pytest.raises(errors.ImageUnreachable):
        Fetcher(resolver=house.dns, public_url="https://x.com", inner=house.wires).fetch(
            "https://good.com/", 5
        )
    assert house.server.heard == b""
