"""Hosts that answer wrongly: what they say, and what we make of it.

`SLOW` ones go on for ever and must meet the deadline; the others must end by themselves.
"""

import gzip
import itertools
import socket
import threading
import zlib
from collections.abc import Callable, Iterator

from server import errors
from tests.hostile.network import Serve, answer, says

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
MEGABYTE = 1024 * 1024
PAUSE = 0.02


def dripping(start: bytes, drops: Callable[[], Iterator[bytes]]) -> Serve:
    """Serve `start`, then a drop now and then until the other side has gone."""

    def serve(connection: socket.socket, head: bytes) -> None:
        connection.sendall(start)
        for drop in drops():
            connection.sendall(drop)
            threading.Event().wait(PAUSE)

    return serve


def flooding(start: bytes, piece: bytes) -> Serve:
    def serve(connection: socket.socket, head: bytes) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)

    return serve


def silent(connection: socket.socket, head: bytes) -> None:
    connection.settimeout(10)
    connection.recv(1)


def gzip_bomb() -> bytes:
    """Return about 100 KB that unfold to 100 MB, an image by the first bytes."""
    packer = zlib.compressobj(9, wbits=31)
    packed = packer.compress(PNG)
    for _ in range(100):
        packed += packer.compress(bytes(MEGABYTE))
    return packed + packer.flush()


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n"

SLOW: dict[str, Serve] = {
    "never answers": silent,
    "drips its head": dripping(OK, lambda: itertools.repeat(b"X: y\r\n")),
    "drips one endless header": dripping(OK + b"X: ", lambda: itertools.repeat(b"y")),
    "drips its body": dripping(
        OK + b"Content-Length: 1000000\r\n\r\n" + PNG, lambda: itertools.repeat(b"x")
    ),
    "drips chunks": dripping(
        CHUNKED + b"d0\r\n" + PNG + b"\r\n", lambda: itertools.repeat(b"1\r\nx\r\n")
    ),
    "pours chunks of one byte": flooding(CHUNKED + b"d0\r\n" + PNG + b"\r\n", b"1\r\nx\r\n" * 1000),
    "drips interim answers": dripping(
        b"", lambda: itertools.repeat(b"HTTP/1.1 102 Processing\r\n\r\n")
    ),
    "stops in its body": dripping(
        OK + b"Content-Length: 1000000\r\n\r\n" + PNG, lambda: itertools.repeat(b"")
    ),
}

