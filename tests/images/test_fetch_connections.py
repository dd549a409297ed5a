import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from server import errors
from tests.hostile.house import House
from tests.hostile.http_rows import PNG
from tests.hostile.network import PUBLIC, Serve, Server, answer, says

Start = Callable[[Serve], Server]

PROXIES = (
    *("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"),
    *("SOCKS_PROXY", "socks_proxy", "WS_PROXY", "REQUEST_METHOD", "CURL_HOME"),
)


def kept_open(left: threading.Semaphore, status: str = "200 OK") -> Serve:
    """Answer, offer to go on, and count the connections that the other side has closed."""

    def serve(connection: socket.socket, head: bytes) -> None:
        said = answer(PNG, "Connection: keep-alive", "Keep-Alive: timeout=600", status=status)
        connection.sendall(said)
        connection.settimeout(10)
        try:
            gone = connection.recv(1) == b""
        except ConnectionResetError:
            gone = True
        if gone:
            left.release()

    return serve


def test_every_fetch_has_a_connection_of_its_own_and_closes_it(start: Start) -> None:
    left = threading.Semaphore(0)
    house = House(start(kept_open(left)))
    fetcher = house.fetcher()

    for count in (1, 2, 3):
        assert fetcher.fetch("http://good.com/a.png", 5).data == PNG
        assert left.acquire(timeout=5)
        assert house.server.connections == count


def test_people_at_the_same_time_share_no_connection(start: Start) -> None:
    left = threading.Semaphore(0)
    house = House(start(kept_open(left)))
    fetcher = house.fetcher()

    with ThreadPoolExecutor(8) as people:
        brought = list(people.map(lambda at: fetcher.fetch(f"http://good.com/{at}", 5), range(24)))

    assert {each.data for each in brought} == {PNG}
    assert house.server.connections == len(house.server.requests) == 24
    assert all(left.acquire(timeout=5) for _ in range(24))


@pytest.mark.parametrize("status", ["404 Gone", "302 Found", "500 Oops"])
def test_an_answer_that_is_given_up_is_closed_too(start: Start, status: str) -> None:
    left = threading.Semaphore(0)
    house = House(start(kept_open(left, status)))

    with pytest.raises(errors.ImageFailed):
        house.fetcher().fetch("http://good.com/a.png", 5)
    assert left.acquire(timeout=5)


def test_a_cookie_is_never_brought_back(start: Start) -> None:
    cookie = "Set-Cookie: id=7; Path=/"
    said = [
        answer(b"", cookie, "Location: /b", status="302 Found"),
        answer(b"", cookie, status="403 Forbidden"),
        *[answer(PNG, cookie)] * 2,
    ]

    def serve(connection: socket.socket, head: bytes) -> None:
        connection.sendall(said.pop(0))

    house = House(start(serve))
    fetcher = house.fetcher()

    for _ in range(2):
        assert fetcher.fetch("http://good.com/", 5).data == PNG
    assert len(house.server.requests) == 4
    assert not any(b"ookie" in request for request in house.server.requests)


@pytest.mark.parametrize("without", ["", "*", "good.com"])
def test_proxies_of_the_environment_are_not_used(
    start: Start, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    for name in PROXIES:
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, without)
    house = House(start(says(answer(PNG))))

    assert house.fetcher().fetch("http://good.com/", 5).data == PNG
    assert house.wires.dials == [(PUBLIC, 80)]
    assert house.server.requests[0].startswith(b"GET / HTTP/1.1\r\nHost: good.com\r\n")
