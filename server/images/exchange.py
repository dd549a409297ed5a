"""One request over an open stream, and its answer: as much of RFC 9112 as a single GET needs.

A general parser matches each line against a pattern, and a line of 100 KB of blanks holds it, and
with it every thread of the process, for twenty seconds (h11 0.16, measured). Here nothing is looked
at twice. What is not plain HTTP/1 is an error; nothing behind the answer is read.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import httpcore2

from server.errors import ImageHostFailed

AT_ONCE = 64 * 1024
MAX_HEAD = 128 * 1024
"""Of all heads together: interim answers have no end."""
MAX_CHUNK_LINE = 8 * 1024
MAX_CHUNKS = 200_000
"""Ten megabytes in single bytes are seconds of work; these are half of one."""

_STATUS = re.compile(rb"HTTP/1\.[0-9] ([0-9]{3})(?![^ ])")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NEVER_IN_A_VALUE = re.compile(rb"[\0\r]")
_FOLD = re.compile(rb"\n[ \t]+")  # RFC 9112, 5.2: whoever reads an answer takes it for a blank
_LENGTH = re.compile(rb"[0-9]{1,20}")
_CHUNK = re.compile(rb"[0-9A-Fa-f]{1,16}")
_INTERIM = frozenset(range(100, 200)) - {101}

Fields = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: its fields' values by their names in small letters, and the body as it comes.

    `length` in bytes is what the body will have, where its host says so in a way that counts.
    """

    status: int
    fields: Mapping[bytes, list[bytes]]
    length: int | None
    pieces: Iterator[bytes]


def ask(stream: httpcore2.NetworkStream, path: str, fields: Fields) -> Answer:
    """Send a GET and return its final answer; ImageHostFailed where that is not plain HTTP/1."""
    lines = [b"GET %b HTTP/1.1" % path.encode(), *(b"%b: %b" % field for field in fields)]
    # A host may answer and hang up before it has read all; its answer counts.
    with suppress(httpcore2.WriteError):
        stream.write(b"\r\n".join([*lines, b"", b""]))
    incoming = _Incoming(stream)
    status, received = _head(incoming)
    while status in _INTERIM:
        status, received = _head(incoming)
    codings = [coding.lower() for coding in received.get(b"transfer-encoding", [])]
    if codings == [b"chunked"]:
        return Answer(status, received, None, _chunks(incoming))
    if codings:
        raise ImageHostFailed("a transfer coding that was not asked for")
    length = _length(received.get(b"content-length", []))
    return Answer(status, received, length, incoming.pieces(length))


class _Incoming:
    """What came over the wire and is not yet taken."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream
        self._data = bytearray()
        self._head_left = MAX_HEAD

    def head_line(self) -> bytes:
        """Return the next line; all of them together have one limit."""
        line = self.line(max(self._head_left, 0))
        self._head_left -= len(line) + 2
        return line

    def line(self, most: int) -> bytes:
        """Return the next line without its end, of at most `most` bytes."""
        looked = 0
        while (end := self._data.find(b"\n", looked, most + 2)) < 0:
            looked = len(self._data)
            if looked > most + 1 or not self._more():
                raise ImageHostFailed("a line without end")
        line = bytes(self._data[:end])
        del self._data[: end + 1]
        return line.removesuffix(b"\r")

    def pieces(self, length: int | None) -> Iterator[bytes]:
        """Yield exactly `length` bytes, or all until the connection's end."""
        left = sys.maxsize if length is None else length
        while left and (self._data or self._more()):
            piece = bytes(self._data[:left])
            del self._data[:left]
            left -= len(piece)
            yield piece
        if left and length is not None:
            raise ImageHostFailed("broken off")

    def _more(self) -> bool:
        data = self._stream.read(AT_ONCE)
        self._data += data
        return bool(data)


def _head(incoming: _Incoming) -> tuple[int, Mapping[bytes, list[bytes]]]:
    match = _STATUS.match(incoming.head_line())
    if match is None:
        raise ImageHostFailed("not HTTP")
    fields: dict[bytes, list[bytes]] = {}
    lines = b"\n".join(iter(incoming.head_line, b""))
    for line in _FOLD.sub(b" ", lines).split(b"\n") if lines else ():
        name, colon, value = line.partition(b":")
        # RFC 9112, 5.1: a name stands at its colon.
        if not colon or not _NAME.fullmatch(name) or _NEVER_IN_A_VALUE.search(value):
            raise ImageHostFailed("a field that is none")
        fields.setdefault(name.lower(), []).append(value.strip(b" \t"))
    return int(match[1]), fields


def _length(values: list[bytes]) -> int | None:
    """Return the one length that is stated (RFC 9112, 6.3); the same one twice is one."""
    stated = {value.strip(b" \t") for value in b",".join(values).split(b",")}
    if stated == {b""}:
        return None
    length = stated.pop()
    if stated or not _LENGTH.fullmatch(length):
        raise ImageHostFailed("no one length")
    return int(length)


def _chunks(incoming: _Incoming) -> Iterator[bytes]:
    for _ in range(MAX_CHUNKS):
        size = _chunk_size(incoming.line(MAX_CHUNK_LINE))
        if not size:
            # The last chunk is the end of the image: what trails behind it is never read.
            return
        yield from incoming.pieces(size)
        if incoming.line(0):
            raise ImageHostFailed("a chunk without end")
    raise ImageHostFailed("crumbs")


def _chunk_size(line: bytes) -> int:
    size = line.partition(b";")[0].strip(b" \t")
    if not _CHUNK.fullmatch(size):
        raise ImageHostFailed("no size of a chunk")
    return int(size, 16)
