"""An image that is its own address: nobody is asked for it, and no redirect leads to one."""

from base64 import b64encode

import pytest

from server import errors
from tests.hostile import data_rows, url_rows
from tests.hostile.house import House
from tests.hostile.http_rows import PNG
from tests.hostile.network import answer
from tests.images.test_fetch_redirects import Start, redirecting

INLINE = f"data:image/png;base64,{b64encode(PNG).decode()}"


def test_nothing_is_looked_up_or_dialled_for_it(start: Start) -> None:
    house = House(start(redirecting()))
    fetched = house.fetcher().fetch(INLINE, 5)
    assert (fetched.data, fetched.whole) == (PNG, True)
    assert fetched.bytes_read == fetched.size == len(PNG)
    assert (house.dns.asked, house.wires.dials) == ([], [])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"BM" + bytes(12) + b"\x28\0\0\0" + bytes(60), errors.UnsupportedFormat),
        (b"<!doctype html><title>x</title>", errors.NotAnImage),
        (answer(PNG), errors.NotAnImage),
    ],
)
def test_its_bytes_say_what_it_is(
    data: bytes, kind: type[errors.ImageFailed], start: Start
) -> None:
    url = f"data:image/png;base64,{b64encode(data).decode()}"
    with pytest.raises(kind):
        House(start(redirecting())).fetcher().fetch(url, 5)


PLACES = [url for url in url_rows.ELSEWHERE if url.isprintable() and len(url) < 8000]


@pytest.mark.parametrize(
    "place", [INLINE, "data:,", "data:image/svg+xml,a", *PLACES], ids=lambda it: it[:40]
)
def test_no_redirect_leads_there(place: str, start: Start) -> None:
    house = House(start(redirecting(place)))
    with pytest.raises(errors.ImageUnreachable):
        house.fetcher().fetch("http://good.com/", 5)
    assert len(house.server.requests) == 1


@pytest.mark.parametrize(("url", "code"), list(data_rows.REFUSED.items()), ids=lambda it: it[:40])
def test_what_the_proof_refuses_is_refused_here_too(url: str, code: str, start: Start) -> None:
    with pytest.raises(errors.PromptLensError) as caught:
        House(start(redirecting())).fetcher().fetch(url, 5)
    assert caught.value.code == code
