import ipaddress
import re
import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.errors import UrlRefused
from server.net.url import DEFAULT_PORTS, MAX_LENGTH, Target, parse_url
from tests.hostile.url_rows import ACCEPTED, ELSEWHERE, NEVER_DIALLED, REFUSED
from tests.support.whatwg import Browser


@pytest.mark.parametrize(
    "text", REFUSED, ids=lambda text: ascii(text)[:60].partition(" object at ")[0]
)
def test_is_refused_as_text(text: object) -> None:
    with pytest.raises(UrlRefused) as caught:
        parse_url(text)
    assert caught.value.code == "url_refused"


@pytest.mark.parametrize(("text", "code"), ELSEWHERE.items(), ids=lambda text: text[:60])
def test_says_where_a_picture_is_that_no_server_can_have(text: str, code: str) -> None:
    with pytest.raises(UrlRefused) as caught:
        parse_url(text)
    assert caught.value.code == code


@pytest.mark.parametrize(("text", "canonical"), ACCEPTED.items(), ids=lambda text: text[:60])
def test_is_taken_and_has_one_canonical_form(text: str, canonical: str) -> None:
    assert parse_url(text).canonical == canonical


@pytest.mark.parametrize("text", NEVER_DIALLED)
def test_what_is_wrong_beyond_the_spelling_is_not_said_here(text: str) -> None:
    parse_url(text)


def test_names_every_part_of_a_url() -> None:
    target = parse_url("HTTPS://Good.COM.:80/A?b#c")

    assert (target.scheme, target.host, target.port, target.path) == (
        "https",
        "good.com",
        80,
        "/A?b",
    )
    assert target.authority == "good.com:80"


def test_the_refusal_does_not_repeat_the_url() -> None:
    with pytest.raises(UrlRefused) as caught:
        parse_url("http://secret.good.com:99/token")

    assert "secret" not in str(caught.value)
    assert "token" not in str(caught.value)


PIECES = st.sampled_from(
    [
        *("http", "https", "://", ":", "/", "\\", "@", "?", "#", ".", "..", "-", "[", "]", "::"),
        *("%", "0x", "127.0.0.1", "0", "1", "255", "80", "443", "a", "b.com", "^", "\t", "\r\n"),
        *(" ", "é", "xn--", "localhost", "2130706433", "::1", "%2e", "ffff:", "{", "'", "`"),
        *("blob:", "file:", "data:"),
    ]
)
PATHS = st.lists(PIECES, max_size=8).map(lambda parts: "https://b.com/" + "".join(parts))
OBJECTS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.binary(), st.lists(st.text())
)
TEXTS = st.one_of(
    PATHS,
    st.text(max_size=80),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map(lambda parts: "http://" + "".join(parts)),
)


@given(OBJECTS)
def test_what_is_no_text_is_refused(thing: object) -> None:
    with pytest.raises(UrlRefused):
        parse_url(thing)


@given(TEXTS)
def test_any_text_is_refused_or_parses_to_itself(text: str) -> None:
    try:
        target = parse_url(text)
    except UrlRefused:
        return

    assert parse_url(target.canonical) == target
    assert len(target.canonical) <= MAX_LENGTH + 1
    assert re.fullmatch(r"[!-~]+", target.canonical)
    assert target.port in {80, 443}


@given(TEXTS)
def test_another_parser_sees_the_same_host(text: str) -> None:
    try:
        target = parse_url(text)
    except UrlRefused:
        return

    other = urlsplit(text)
    assert other.username is None
    assert (other.hostname or "").removesuffix(".") == target.host


@given(st.ip_addresses())
def test_every_literal_address_keeps_its_meaning(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    host = f"[{ip}]" if ip.version == 6 else str(ip)

    assert ipaddress.ip_address(parse_url(f"http://{host}/").host) == ip


@settings(deadline=None)  # Node takes its time to start
@given(TEXTS)
@example("http://b.com./a|b[1]{2}^'<x>\"?'`")
def test_a_browser_sees_the_same_resource(a_browser: Browser, text: str) -> None:
    try:
        target = parse_url(text)
    except UrlRefused:
        return

    _agree(a_browser, target)


@settings(deadline=None)
@given(st.ip_addresses(v=6), st.sampled_from(["exploded", "compressed", "in dots"]))
def test_an_ipv6_host_is_spelt_as_a_browser_spells_it(
    a_browser: Browser, ip: ipaddress.IPv6Address, how: str
) -> None:
    number = int(ip)
    whole = [f"{number >> shift & 0xFFFF:x}" for shift in range(112, -16, -16)]
    if how == "in dots":
        whole[6:] = [str(ipaddress.IPv4Address(number & 0xFFFFFFFF))]
    text = str(ip) if how == "compressed" else ":".join(whole)

    _agree(a_browser, parse_url(f"http://[{text}]/"))


@pytest.mark.parametrize("text", [*ACCEPTED, *NEVER_DIALLED], ids=lambda text: text[:60])
def test_a_browser_agrees_on_what_is_taken(a_browser: Browser, text: str) -> None:
    _agree(a_browser, parse_url(text))


def _agree(a_browser: Browser, target: Target) -> None:
    seen = a_browser.reads(target.canonical)
    if seen is None:
        # It looks into the encoding of other scripts; to the look-up these are plain names.
        assert "xn--" in target.host
        return
    host, path = seen["host"].strip("[]"), seen["href"].split("/", 3)[3]
    assert (host, seen["user"]) == (target.host, "")
    assert urlsplit(seen["href"]).scheme == target.scheme
    assert _encoded(f"/{path}") == _encoded(target.path)
    assert (urlsplit(seen["href"]).port or DEFAULT_PORTS[target.scheme]) == target.port


def _encoded(path: str) -> str:
    # Which of these a browser encodes differs between their versions, and means the same.
    return path.translate({ord(mark): f"%{ord(mark):02X}" for mark in "\"'<>^`{|}"})


@pytest.mark.parametrize(
    "piece", ["a", ".", "a.", "1.", "/", "..", "/..", "%2e", "/%2e", "[", ":", "@", "#", "-", "%"]
)
@pytest.mark.parametrize("start", ["", "http://", "http://a", "http://a/", "http://[", "blob"])
def test_a_megabyte_of_anything_is_read_at_once(start: str, piece: str) -> None:
    for long in (8000, 1_000_000):
        text = (start + piece * long)[:long]
        began = time.perf_counter()
        with suppress(UrlRefused):
            parse_url(text)
        assert time.perf_counter() - began < 0.5


@given(st.integers(min_value=0, max_value=2**33), st.sampled_from(["{:d}", "0x{:x}", "0{:o}"]))
def test_a_number_is_never_a_host(number: int, spelling: str) -> None:
    for host in (spelling.format(number), f"1.{spelling.format(number)}"):
        with pytest.raises(UrlRefused):
            parse_url(f"http://{host}/")
