"""What a dialect takes beyond a plain client that sends the same bytes and reads the lines.

Beyond that floor lie the picture's base64, the question's JSON, the SDK, the growing prompt, and
the reading of the answer. A maker writes 2,000 tokens a second, more than any of these models:
OpenAI an event for each token, Google one for many (stanfordnlp/dspy#8235). What is done with one
while the next is written keeps nobody waiting, so that waiting is from the call to the maker's
having read it, and from the maker's last word to the answer. What all of it costs a processor is
told of an answer that comes at once. The maker has a process of its own.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from itertools import chain

import httpx2

from bench.fresh import beside
from bench.goals import Goal
from bench.images.scenes import photo
from server.analysis.ask import Question
from tests.analysis import faulty
from tests.analysis.asking import DIALECTS, KEY, QUESTION, DialectName, provider
from tests.analysis.listening import Heard
from tests.support.loopback import serving
from tests.support.provider import provider_server
from tests.support.wires import WIRES, Wire, spoken_at

ROUNDS, EACH = 7, 20
SIGNS_EACH_SECOND = 8000
SIGNS = {"responses": 4, "chat": 4, "gemini": 64}
MOST = 5
MILLISECONDS = 1000
SIZE = (1024, 768)
# Cuts of twenty equal parts: 95 of 100 are below the last.
TWENTIETHS, MOST_OF_THEM = 20, 18

Call = Callable[[], object]

_running: list[AbstractContextManager[int]] = []


def measure() -> list[Goal]:
    """Measure and print."""
    jpeg = BytesIO()
    photo(SIZE).save(jpeg, "JPEG", quality=85)
    question = replace(QUESTION, jpeg=jpeg.getvalue())
    print(f"\nA whole answer to a picture of {len(question.jpeg) // 1000} kB, in ms", end=" ")
    print(f"({ROUNDS} interleaved rounds of {EACH}, range of the rounds in brackets)")
    print(f"  {'':<12}{'processor: httpx2':>18}{'ours':>7}{'ratio':>9}", end="")
    print(f"{'p95 of waiting: httpx2':>26}{'ours':>8}   difference")
    with beside(_serve) as ports:
        return [_of(dialect, ports, question) for dialect in DIALECTS]


def _of(dialect: DialectName, ports: tuple[int, int], question: Question) -> Goal:
    at_once, paced = ports
    busy = _rounds(dialect, at_once, question, _busy)
    floor, own = (statistics.median(taken) for taken in map(list, zip(*chain(*busy), strict=True)))
    print(f"  {dialect:<12}{floor:>18.1f}{own:>7.1f}{own / floor:>7.1f} ×", end="")
    waits = _rounds(dialect, paced, question, partial(_waited, paced))
    cuts = [[_p95(taken) for taken in zip(*pairs, strict=True)] for pairs in waits]
    floor, own = (statistics.median(taken) for taken in zip(*cuts, strict=True))
    added = [own - floor for floor, own in cuts]
    middle, spread = statistics.median(added), f"[{min(added):.1f} … {max(added):.1f}]"
    print(f"{floor:>26.1f}{own:>8.1f}   {middle:.1f} {spread}")
    return Goal(f"added to p95 of plain httpx2, {dialect}", middle, MOST, "ms")


def _rounds(
    dialect: DialectName, port: int, question: Question, taken: Callable[[Call], float]
) -> list[list[tuple[float, float]]]:
    """Return the milliseconds of plain calls and of ours in turn; the first round is not told."""
    asked = provider(dialect, port)
    with httpx2.Client(trust_env=False, timeout=None) as client:
        plain = _plain(client, dialect, port, question)
        ours = partial(asked.ask, question, Heard())
        rounds = [[(taken(plain), taken(ours)) for _ in range(EACH)] for _ in range(ROUNDS + 1)]
    return rounds[1:]


def _busy(call: Call) -> float:
    """Return the milliseconds of this processor that a call takes."""
    began = time.thread_time()
    call()
    return (time.thread_time() - began) * MILLISECONDS


def _waited(port: int, call: Call) -> float:
    """Return the milliseconds that a call takes while its maker does nothing for it."""
    began = time.monotonic()
    call()
    ended = time.monotonic()
    heard, said = map(float, httpx2.get(f"http://127.0.0.1:{port}/", trust_env=False).json())
    return (heard - began + ended - said) * MILLISECONDS


def _p95(taken: Iterable[float]) -> float:
    return statistics.quantiles(taken, n=TWENTIETHS)[MOST_OF_THEM]


def _plain(client: httpx2.Client, dialect: DialectName, port: int, question: Question) -> Call:
    """Return what sends the very bytes that we send, and reads the answer's lines."""
    with provider_server() as server:
        provider(dialect, server.port).ask(question, Heard())
        body, path = json.dumps(server.requests[0]).encode(), server.paths[0]
    url, headers = f"http://127.0.0.1:{port}{path}", {"Authorization": f"Bearer {KEY}"}

    def call() -> None:
        with client.stream("POST", url, content=body, headers=headers) as answer:
            assert [*answer.iter_lines()]

    return call


def _serve() -> tuple[int, int]:
    """Serve in this process from now on; return the ports of who answers at once, and in time."""
    answers, times = {name: _pieces(wire) for name, wire in WIRES.items()}, [0.0, 0.0]

    class AtOnce(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        is_at_once = True

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            began, name = time.monotonic(), spoken_at(self.path).name
            pieces, pause = answers[name], SIGNS[name] / SIGNS_EACH_SECOND
            for number, piece in enumerate([b"".join(pieces)] if self.is_at_once else pieces):
                time.sleep(max(0.0, began + number * pause - time.monotonic()))
                times[:] = began, time.monotonic()
                self.wfile.write(piece)

        def do_GET(self) -> None:
            told = json.dumps(times).encode()
            self.wfile.write(_head(len(told)) + told)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    class InTime(AtOnce):
        disable_nagle_algorithm = True
        is_at_once = False

    _running.extend([serving(AtOnce), serving(InTime)])
    at_once, in_time = (each.__enter__() for each in _running)
    return at_once, in_time


def _pieces(wire: Wire) -> list[bytes]:
    """Return an answer in pieces: its head with the first event, each event, its end."""
    pieces = faulty.pieces(wire, faulty.ANSWER, SIGNS[wire.name])
    ends = b"".join(wire.frame(event) for event in wire.ending("whole", faulty.ANSWER))
    size = len(b"".join([*pieces, ends, wire.done]))
    return [_head(size) + pieces[0], *pieces[1:], ends + wire.done]


def _head(size: int) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {size}\r\n\r\n"
    return head.encode()