FAILED = errors.ImageHostFailed
ENDING: dict[str, tuple[Serve, type[errors.ImageFailed]]] = {
    "endless chunks": (
        flooding(CHUNKED + b"d0\r\n" + PNG + b"\r\n", b"10000\r\n" + bytes(65536) + b"\r\n"),
        errors.TooLarge,
    ),
    "endless body without a length": (
        flooding(OK + b"\r\n" + PNG, bytes(65536)),
        errors.TooLarge,
    ),
    "interim answers without end": (
        flooding(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000),
        FAILED,
    ),
    "headers without end": (flooding(OK, b"X: y\r\n" * 1000), FAILED),
    "one header without end": (flooding(OK + b"X: ", b"y" * 65536), FAILED),
    "a status line without end": (flooding(b"HTTP/1.1 200 ", b"y" * 65536), FAILED),
    "a gzip bomb": (says(answer(gzip_bomb(), "Content-Encoding: gzip")), errors.TooLarge),
    "gzip that breaks off": (
        says(answer(gzip.compress(PNG * 100)[:-20], "Content-Encoding: gzip")),
        FAILED,
    ),
    "no gzip where it says so": (says(answer(PNG, "Content-Encoding: gzip")), FAILED),
    "brotli": (says(answer(PNG, "Content-Encoding: br")), FAILED),
    "zstd": (says(answer(PNG, "Content-Encoding: zstd")), FAILED),
    "gzip twice": (says(answer(PNG, "Content-Encoding: gzip, gzip")), FAILED),
    "gzip twice in two headers": (
        says(answer(PNG, "Content-Encoding: gzip", "Content-Encoding: gzip")),
        FAILED,
    ),
    "a length above the cap": (
        says(answer(PNG, length=10 * MEGABYTE + 1)),
        errors.TooLarge,
    ),
    "a length of nineteen digits": (says(answer(PNG, length=10**18)), errors.TooLarge),
    "a length of forty digits": (says(answer(PNG, length=10**39)), FAILED),
    "a negative length": (says(answer(PNG, length=-1)), FAILED),
    "two lengths": (says(answer(PNG, "Content-Length: 5")), FAILED),
    "a body shorter than stated": (says(answer(PNG, length=1000)), FAILED),
    "a chunk that breaks off": (says(CHUNKED + b"ffff\r\n" + PNG), FAILED),
    "chunks without an end": (says(CHUNKED + b"d0\r\n" + PNG + b"\r\n"), FAILED),
    "a chunk of no size": (says(CHUNKED + b"zz\r\n" + PNG), FAILED),
    "HTTP/0.9": (says(PNG), FAILED),
    "another protocol": (says(b"SSH-2.0-OpenSSH_9.9\r\n"), FAILED),
    "nothing": (says(b""), FAILED),
    "half a head": (says(OK + b"Content-Type: image/png\r\n"), FAILED),
    "a switch of protocols": (says(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"), FAILED),
    "a text named .png": (says(answer(b"hello " * 100)), errors.NotAnImage),
    "a page": (says(answer(b"<!doctype html><title>x</title>" * 9)), errors.NotAnImage),
    "a drawing": (
        says(answer(b'<svg xmlns="http://www.w3.org/2000/svg"/>' * 9)),
        errors.UnsupportedFormat,
    ),
    "an endless page": (flooding(OK + b"\r\n", b"<p>" * 1000), errors.NotAnImage),
    "an endless comment": (flooding(OK + b"\r\n<!--", b"x" * 1000), errors.NotAnImage),
    "endless blanks": (flooding(OK + b"\r\n", b" " * 1000), errors.NotAnImage),
    "an empty body": (says(answer(b"")), errors.NotAnImage),
    "three bytes": (says(answer(b"\xff\xd8")), errors.NotAnImage),
    "206": (says(answer(PNG, status="206 Partial Content")), FAILED),
    "204": (says(answer(PNG, status="204 No Content")), FAILED),
    "300": (says(answer(PNG, "Location: /a", status="300 Multiple Choices")), FAILED),
    "304": (says(answer(b"", status="304 Not Modified")), FAILED),
    "400": (says(answer(PNG, status="400 Bad Request")), errors.ImageGone),
    "401": (says(answer(PNG, status="401 Unauthorized")), errors.ImageForbidden),
    "403": (says(answer(PNG, status="403 Forbidden")), errors.ImageForbidden),
    "404": (says(answer(PNG, status="404 Not Found")), errors.ImageGone),
    "410": (says(answer(PNG, status="410 Gone")), errors.ImageGone),
    "429": (says(answer(PNG, status="429 Too Many Requests")), errors.ImageForbidden),
    "451": (says(answer(PNG, status="451 Unavailable")), errors.ImageForbidden),
    "500": (says(answer(PNG, status="500 Oops")), FAILED),
    "503": (says(answer(PNG, status="503 Busy")), FAILED),
    "999": (says(answer(PNG, status="999 Request denied")), FAILED),
}

REFUSED_PLACES = (
    "http://127.0.0.1/",
    "http://127.0.0.1:6379/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://2130706433/",
    "http://localhost/",
    "http://metadata.google.internal/",
    "//127.0.0.1/a",
    "//localhost",
    "http://private.com/",
    "http://good.com:22/",
    "http://user@good.com/",
    "http://good.com\\@127.0.0.1/",
    "/\\127.0.0.1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_x",
    "data:image/png;base64,AAAA",
    "javascript:1",
    "http://[::1",
    "http://[v1.x]/",
    "http:///",
    "http:/a",
    "http:a",
    "///127.0.0.1/a",
)
"""Places a redirect may name, and where nobody of ours goes. `private.com` resolves to 10.0.0.1."""
