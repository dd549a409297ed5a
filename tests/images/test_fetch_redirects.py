import socket
from collections.abc import Callable

import pytest

from server import errors
from tests.hostile.address_rows import REFUSED as ADDRESSES
from tests.hostile.house import House
from tests.hostile.http_rows import PNG, REFUSED_PLACES
from tests.hostile.network import PUBLIC, Serve, Server, answer, says

Start = Callable[[Serve], Server]


def redirecting(*places: str, status: str = "302 Found") -> Serve:
    left = list(places)

    def serve(connection: socket.socket, head: bytes) -> None:
        if left:
            connection.sendall(answer(b"", f"Location: {left.pop(0)}", status=status))
        else:
            connection.sendall(answer(PNG))

    return serve


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
def test_follows_four_redirects_and_looks_up_each_again(start: Start, status: str) -> None:
    places = ("/a", "b?c", "//good.com/d", "http://good.com/\u00e9 f")
    house = House(start(redirecting(*places, status=status)))

    assert house.fetcher().fetch("http://good.com/x/y", 5).data == PNG
    lines = [request.split(b"\r\n")[0].split(b" ")[1] for request in house.server.requests]
    assert lines == [b"/x/y", b"/a", b"/b?c", b"/d", b"/%E9%20f"]
    assert house.dns.asked == ["good.com"] * 5


def test_a_fifth_redirect_is_one_too_many(start: Start) -> None:
    house = House(start(redirecting(*["/a"] * 5)))

    with pytest.raises(errors.ImageHostFailed):
        house.fetcher().fetch("http://good.com/", 5)
    assert len(house.server.requests) == 5


@pytest.mark.parametrize("place", REFUSED_PLACES)
def test_a_redirect_to_a_refused_place_is_not_followed(start: Start, place: str) -> None:
    house = House(start(redirecting(place)))

    with pytest.raises(errors.ImageUnreachable):
        house.fetcher().fetch("http://good.com/", 5)
    assert house.wires.dials == [(PUBLIC, 80)]
    assert len(house.server.requests) == 1


@pytest.mark.parametrize(
    "address", [address for rows in ADDRESSES.values() for address in rows if "%" not in address]
)
def test_a_redirect_to_a_refused_address_is_not_followed(start: Start, address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    house = House(start(redirecting(f"https://{host}/")))

    with pytest.raises(errors.ImageUnreachable):
        house.fetcher().fetch("http://good.com/", 5)
    assert (house.dns.asked, house.wires.dials) == (["good.com"], [(PUBLIC, 80)])


def test_redirects_that_go_round_end_at_the_fifth_step(start: Start) -> None:
    house = House(start(says(answer(b"", "Location: /", status="302 Found"))))

    with pytest.raises(errors.ImageHostFailed):
        house.fetcher().fetch("http://good.com/", 5)
    assert len(house.server.requests) == house.server.connections == 5


@pytest.mark.parametrize(
    "head", [(), ("Location: /a", "Location: /b"), (f"Location: /{'a' * 9000}",)]
)
def test_a_redirect_without_one_place_is_nonsense(start: Start, head: tuple[str, ...]) -> None:
    house = House(start(says(answer(b"", *head, status="302 Found"))))

    with pytest.raises(errors.ImageHostFailed):
        house.fetcher().fetch("http://good.com/", 5)
    assert len(house.server.requests) == 1


def test_a_name_that_changes_its_address_between_hops_is_checked_again(start: Start) -> None:
    house = House(start(redirecting("/a")), evil_com=[[PUBLIC], ["127.0.0.1"]])

    with pytest.raises(errors.ImageUnreachable):
        house.fetcher().fetch("http://evil.com/", 5)
    assert house.wires.dials == [(PUBLIC, 80)]


def test_a_name_with_a_private_address_beside_a_public_one_is_not_dialled(start: Start) -> None:
    house = House(start(says(answer(PNG))), evil_com=[[PUBLIC, "10.0.0.1"]])

    with pytest.raises(errors.ImageUnreachable):
        house.fetcher().fetch("http://evil.com/", 5)
    assert house.wires.dials == []
