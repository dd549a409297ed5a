"""Where a redirect leads, held to what a browser makes of the same words."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.errors import ImageHostFailed, ImageUnreachable
from server.images.exchange import Answer
from server.images.redirects import next_target
from server.net.url import parse_url
from tests.support.whatwg import Browser

HERE = "http://good.com/x//y;z/w?a=/b/c"

LEADS: dict[str, str] = {
    "https://a.com/a/../b.png": "https://a.com/b.png",
    "https://a.com/../../b": "https://a.com/b",
    "https://a.com/..": "https://a.com/",
    "https://a.com/a/b/.": "https://a.com/a/b/",
    "https://a.com/a/%2E%2e/.%2e/%2E/b": "https://a.com/b",
    "https://a.com/a//../b": "https://a.com/a/b",
    "https://a.com/.../a..": "https://a.com/.../a..",
    "https://a.com/a?/../b": "https://a.com/a?/../b",
    "https://a.com?/../b": "https://a.com/?/../b",
    "https://a.com": "https://a.com/",
    "HTTPS://A.COM:443/a#/../b": "https://a.com/a",
    "//a.com/a/./b": "http://a.com/a/b",
    "/a/../b": "http://good.com/b",
    "/a//b": "http://good.com/a//b",
    "b": "http://good.com/x//y;z/b",
    "../b": "http://good.com/x//b",
    "../../../../b": "http://good.com/b",
    "./b:c": "http://good.com/x//y;z/b:c",
    "?b": "http://good.com/x//y;z/w?b",
    "#b": HERE,
    "": HERE,
    "/\u56fe \u7247.png": "http://good.com/%E5%9B%BE%20%E7%89%87.png",
    "b?\xe9 \xe9#\xe9": "http://good.com/x//y;z/b?%C3%A9%20%C3%A9",
    "/%zz%": "http://good.com/%zz%",
}


def leads(place: bytes, here: str = HERE) -> str:
    answer = Answer(302, {b"location": [place]}, None, iter(()))
    return next_target(parse_url(here), answer).canonical


@pytest.mark.parametrize("place", LEADS)
def test_leads_where_a_browser_goes(a_browser: Browser, place: str) -> None:
    assert leads(place.encode()) == LEADS[place]
    seen = a_browser.reads(place, HERE)
    assert seen
    assert seen["href"].partition("#")[0] == LEADS[place]


@pytest.mark.parametrize("byte", [b"\xe9", b"\x80", b"\xff"])
def test_bytes_that_are_no_text_are_encoded_as_they_are(byte: bytes) -> None:
    assert leads(b"/" + byte) == f"http://good.com/{quote(byte)}"


def test_one_place_said_twice_is_one_place() -> None:
    fields = {b"location": [b"/b", b"/b"]}

    there = next_target(parse_url(HERE), Answer(302, fields, None, iter(())))

    assert there.canonical == "http://good.com/b"


def test_from_https_a_place_without_scheme_stays_there() -> None:
    assert leads(b"//a.com/b", "https://good.com/") == "https://a.com/b"
    with pytest.raises(ImageUnreachable):
        leads(b"http://good.com/b", "https://good.com/")


def test_a_place_that_becomes_too_long_is_refused() -> None:
    for here, length in ((HERE, 8193), (HERE, 8190), ("http://good.com/", 8192)):
        with pytest.raises((ImageHostFailed, ImageUnreachable)):
            leads(b"a" * length, here)


PIECES = st.sampled_from(
    [
        *("http:", "https:", "//", "/", "?", "#", ".", "..", "%2e", "%2E.", "a", "b.com", ":", "@"),
        *(";", "a:", "80", "\\", "é", " x", "%", "[", "&", "=", "://", "+"),
    ]
)


@settings(deadline=None)
@example("\\/..", HERE)
@example("//b.com./", HERE)
@given(st.lists(PIECES, max_size=10).map("".join), st.sampled_from([HERE, "http://good.com/"]))
def test_a_browser_goes_to_the_same_place_or_we_go_nowhere(
    a_browser: Browser, place: str, here: str
) -> None:
    place = place.strip()  # as the blanks around a field's value are no part of it
    with suppress(ImageUnreachable, ImageHostFailed):
        there = leads(place.encode(), here)
        seen = a_browser.reads(place, here)
        assert seen
        href = seen["href"].partition("#")[0]
        assert (parse_url(href).canonical, seen["user"]) == (there, "")
