import gzip
import time
from collections.abc import Callable

import pytest

from server import errors
from server.images.fetch import MAX_BYTES
from tests.hostile.house import House
from tests.hostile.http_rows import BROUGHT, ENDING, PNG
from tests.hostile.network import PUBLIC, Serve, Server, answer, says

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


@pytest.mark.parametrize("name", BROUGHT)
def test_an_odd_host_brings_the_same_image_at_once(start: Start, name: str) -> None:
    house = House(start(BROUGHT[name]))

    started = time.monotonic()
    assert house.fetcher().fetch("http://good.com/a.png", 5).data == PNG
    assert time.monotonic() - started < 2
    assert (len(house.server.requests), house.wires.dials) == (1, [(PUBLIC, 80)])


@pytest.mark.parametrize("name", ENDING)
def test_a_wrong_answer_has_its_own_name_and_ends_soon(start: Start, name: str) -> None:
    serve, expected = ENDING[name]
    house = House(start(serve))

    started = time.monotonic()
    with pytest.raises(expected) as caught:
        house.fetcher().fetch("http://good.com/a.png", 9)
    assert time.monotonic() - started < 3
    assert type(caught.value) is expected
    assert caught.value.__cause__ is None or str(caught.value)


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


def test_the_size_of_what_is_packed_is_not_taken_for_that_of_the_image(start: Start) -> None:
    house = House(
        start(says(answer(gzip.compress(PNG + bytes(900_000)), "Content-Encoding: gzip")))
    )

    fetched = house.fetcher(enough=lambda _: True).fetch("http://good.com/", 5)

    assert not fetched.whole
    assert fetched.size == len(fetched.data) > 30_000


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
