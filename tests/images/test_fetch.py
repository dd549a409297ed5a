import gzip
import socket
import threading
import time
from collections.abc import Callable

import pytest

from server import errors
from server.images.fetch import MAX_BYTES
from tests.hostile.house import House
from tests.hostile.http_rows import ENDING, PNG, SLOW
from tests.hostile.network import PUBLIC, Serve, Server, answer, says

DEADLINE = 0.3
# Generous, because a busy machine is no fault of ours: each of these hosts talks for far longer.
OVERSHOOT = 0.6

Start = Callable[[Serve], Server]


def test_brings_an_image_home(start: Start) -> None:
    house = House(start(says(answer(PNG, "Content-Type: text/plain"))))

    fetched = house.fetcher().fetch("http://good.com/a.png", 5)

    assert (fetched.data, fetched.bytes_read, fetched.size) == (PNG, len(PNG), len(PNG))
    assert fetched.whole


def test_asks_as_itself_and_says_nothing_of_the_person(start: Start) -> None:
    house = House(start(says(answer(PNG))))

    house.fetcher().fetch("http://GOOD.com/a.png?x=%20#secret", 5)

    line, *headers = house.server.requests[0].decode().strip().split("\r\n")
    assert line == "GET /a.png?x=%20 HTTP/1.1"
    assert dict(header.split(": ", 1) for header in headers) == {
        "Host": "good.com",
        "User-Agent": "ImgPilotPromptLens/0.1 (+https://lens.example)",
        "Accept": "image/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def test_unpacks_gzip_that_nobody_asked_for(start: Start) -> None:
    packed = gzip.compress(PNG * 50)
    house = House(start(says(answer(packed, "Content-Encoding: gzip"))))

    fetched = house.fetcher().fetch("http://good.com/a.png", 5)

    assert fetched.data == PNG * 50
    assert fetched.bytes_read == len(packed)


@pytest.mark.parametrize("name", ENDING)
def test_a_wrong_answer_has_its_own_name_and_ends_soon(start: Start, name: str) -> None:
    serve, expected = ENDING[name]
    house = House(start(serve))

    with pytest.raises(expected) as caught:
        house.fetcher().fetch("http://good.com/a.png", 5)
    assert type(caught.value) is expected
    assert caught.value.__cause__ is None or str(caught.value)


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_host_meets_the_deadline(start: Start, name: str) -> None:
    house = House(start(SLOW[name]))

    started = time.monotonic()
    with pytest.raises(errors.TooSlow):
        house.fetcher().fetch("http://good.com/a.png", DEADLINE)
    assert DEADLINE - 0.05 <= time.monotonic() - started <= DEADLINE + OVERSHOOT


def test_redirects_share_one_deadline(start: Start) -> None:
    def slowly_on(connection: socket.socket, head: bytes) -> None:
        threading.Event().wait(0.6)
        connection.sendall(answer(b"", "Location: /again", status="302 Found"))

    house = House(start(slowly_on))

    started = time.monotonic()
    with pytest.raises(errors.TooSlow):
        house.fetcher().fetch("http://good.com/", 1.0)
    assert time.monotonic() - started <= 1.0 + OVERSHOOT
    assert len(house.server.requests) == 2


def test_a_body_of_exactly_the_cap_is_taken_and_one_more_byte_is_not(start: Start) -> None:
    body = PNG + bytes(MAX_BYTES - len(PNG))
    house = House(start(says(b"HTTP/1.1 200 OK\r\n\r\n" + body)))
    assert len(house.fetcher().fetch("http://good.com/", 5).data) == MAX_BYTES

    house = House(start(says(b"HTTP/1.1 200 OK\r\n\r\n" + body + b"x")))
    with pytest.raises(errors.TooLarge):
        house.fetcher().fetch("http://good.com/", 5)


def test_stops_where_the_head_is_enough(start: Start) -> None:
    body = PNG + bytes(2_000_000)
    house = House(start(says(answer(body))))

    fetched = house.fetcher(enough=lambda head: len(head) > 50_000).fetch("http://good.com/", 5)

    assert not fetched.whole
    assert fetched.size == len(body)
    assert body.startswith(fetched.data)
    assert len(fetched.data) == fetched.bytes_read < 300_000


def test_the_head_is_asked_about_a_few_times_only(start: Start) -> None:
    asked: list[int] = []
    house = House(start(says(answer(PNG + bytes(5_000_000)))))

    def not_yet(head: bytes) -> bool:
        asked.append(len(head))
        return False

    house.fetcher(enough=not_yet).fetch("http://good.com/", 5)

    assert 3 <= len(asked) <= 9


@pytest.mark.parametrize("url", ["http://gone.com/", "http://10.0.0.1/", "http://nas.local/"])
def test_all_that_cannot_be_reached_looks_the_same_from_outside(start: Start, url: str) -> None:
    house = House(start(says(answer(PNG))))

    with pytest.raises(errors.ImageUnreachable):
        house.fetcher().fetch(url, 5)


def test_a_closed_port_cannot_be_reached(start: Start) -> None:
    house = House(start(says(answer(PNG))), good_com=[["1.1.1.1"]])

    with pytest.raises(errors.ImageUnreachable):
        house.fetcher().fetch("http://good.com/", 5)


def test_a_url_of_the_wrong_form_is_refused_before_anything(start: Start) -> None:
    house = House(start(says(answer(PNG))))

    with pytest.raises(errors.UrlRefused):
        house.fetcher().fetch("file:///etc/passwd", 5)
    assert house.dns.asked == []


def test_where_length_and_chunks_disagree_the_chunks_are_right(start: Start) -> None:
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PNG), PNG)
    for length in (5, 10**12):
        both = answer(b"", "Transfer-Encoding: chunked", length=length) + chunks
        house = House(start(says(both)))
        assert house.fetcher().fetch("http://good.com/", 5).data == PNG


def test_nothing_behind_the_answer_is_taken_for_part_of_it(start: Start) -> None:
    house = House(start(says(answer(PNG) + answer(b"second"))))

    assert house.fetcher().fetch("http://good.com/", 5).data == PNG


def test_proxies_of_the_environment_are_not_used(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    house = House(start(says(answer(PNG))))

    assert house.fetcher().fetch("http://good.com/", 5).data == PNG
    assert house.wires.dials == [(PUBLIC, 80)]


def test_a_development_host_is_fetched_from_its_loopback_port(start: Start) -> None:
    house = House(start(says(answer(PNG))))
    hosts = {"images.test": ("127.0.0.1", house.server.port)}

    assert house.fetcher(dev_hosts=hosts).fetch("http://images.test/a.png", 5).data == PNG
    with pytest.raises(errors.ImageUnreachable):
        house.fetcher(dev_hosts=hosts).fetch("http://others.test/a.png", 5)


def test_no_word_of_the_host_is_in_the_error(start: Start) -> None:
    secret = "hunter2"
    house = House(start(says(f"{secret} {secret}\r\n\r\n".encode())))

    with pytest.raises(errors.ImageHostFailed) as caught:
        house.fetcher().fetch(f"http://good.com/{secret}", 5)
    assert secret not in f"{caught.value!r} {caught.value}"
    assert "good.com" not in f"{caught.value!r}"
