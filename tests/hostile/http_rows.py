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


def stopping(start: bytes) -> Serve:
    """Serve `start` and then nothing, until the other side has gone."""

    def serve(connection: socket.socket, head: bytes) -> None:
        connection.settimeout(10)
        connection.sendall(start)
        while connection.recv(65536):
            pass

    return serve


silent = stopping(b"")


def gzip_bomb(megabytes: int = 100) -> bytes:
    """Return what unfolds to so many megabytes, an image by its first bytes; 1 KB for each."""
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(PNG) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush nothing refers back: the same megabyte can be told again and again.
    again = packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + again * megabytes


def named(data: bytes, name: bytes) -> bytes:
    """Return `data` in gzip with a file name in its header (RFC 1952, 2.3)."""
    plain = gzip.compress(data, mtime=0)
    return plain[:3] + b"\x08" + plain[4:10] + name + b"\0" + plain[10:]


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n"

GZIPPED = OK + b"Content-Encoding: gzip\r\n\r\n"
ONE_CHUNK = CHUNKED + b"d0\r\n" + PNG + b"\r\n"
WHOLE_CHUNK = b"d0\r\n" + PNG + b"\r\n0\r\n\r\n"
NOTHING_MORE = b"HTTP/1.1 102 Processing\r\n\r\n"
BLANKS = b" " * 99_000

