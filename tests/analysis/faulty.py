"""Servers that answer as no provider should, one function each."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from tests.support.loopback import serving

Answering = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def answering(answer: Answering) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with serving(Handler) as port:
        yield port


def head(handler: BaseHTTPRequestHandler, kind: str = "text/event-stream") -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.end_headers()


def repeat(handler: BaseHTTPRequestHandler, piece: bytes, pause: float, seconds: float) -> None:
    ends = time.monotonic() + seconds
    try:
        while time.monotonic() < ends:
            handler.wfile.write(piece)
            time.sleep(pause)
    except OSError:
        pass


DELTA = (
    b'event: response.output_text.delta\ndata: {"type":"response.output_text.delta",'
    b'"item_id":"m","output_index":0,"content_index":0,"delta":"x","logprobs":[],'
    b'"sequence_number":1}\n\n'
)


def only_comments(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    repeat(handler, b": PROCESSING\n\n", 0.02, 5)


def silence_before_the_head(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.settimeout(5)
    handler.rfile.read(1)


def dripped_head(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    repeat(handler, b"X-A: b\r\n", 0.02, 5)


def endless_words(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    repeat(handler, DELTA, 0.02, 5)


def words_then_silence(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    handler.wfile.write(DELTA)
    handler.connection.settimeout(5)
    handler.rfile.read(1)


def flood(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    repeat(handler, b": " + b"x" * 100_000 + b"\n\n", 0, 5)


def end_without_a_word(handler: BaseHTTPRequestHandler) -> None:
    head(handler)


def words_without_an_end(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    handler.wfile.write(DELTA)


def broken_json(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    handler.wfile.write(b"event: response.output_text.delta\ndata: {nonsense\n\n")


def web_page(handler: BaseHTTPRequestHandler) -> None:
    head(handler, "text/html")
    handler.wfile.write(b"<html>hello</html>")


def error_event(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    handler.wfile.write(
        b'event: error\ndata: {"type":"error","code":"rate_limit_exceeded",'
        b'"message":"sk-secret","param":null,"sequence_number":1}\n\n'
    )


def redirect(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(307)
    handler.send_header("Location", "http://127.0.0.1:9/v1/responses")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def not_http(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-hello\r\n")


def status(number: int, code: str | None = None) -> Answering:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = json.dumps({"error": {"message": "sk-secret", "code": code}}).encode()
        handler.send_response(number)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer
