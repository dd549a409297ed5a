import ipaddress
import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import UrlRefused
from server.net.url import MAX_LENGTH, parse_url
from tests.hostile.url_rows import ACCEPTED, NEVER_DIALLED, REFUSED


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text)[:60])
def test_is_refused_as_text(text: object) -> None:
    with pytest.raises(UrlRefused):
        parse_url(text)


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
        *(" ", "é", "xn--", "localhost", "2130706433", "::1"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map(lambda parts: "http://" + "".join(parts)),
)


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


@given(st.integers(min_value=0, max_value=2**33), st.sampled_from(["{:d}", "0x{:x}", "0{:o}"]))
def test_a_number_is_never_a_host(number: int, spelling: str) -> None:
    for host in (spelling.format(number), f"1.{spelling.format(number)}"):
        with pytest.raises(UrlRefused):
            parse_url(f"http://{host}/")
