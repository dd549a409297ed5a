import random
import re
import time
from base64 import b64decode, b64encode
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.errors import NotAnImage, PromptLensError, UnsupportedFormat, UrlRefused
from server.net.data_url import (
    LONGEST_DATA_URL,
    NO_PICTURE,
    canonical_data_url,
    is_data_url,
    read_data_url,
)
from server.net.url import parse_url
from tests.hostile.data_rows import MIB, PIXELS, REFUSED, TAKEN
from tests.support.whatwg import Browser


def shown(text: str) -> str:
    return ascii(text)[:60]


@pytest.mark.parametrize(("text", "data"), TAKEN.items(), ids=shown)
def test_a_picture_is_read_from_its_address(text: str, data: bytes) -> None:
    assert is_data_url(text)
    assert read_data_url(text) == data


@pytest.mark.parametrize(("text", "code"), REFUSED.items(), ids=shown)
def test_everything_else_is_refused_by_its_code(text: str, code: str) -> None:
    assert is_data_url(text)
    with pytest.raises(PromptLensError) as caught:
        read_data_url(text)
    assert caught.value.code == code
    assert "QQ" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "data", "dat:a,", " data:,", "xdata:,", "http://a.com/data:"])
def test_another_address_is_none_of_these(text: str) -> None:
    assert not is_data_url(text)


def test_every_spelling_of_the_same_bytes_has_one_address() -> None:
    spellings = [text for text, data in TAKEN.items() if data == PIXELS]
    assert len(spellings) > 20
    (address,) = {canonical_data_url(text) for text in spellings}
    assert canonical_data_url(address) == address


def test_what_stands_for_a_picture_that_is_not_kept_is_none() -> None:
    with pytest.raises(PromptLensError):
        read_data_url(NO_PICTURE)


def test_no_fetch_follows_one() -> None:
    with pytest.raises(PromptLensError):
        parse_url(next(iter(TAKEN)))


def test_the_longest_picture_fits_with_its_line_breaks_and_escapes() -> None:
    letters = b64encode(random.Random(1).randbytes(MIB)).decode()
    lines = "%0A".join(letters[at : at + 76] for at in range(0, len(letters), 76))
    escaped = f"data:image/jpeg;charset=utf-8;base64,{lines.replace('+', '%2B')}"
    assert len(read_data_url(escaped)) == MIB
    assert len(escaped) < LONGEST_DATA_URL


HEADS = st.lists(
    st.sampled_from(
        [
            *("image/png", "IMAGE/gif", "text/html", "image", "/", ";", "; ", " ", "base64"),
            *(";base64", "; BASE64", ";a=b", '"', "charset=utf-8", "%2F", "image/*", "image/x.y-z"),
        ]
    ),
    max_size=6,
).map("".join)
BODIES = st.lists(
    st.sampled_from(
        [
            *("QUJD", "QQ", "Q", "=", "==", "%3D", " ", "%20", "%0A", "+", "/", "-", "_", "%"),
            *("%4", "%51", "\t", ",", "?", "%C3%A9", "\x00", "%00", "#", "."),
        ]
    ),
    max_size=8,
).map("".join)


@given(st.one_of(st.text(max_size=60), st.tuples(HEADS, BODIES).map(",".join)))
def test_any_text_is_refused_or_has_an_address_that_reads_as_itself(text: str) -> None:
    try:
        address = canonical_data_url(f"data:{text}")
    except (UrlRefused, NotAnImage, UnsupportedFormat):
        return

    assert re.fullmatch(r"data:image/\*;base64,[A-Za-z0-9+/]+={0,2}", address)
    assert read_data_url(address) == read_data_url(f"data:{text}")
    assert canonical_data_url(address) == address


@given(st.binary(min_size=1, max_size=300))
def test_every_file_comes_out_as_it_went_in(data: bytes) -> None:
    assert read_data_url(f"data:image/webp;base64,{b64encode(data).decode()}") == data


@settings(deadline=None)
@given(HEADS, BODIES)
def test_a_browser_reads_the_same_bytes_and_refuses_the_same(
    a_browser: Browser, head: str, body: str
) -> None:
    text = f"data:{head},{body}"
    seen = a_browser.reads(text)
    try:
        data = read_data_url(text)
    except PromptLensError as refused:
        _is_no_picture_in_base64(seen, text, refused)
        return

    assert seen is not None
    assert seen["type"].startswith("image/")
    assert b64decode(seen["data"]) == data


def _is_no_picture_in_base64(
    seen: dict[str, str] | None, text: str, refused: PromptLensError
) -> None:
    if seen is None or seen["data"] == "" or not seen["type"].startswith("image/"):
        return
    # What is left are pictures that do not say that they are base64.
    assert refused.code == "url_refused"
    assert not re.match(r"[^,]*;\x20*base64\s*,", text, re.IGNORECASE)


@pytest.mark.parametrize("text", [text for text in TAKEN if len(text) < MIB], ids=shown)
def test_a_browser_agrees_on_each_spelling(a_browser: Browser, text: str) -> None:
    seen = a_browser.reads(text)
    assert seen
    assert b64decode(seen["data"]) == TAKEN[text]


@pytest.mark.parametrize(
    "piece", ["A", "=", "%", "%4", "%41", "%3D", "%25", " ", ";", "; ", ",", "#", "/", ";base64,"]
)
@pytest.mark.parametrize(
    "start", ["data:", "data:image/png", "data:image/png;base64,", "data:image/png;base64,QQ=="]
)
def test_a_hostile_megabyte_takes_no_longer_than_its_length(start: str, piece: str) -> None:
    text = (start + piece * LONGEST_DATA_URL)[:LONGEST_DATA_URL]
    began = time.perf_counter()
    with suppress(PromptLensError):
        read_data_url(text)
    assert time.perf_counter() - began < 1
