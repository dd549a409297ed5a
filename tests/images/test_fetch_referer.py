import socket
from collections.abc import Callable

import pytest

from server import errors
from tests.hostile.house import House
from tests.hostile.http_rows import PNG
from tests.hostile.network import PUBLIC, Serve, Server, answer, says

Start = Callable[[Serve], Server]

FORBIDDEN = answer(b"", status="403 Forbidden")


def wanting(referer: bytes, status: str = "403 Forbidden") -> Serve:
    """Serve the image to who comes from its own site alone."""

    def serve(connection: socket.socket, head: bytes) -> None:
        welcome = b"\r\nReferer: %b\r\n" % referer in head
        connection.sendall(answer(PNG) if welcome else answer(b"no", status=status))

    return serve


def by_path(**answers: list[bytes]) -> Serve:
    """Serve each path's answers in turn."""

    def serve(connection: socket.socket, head: bytes) -> None:
        path = head.split(b" ", 2)[1].decode().strip("/").partition("?")[0]
        connection.sendall(answers[path or "front"].pop(0))

    return serve


def referers(house: House) -> list[str | None]:
    """Return what each request said that it came from."""
    lines = [request.decode().split("\r\n") for request in house.server.requests]
    return [
        next((x.split(": ")[1] for x in line if x.startswith("Referer")), None) for line in lines
    ]


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_a_host_that_wants_its_own_site_before_it_is_asked_from_there(
    start: Start, status: str
) -> None:
    house = House(start(wanting(b"http://good.com/", status)))

    assert house.fetcher().fetch("http://good.com/pictures/a.png?x=1", 5).data == PNG

    first, second = house.server.requests
    assert second == first.replace(b"\r\n\r\n", b"\r\nReferer: http://good.com/\r\n\r\n")


def test_the_site_is_named_with_its_port_where_that_is_another(start: Start) -> None:
    house = House(start(wanting(b"http://good.com:443/")))

    assert house.fetcher().fetch("http://good.com:443/a.png", 5).data == PNG


def test_the_second_try_passes_the_whole_guard_again(start: Start) -> None:
    house = House(start(says(FORBIDDEN)))

    with pytest.raises(errors.ImageForbidden):
        house.fetcher().fetch("http://good.com/", 5)
    assert house.dns.asked == ["good.com"] * 2
    assert house.wires.dials == [(PUBLIC, 80)] * 2
    assert house.server.connections == 2


def test_a_name_that_turns_private_before_the_second_try_is_not_dialled(start: Start) -> None:
    house = House(start(says(FORBIDDEN)), evil_com=[[PUBLIC], ["127.0.0.1"]])

    with pytest.raises(errors.ImageUnreachable):
        house.fetcher().fetch("http://evil.com/", 5)
    assert house.wires.dials == [(PUBLIC, 80)]


@pytest.mark.parametrize("second", ["401 Unauthorized", "403 Forbidden"])
def test_a_host_that_refuses_twice_is_asked_no_more(start: Start, second: str) -> None:
    house = House(start(by_path(front=[FORBIDDEN, answer(b"", status=second), answer(PNG)])))

    with pytest.raises(errors.ImageForbidden):
        house.fetcher().fetch("http://good.com/", 5)
    assert referers(house) == [None, "http://good.com/"]


@pytest.mark.parametrize(
    "status",
    [
        "200 OK",
        "400 Bad",
        "402 Pay",
        "404 No",
        "405 No",
        "407 No",
        "429 Busy",
        "451 No",
        "500 No",
        "503 No",
    ],
)
def test_nobody_else_is_asked_twice(start: Start, status: str) -> None:
    house = House(start(says(answer(b"not an image" * 9, status=status))))

    with pytest.raises(errors.ImageFailed):
        house.fetcher().fetch("http://good.com/", 5)
    assert referers(house) == [None]


def test_each_hop_is_its_own_site(start: Start) -> None:
    there = answer(b"", "Location: http://cdn.com/b", status="302 Found")
    serve = by_path(front=[there], b=[FORBIDDEN, answer(PNG)])
    house = House(start(serve), cdn_com=[[PUBLIC]])

    assert house.fetcher().fetch("http://good.com/", 5).data == PNG
    assert referers(house) == [None, None, "http://cdn.com/"]


def test_what_is_behind_the_second_try_is_asked_plainly_and_once(start: Start) -> None:
    there = answer(b"", "Location: /b", status="302 Found")
    house = House(start(by_path(front=[FORBIDDEN, there], b=[FORBIDDEN, answer(PNG)])))

    with pytest.raises(errors.ImageForbidden):
        house.fetcher().fetch("http://good.com/", 5)
    assert referers(house) == [None, "http://good.com/", None]


def test_the_second_try_is_no_hop(start: Start) -> None:
    there = [answer(b"", f"Location: /{at}", status="302 Found") for at in "abcd"]
    answers = {"front": [there[0]], "a": [FORBIDDEN, there[1]], "b": [there[2]], "c": [there[3]]}
    house = House(start(by_path(**answers, d=[answer(PNG)])))

    assert house.fetcher().fetch("http://good.com/", 5).data == PNG
    assert referers(house) == [None, None, "http://good.com/", None, None, None]