SLOW: dict[str, Serve] = {
    "never answers": silent,
    "drips its status": dripping(b"HTTP/1.1 200 ", lambda: itertools.repeat(b"y")),
    "drips blanks in a header": dripping(OK + b"X:", lambda: itertools.repeat(b" ")),
    "stops in its head": stopping(OK + b"Content-Type: image/png\r\n"),
    "stops behind an interim answer": stopping(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "stops before its body": stopping(OK + b"Content-Length: 1000\r\n\r\n"),
    "stops in a chunk's size": stopping(CHUNKED + b"d"),
    "stops in a chunk": stopping(CHUNKED + b"d0\r\n" + PNG[:100]),
    "stops behind a chunk": stopping(CHUNKED + b"d0\r\n" + PNG),
    "stops behind a chunk's end": stopping(ONE_CHUNK),
    "stops in gzip": stopping(GZIPPED + gzip.compress(PNG)[:-4]),
    "never says that it was all": stopping(OK + b"\r\n" + PNG),
    "drips a chunk's extension": dripping(CHUNKED + b"d0;", lambda: itertools.repeat(b"y")),
    "drips gzip without content": dripping(
        GZIPPED + named(PNG, b"")[:10], lambda: itertools.repeat(b"y")
    ),
    "drips a comment": dripping(OK + b"\r\n<!--", lambda: itertools.repeat(b"y")),
    "drips its head": dripping(OK, lambda: itertools.repeat(b"X: y\r\n")),
    "drips one endless header": dripping(OK + b"X: ", lambda: itertools.repeat(b"y")),
    "drips its body": dripping(
        OK + b"Content-Length: 1000000\r\n\r\n" + PNG, lambda: itertools.repeat(b"x")
    ),
    "drips chunks": dripping(ONE_CHUNK, lambda: itertools.repeat(b"1\r\nx\r\n")),
    "drips a thousand chunks at a time": dripping(
        ONE_CHUNK, lambda: itertools.repeat(b"1\r\nx\r\n" * 1000)
    ),
    "drips interim answers": dripping(b"", lambda: itertools.repeat(NOTHING_MORE)),
    "stops in its body": stopping(OK + b"Content-Length: 1000000\r\n\r\n" + PNG),
}

FAILED = errors.ImageHostFailed
ENDING: dict[str, tuple[Serve, type[errors.ImageFailed]]] = {
    "endless chunks": (
        flooding(ONE_CHUNK, b"10000\r\n" + bytes(65536) + b"\r\n"),
        errors.TooLarge,
    ),
    "chunks of one byte": (flooding(ONE_CHUNK, b"1\r\nx\r\n" * 10_000), FAILED),
    "endless body without a length": (
        flooding(OK + b"\r\n" + PNG, bytes(65536)),
        errors.TooLarge,
    ),
    "interim answers without end": (
        flooding(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000),
        FAILED,
    ),
    "headers without end": (flooding(OK, b"X: y\r\n" * 1000), FAILED),
    "one header without end": (flooding(OK + b"X: ", b"y" * 65536), FAILED),
    "a status line without end": (flooding(b"HTTP/1.1 200 ", b"y" * 65536), FAILED),
    "a header of blanks and no end": (says(OK + b"X:" + BLANKS + b"\0\r\n\r\n"), FAILED),
    "a chunk's size behind blanks": (says(CHUNKED + b"d0;" + BLANKS + b"\n\r\n"), FAILED),
    "a chunk's extension without end": (flooding(CHUNKED + b"d0;", b"y" * 65536), FAILED),
    "chunks with long extensions": (
        flooding(ONE_CHUNK, b"1;" + b"y" * 8000 + b"\r\nx\r\n"),
        errors.TooLarge,
    ),
    "gzip under a name without end": (
        flooding(GZIPPED + named(PNG, b"y")[:11], b"y" * 65536),
        errors.TooLarge,
    ),
    "gzip of empty blocks": (
        flooding(GZIPPED + named(PNG, b"")[:11], b"\0\0\0\xff\xff" * 10_000),
        errors.TooLarge,
    ),
    "gzip of gzip": (
        says(answer(gzip.compress(gzip.compress(PNG)), "Content-Encoding: gzip")),
        errors.NotAnImage,
    ),
    "a gzip bomb": (says(answer(gzip_bomb(), "Content-Encoding: gzip")), errors.TooLarge),
    "gzip that breaks off": (
        says(answer(gzip.compress(PNG * 100)[:-20], "Content-Encoding: gzip")),
        FAILED,
    ),
    "no gzip where it says so": (says(answer(PNG, "Content-Encoding: gzip")), FAILED),
    "brotli": (says(answer(PNG, "Content-Encoding: br")), FAILED),
    "deflate": (says(answer(zlib.compress(PNG), "Content-Encoding: deflate")), FAILED),
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
    "chunks without an end": (says(ONE_CHUNK), FAILED),
    "a chunk of no size": (says(CHUNKED + b"zz\r\n" + PNG), FAILED),
    "a chunk of an empty size": (says(CHUNKED + b"\r\n" + PNG), FAILED),
    "a chunk of a negative size": (says(CHUNKED + b"-d0\r\n" + PNG), FAILED),
    "a chunk whose size is written otherwise": (says(CHUNKED + b"0xd0\r\n" + PNG), FAILED),
    "a chunk of a size with an underscore": (says(CHUNKED + b"d_0\r\n" + PNG), FAILED),
    "a chunk of seventeen digits": (says(CHUNKED + b"1" * 17 + b"\r\n" + PNG), FAILED),
    "a chunk longer than its size": (says(CHUNKED + b"d0\r\n" + PNG + b"xx\r\n0\r\n"), FAILED),
    "a coding besides chunks": (
        says(OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + WHOLE_CHUNK),
        FAILED,
    ),
    "two codings": (
        says(CHUNKED[:-2] + b"Transfer-Encoding: identity\r\n\r\n" + WHOLE_CHUNK),
        FAILED,
    ),
    "chunks twice": (
        says(CHUNKED[:-2] + b"Transfer-Encoding: chunked\r\n\r\n" + WHOLE_CHUNK),
        FAILED,
    ),
    "a length that is a list": (says(answer(PNG, "Content-Length: 208, 9")), FAILED),
    "a length in words": (says(OK + b"Content-Length: ten\r\n\r\n" + PNG), FAILED),
    "a length with a sign": (says(OK + b"Content-Length: +208\r\n\r\n" + PNG), FAILED),
    "a length of digits beyond ASCII": (
        says(OK + "Content-Length: \u0662\r\n\r\n".encode() + PNG),
        FAILED,
    ),
    "a header without a colon": (says(OK + b"X\r\n\r\n" + PNG), FAILED),
    "a header without a name": (says(OK + b": x\r\n\r\n" + PNG), FAILED),
    "a blank before the colon": (says(OK + b"Content-Length : 5\r\n\r\n" + PNG), FAILED),
    "a fold before any header": (says(OK + b" X: a\r\n\r\n" + PNG), FAILED),
    "a length over two lines": (says(OK + b"Content-Length: 2\r\n 08\r\n\r\n" + PNG), FAILED),
    "a zero in a header": (says(OK + b"X: a\0b\r\n\r\n" + PNG), FAILED),
    "a lonely return in a header": (says(OK + b"X: a\rb\r\n\r\n" + PNG), FAILED),
    "a blank line first": (says(b"\r\n" + answer(PNG)), FAILED),
    "a status of two digits": (says(answer(PNG, status="20 OK")), FAILED),
    "a status of four digits": (says(answer(PNG, status="2000 OK")), FAILED),
    "a status in words": (says(answer(PNG, status="OK")), FAILED),
    "HTTP/2 in clear": (says(b"\0\0\x12\x04\0\0\0\0\0" + bytes(18)), FAILED),
    "HTTP/2 by its version": (says(b"HTTP/2 200 OK\r\n\r\n" + PNG), FAILED),
    "a radio station": (says(b"ICY 200 OK\r\n\r\n" + PNG), FAILED),
    "TLS in clear": (says(b"\x15\x03\x01\0\x02\x02\x46"), FAILED),
    "HTTP/0.9": (says(PNG), FAILED),
    "another protocol": (says(b"SSH-2.0-OpenSSH_9.9\r\n"), FAILED),
    "nothing": (says(b""), FAILED),
    "half a head": (says(OK + b"Content-Type: image/png\r\n"), FAILED),
    "a switch of protocols": (says(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"), FAILED),
    "a switch of protocols, and an answer in ours": (
        says(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", answer(PNG)),
        FAILED,
    ),
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
    "201": (says(answer(PNG, status="201 Created")), FAILED),
    "204": (says(answer(PNG, status="204 No Content")), FAILED),
    "300": (says(answer(PNG, "Location: /a", status="300 Multiple Choices")), FAILED),
    "304": (says(answer(b"", status="304 Not Modified")), FAILED),
    "305": (says(answer(PNG, "Location: /a", status="305 Use Proxy")), FAILED),
    "400": (says(answer(PNG, status="400 Bad Request")), errors.ImageGone),
    "401": (says(answer(PNG, status="401 Unauthorized")), errors.ImageForbidden),
    "403": (says(answer(PNG, status="403 Forbidden")), errors.ImageForbidden),
    "404": (says(answer(PNG, status="404 Not Found")), errors.ImageGone),
    "407": (says(answer(PNG, status="407 Proxy Authentication Required")), errors.ImageGone),
    "410": (says(answer(PNG, status="410 Gone")), errors.ImageGone),
    "429": (says(answer(PNG, status="429 Too Many Requests")), errors.ImageForbidden),
    "451": (says(answer(PNG, status="451 Unavailable")), errors.ImageForbidden),
    "500": (says(answer(PNG, status="500 Oops")), FAILED),
    "503": (says(answer(PNG, status="503 Busy")), FAILED),
    "999": (says(answer(PNG, status="999 Request denied")), FAILED),
}

BROUGHT: dict[str, Serve] = {
    "plainly": says(answer(PNG)),
    "up to the connection's end": says(OK + b"\r\n" + PNG),
    "by an old host": says(b"HTTP/1.0 200 OK\r\n\r\n" + PNG),
    "without a reason": says(b"HTTP/1.1 200\r\nContent-Length: 208\r\n\r\n" + PNG),
    "byte by byte": says(*(bytes([byte]) for byte in answer(PNG))),
    "in lines without returns": says(b"HTTP/1.1 200 OK\nContent-Length: 208\n\n" + PNG),
    "under names in any letters": says(OK + b"cOnTeNt-LeNgTh:\t208 \t\r\n\r\n" + PNG),
    "with its length told twice": says(answer(PNG, "Content-Length: 208")),
    "with its length told twice in one": says(OK + b"Content-Length: 208, 208\r\n\r\n" + PNG),
    "under a header of three lines": says(
        OK + b"X: default-src 'self';\n\timg-src *:443;\r\n  \r\nContent-Length: 208\r\n\r\n" + PNG
    ),
    "with its length in the next line": says(OK + b"Content-Length:\r\n 208\r\n\r\n" + PNG),
    "with much to tell": says(answer(PNG, *[f"X-{at}: {'y' * 90}" for at in range(1000)])),
    "with bytes beyond ASCII": says(answer(PNG, "X: \xe9\x80")),
    "in chunks": says(CHUNKED + b"8\r\n" + PNG[:8] + b"\r\nC8\r\n" + PNG[8:] + b"\r\n0\r\n\r\n"),
    "in chunks with extensions": says(CHUNKED + b'00d0 ; a="b" \r\n' + PNG + b"\r\n000;x\r\n\r\n"),
    "in chunks, its length told beside": says(
        answer(b"", "Transfer-Encoding: Chunked", length=5) + b"d0\r\n" + PNG + b"\r\n0\r\n\r\n"
    ),
    "in chunks, with trailers for ever": flooding(ONE_CHUNK + b"0\r\n", b"X: y\r\n" * 1000),
    "in chunks, with dripped trailers": dripping(
        ONE_CHUNK + b"0\r\n", lambda: itertools.repeat(b"y")
    ),
    "in chunks, with no word after the last": stopping(ONE_CHUNK + b"0\r\n"),
    "and kept alive": stopping(answer(PNG, "Connection: keep-alive")),
    "and followed by another": says(answer(PNG) + answer(b"second")),
    "and followed for ever": flooding(answer(PNG), bytes(65536)),
    "after interim answers": says(
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", answer(PNG)
    ),
    "in gzip": says(answer(gzip.compress(PNG), "Content-Encoding: gzip")),
    "in gzip by its old name": says(answer(gzip.compress(PNG), "Content-Encoding: X-GZIP")),
    "in gzip under a long name": says(answer(named(PNG, b"y" * 100_000), "Content-Encoding: gzip")),
    "in gzip, with rubbish behind": says(
        answer(gzip.compress(PNG) + b"x" * 5000, "Content-Encoding: gzip")
    ),
    "in gzip, with members for ever": flooding(
        GZIPPED + gzip.compress(PNG), gzip.compress(b"x") * 1000
    ),
    "in no coding at all": says(answer(PNG, "Content-Encoding: identity")),
}
"""Hosts that talk oddly, or too much, around an image that is whole."""

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
    "/\\127.0.0.1/..",
    "\\/..",
    "/a\\b/../c",
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
