import time
from contextlib import suppress
from itertools import pairwise

import h11
import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import ImageHostFailed
from server.images.exchange import MAX_CHUNK_LINE, MAX_HEAD, Answer, ask

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


class Tape(httpcore2.NetworkStream):
    """Plays what a host said, in pieces of any size, and then its end."""

    def __init__(self, said: bytes, cuts: tuple[int, ...] = ()) -> None:
        edges = [0, *sorted(cut % (len(said) + 1) for cut in cuts), len(said)]
        self._pieces = [said[a:b] for a, b in pairwise(edges) if a < b]
        self.written = b""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.written += buffer


class Deaf(Tape):
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        raise httpcore2.WriteError


def answer(said: bytes, cuts: tuple[int, ...] = ()) -> Answer:
    return ask(Tape(said, cuts), "/", [(b"Host", b"x")])


def test_writes_one_get_and_its_fields_in_order() -> None:
    tape = Tape(OK + b"\r\n")

    ask(tape, "/a?b", [(b"Host", b"good.com"), (b"Accept", b"image/*")])

    assert tape.written == b"GET /a?b HTTP/1.1\r\nHost: good.com\r\nAccept: image/*\r\n\r\n"


def test_an_answer_that_comes_before_the_question_counts() -> None:
    assert ask(Deaf(b"HTTP/1.1 503 Busy\r\n\r\n"), "/", []).status == 503


def test_names_are_in_small_letters_and_values_without_blanks() -> None:
    got = answer(OK + b"X-A:\t 1 \r\nx-a:2\r\nY:\r\n\r\n")

    assert got.fields == {b"x-a": [b"1", b"2"], b"y": [b""]}
    assert got.length is None


def test_a_folded_field_is_one_field() -> None:
    got = answer(OK + b"X: a\r\n b:c \n\t\t d\r\nY:\r\n \t\r\n\r\n")

    assert got.fields == {b"x": [b"a b:c  d"], b"y": [b""]}


def test_a_body_in_chunks_is_the_same_wherever_it_is_cut() -> None:
    said = CHUNKED + b"5;x\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"

    for cut in range(len(said)):
        assert b"".join(answer(said, (cut,)).pieces) == b"hello!"
    assert b"".join(answer(said, tuple(range(len(said)))).pieces) == b"hello!"


def test_a_head_of_the_largest_size_is_read_and_one_byte_more_is_not() -> None:
    room = MAX_HEAD - len(OK) - len(b"X:")

    answer(OK + b"X:" + b"y" * room + b"\r\n\r\n")
    with pytest.raises(ImageHostFailed):
        answer(OK + b"X:" + b"y" * (room + 1) + b"\r\n\r\n")


def test_a_chunk_line_of_the_largest_size_is_read_and_one_byte_more_is_not() -> None:
    room = MAX_CHUNK_LINE - len(b"1;")

    assert list(answer(CHUNKED + b"1;" + b"y" * room + b"\r\nx\r\n0\r\n").pieces) == [b"x"]
    with pytest.raises(ImageHostFailed):
        list(answer(CHUNKED + b"1;" + b"y" * (room + 1) + b"\r\nx\r\n0\r\n").pieces)


NAMES = st.from_regex(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}", fullmatch=True).filter(
    lambda name: name.lower() not in {b"content-length", b"transfer-encoding"}
)
VALUES = st.from_regex(
    rb"([!-~\x80-\xff]([ \t!-~\x80-\xff]{0,20}[!-~\x80-\xff])?)?", fullmatch=True
)
HEADS = st.lists(st.tuples(NAMES, VALUES), max_size=6)
CUTS = st.lists(st.integers(min_value=0, max_value=5000), max_size=6).map(tuple)
BODIES = st.lists(st.binary(min_size=1, max_size=200), max_size=5)
ENDS = st.sampled_from([b"\r\n", b"\n"])


def by_another_parser(said: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    other = h11.Connection(h11.CLIENT, max_incomplete_event_size=10**6)
    other.send(h11.Request(method="GET", target="/", headers=[("Host", "x")]))
    other.send(h11.EndOfMessage())
    other.receive_data(said)
    other.receive_data(b"")
    status, fields, body = 0, [], b""
    while not isinstance(event := other.next_event(), h11.EndOfMessage):
        if isinstance(event, h11.Response):
            status, fields = event.status_code, list(event.headers)
        elif isinstance(event, h11.Data):
            body += event.data
    return status, fields, body


@given(
    st.integers(200, 599), HEADS, BODIES, st.sampled_from(["length", "chunks", "end"]), CUTS, ENDS
)
def test_another_parser_reads_the_same_in_any_pieces(
    status: int,
    head: list[tuple[bytes, bytes]],
    body: list[bytes],
    framing: str,
    cuts: tuple[int, ...],
    end: bytes,
) -> None:
    status = 200 if status in {204, 304} else status
    whole = b"".join(body)
    said = b"HTTP/1.1 %d Some thing" % status + end
    said += b"".join(name + b":" + value + end for name, value in head)
    if framing == "length":
        said += b"Content-Length: %d" % len(whole) + end + end + whole
    elif framing == "chunks":
        said += b"Transfer-Encoding: chunked" + end + end
        said += b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in body) + b"0\r\n\r\n"
    else:
        said += end + whole

    got = answer(said, cuts)

    known = [(name, value) for name, values in got.fields.items() for value in values]
    other_status, other_fields, other_body = by_another_parser(said)
    assert (got.status, b"".join(got.pieces)) == (other_status, other_body)
    assert sorted(known) == sorted(other_fields)


PARTS = st.sampled_from(
    [
        *(OK, b"HTTP/1.1 ", b"\r\n", b"\n", b"\r", b":", b" ", b"\t", b"\0", b"X: y\r\n", b"0\r\n"),
        *(b"Content-Length: 5\r\n", b"Content-Length: 6, 6\r\n", b"Transfer-Encoding: chunked\r\n"),
        *(
            b"Transfer-Encoding: x\r\n",
            b"5\r\nhello\r\n",
            b"hello",
            b"a;b\r\n",
            b"HTTP/1.1 100 C\r\n",
        ),
    ]
)


@given(st.lists(PARTS, max_size=14).map(b"".join), CUTS)
def test_any_bytes_are_an_answer_or_an_error_and_never_more_than_another_parser_reads(
    said: bytes, cuts: tuple[int, ...]
) -> None:
    try:
        got = answer(OK + said, cuts)
        body = b"".join(got.pieces)
    except ImageHostFailed:
        return

    assert len(body) <= len(said)
    with suppress(h11.RemoteProtocolError):
        assert (got.status, body) == by_another_parser(OK + said)[::2]


BAD_LINES = {
    "blanks before nothing": b" " * 99_000 + b"\0",
    "blanks and tabs": b" \t" * 49_000 + b"\0",
    "words and blanks": b"a " * 49_000 + b"\0",
    "colons": b":" * 99_000 + b"\0",
    "commas": b"," * 99_000 + b"\0",
    "folds": b"\n " * 30_000 + b"\0",
}


@pytest.mark.parametrize("name", BAD_LINES)
@pytest.mark.parametrize(
    "start",
    [OK + b"X:", OK + b"Content-Length:", OK + b"Transfer-Encoding:", CHUNKED + b"1;", CHUNKED],
)
def test_no_line_takes_longer_than_it_is_long(start: bytes, name: str) -> None:
    said = start + BAD_LINES[name] + b"\n\r\n\r\n"

    started = time.process_time()
    with pytest.raises(ImageHostFailed):
        list(answer(said, tuple(range(0, len(said), 1000))).pieces)
    assert time.process_time() - started < 0.1
