"""Servers that answer as no provider should, one function each, in whatever dialect."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.loopback import serving
from tests.support.provider import SEEN
from tests.support.wires import Ending, Gemini, Wire

ANSWER = json.dumps(SEEN)
# What begins so broke off: nobody may read of it in the end.
BEGINNING = "A kite that nobody will read of, "
BROKEN_OFF = json.dumps({**SEEN, "prompt": BEGINNING + SEEN["prompt"]})
PIECES = 60
SILENT_SECONDS = 30
PACKED = gzip.compress(b"data: " + b"x" * 20_000_000)
Answering = Callable[[BaseHTTPRequestHandler, Wire], None]


@contextmanager
def answering(answer: Answering, wire: Wire) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self, wire)

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


def word(wire: Wire) -> bytes:
    return wire.frame({**wire.delta("x"), "sequence_number": 1})


def only_comments(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    head(handler)
    repeat(handler, b": PROCESSING\n\n", 0.02, 5)


def silence(handler: BaseHTTPRequestHandler, seconds: float = SILENT_SECONDS) -> None:
    """Wait until the other side has had enough, or for so long."""
    handler.connection.settimeout(seconds)
    with suppress(TimeoutError):
        handler.rfile.read(1)


def pieces(wire: Wire, text: str, size: int = 0) -> list[bytes]:
    """An answer in sixty words, or in words of so many signs."""
    size = size or -(-len(text) // PIECES)
    said = [wire.delta(text[at : at + size]) for at in range(0, len(text), size)]
    return [wire.frame({**event, "sequence_number": 1}) for event in said]


def silence_before_the_head(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    silence(handler)


def reset_before_the_head(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    handler.close_connection = True


def dripped_head(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    repeat(handler, b"X-A: b\r\n", 0.02, 5)


def endless_words(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    head(handler)
    repeat(handler, word(wire), 0.02, 5)


def words_then_silence(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    head(handler)
    handler.wfile.write(b"".join(pieces(wire, BROKEN_OFF)[:20]))
    silence(handler)


def late_word(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    """A head and its first events at once, and the first word after twenty seconds."""
    events(*wire.opening())(handler, wire)
    silence(handler, 20)
    ends = [wire.frame(event) for event in wire.ending("whole", ANSWER)]
    handler.wfile.write(b"".join([*pieces(wire, ANSWER), *ends, wire.done]))


def dripped_event(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    """An event that never comes to its end, sign by sign."""
    head(handler)
    handler.wfile.write(b"data: ")
    repeat(handler, b"x", 0.02, 5)


def flood(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    head(handler)
    repeat(handler, b": " + b"x" * 100_000 + b"\n\n", 0, 5)


def packed(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Content-Encoding", "gzip")
    handler.end_headers()
    handler.wfile.write(PACKED)


def end_without_a_word(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    head(handler)


def broken_json(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    """The tenth event is none; the rest is as it should be."""
    head(handler)
    said = pieces(wire, BROKEN_OFF)
    said[9] = b"event: response.output_text.delta\ndata: {nonsense\n\n"
    ends = [wire.frame(event) for event in wire.ending("whole", BROKEN_OFF)]
    handler.wfile.write(b"".join([*said, *ends, wire.done]))


def another_shape(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    head(handler)
    handler.wfile.write(b'data: {"type": 5, "choices": 7, "candidates": "x", "usage": []}\n\n')


def number_as_word(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    number: Any = 5
    events(*wire.opening(), wire.delta(number))(handler, wire)


def deep(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    head(handler)
    events = [wire.delta('{"a":' * 50_000), *wire.ending("whole", "")]
    handler.wfile.write(b"".join(wire.frame(event) for event in events))


def web_page(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    head(handler, "text/html")
    handler.wfile.write(b"<html>hello</html>")


def redirect(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    handler.send_response(307)
    handler.send_header("Location", "http://127.0.0.1:9/v1/responses")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def not_http(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    handler.wfile.write(b"SSH-2.0-hello\r\n")


def events(*said: Any) -> Answering:
    """A stream of exactly these events."""

    def answer(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        head(handler)
        handler.wfile.write(b"".join(wire.frame(event) for event in said))

    return answer


def body(
    status: int, said: Any, kind: str = "application/json", headers: dict[str, str] | None = None
) -> Answering:
    """One whole answer."""

    def answer(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        data = said if isinstance(said, bytes) else json.dumps(said).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def ending(how: Ending) -> Answering:
    """A stream that begins as it should, and ends as told."""

    def answer(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        said = [*wire.opening(), wire.delta("{"), *wire.ending(how, "")]
        events(*said)(handler, wire)

    return answer


def whole(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    """The answer as it should be."""
    without_done(handler, wire)
    handler.wfile.write(wire.done)


def without_done(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    """The answer to its end, without the line that says so once more in Chat Completions."""
    events(*wire.opening(), wire.delta(ANSWER), *wire.ending("whole", ANSWER))(handler, wire)


def words_without_an_end(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    """Every word of an answer, the end of the body, and no event that says it was the end."""
    head(handler)
    handler.wfile.write(b"".join(pieces(wire, BROKEN_OFF)))


def cut(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    """Forty of sixty words in a stream whose chunks never end."""
    start = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    handler.wfile.write(start + b"Transfer-Encoding: chunked\r\n\r\n")
    for said in pieces(wire, BROKEN_OFF)[:40]:
        handler.wfile.write(f"{len(said):x}\r\n".encode() + said + b"\r\n")


def too_long(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    """More than the model holds: OpenAI has a code for it, Google a sentence."""
    said = wire.error(400, "context_length_exceeded")
    if wire.name == "gemini":
        said = wire.error(400)
        most = "exceeds the maximum number of tokens allowed (8192)."
        said["error"]["message"] = f"The input token count (9000) {most}"
    body(400, said)(handler, wire)


def filtered(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    """A refusal of the question itself: a 400 at OpenAI, a block at Google."""
    if isinstance(wire, Gemini):
        events(wire.blocked())(handler, wire)
    else:
        status(400, "content_filter")(handler, wire)


def limited(number: int, wait: str) -> Answering:
    """A limit, or a failure, that says how many seconds it will last."""

    def answer(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        said = wire.error(number)
        if wire.name == "gemini":
            info = "type.googleapis.com/google.rpc.RetryInfo"
            said["error"]["details"] += [{"@type": info, "retryDelay": f"{wait}s"}]
            body(number, said)(handler, wire)
        else:
            body(number, said, headers={"Retry-After": wait})(handler, wire)

    return answer


def spent(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
    """A quota that is used up: nothing that waiting a little would help."""
    said = wire.error(429, "insufficient_quota")
    if wire.name == "gemini":
        quota = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
        info = "type.googleapis.com/google.rpc.QuotaFailure"
        said = wire.error(429)
        said["error"]["details"] = [{"@type": info, "violations": [{"quotaId": quota}]}]
    limited_now = {"Retry-After": "0"}
    body(429, said, headers=limited_now)(handler, wire)


def status(number: int, code: str | None = None) -> Answering:
    """The dialect's own error."""

    def answer(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        body(number, wire.error(number, code))(handler, wire)

    return answer
