"""From a maker's first token to the first word in the reader's event stream.

Tokens of four signs come as fast as from a small model. The answer's own beginning, and the end
of its first word, take a few of them: that is the maker's time and stands beside ours.
"""

import statistics
import time
from http.server import BaseHTTPRequestHandler

from bench.analysis.stage import ORDERS, staged
from bench.goals import Goal
from server.analysis.growing import GrowingPrompt
from tests.analysis import faulty
from tests.hostile.makers import Two, language
from tests.support import pictures
from tests.support.provider import SEEN
from tests.support.visitor import Visitor
from tests.support.wires import Wire

ROUNDS = 15
TOKENS_EACH_SECOND = 100
SIGNS = 4
MOST = 150
MILLISECONDS = 1000
ROW = "words"


class Writing:
    """Writes an answer token by token, and remembers when the first one went."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.began = 0.0

    def __call__(self, handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        """Answer."""
        faulty.head(handler)
        self.began = time.monotonic()
        for number, token in enumerate(_tokens(faulty.ANSWER)):
            time.sleep(max(0.0, self.began + number / TOKENS_EACH_SECOND - time.monotonic()))
            handler.wfile.write(wire.frame({**wire.delta(token), "sequence_number": 1}))
        ends = [wire.frame(event) for event in wire.ending("whole", faulty.ANSWER)]
        handler.wfile.write(b"".join([*ends, wire.done]))


def measure() -> list[Goal]:
    """Measure and print."""
    own = _makers_own()
    print(f"\nFirst word after the first token, at {TOKENS_EACH_SECOND} tokens a second", end=" ")
    print(f"({ROUNDS} rounds; {own:.0f} ms of it are the maker's)")
    goals = []
    for first, second in ORDERS:
        with staged(first, second) as (two, _), Visitor(two.house.url) as visitor:
            taken = [_round(two, visitor, number) for number in range(ROUNDS + 1)][1:]
        middle = statistics.median(taken)
        spread = f"[{min(taken):.1f} … {max(taken):.1f}]"
        print(f"  {first:<16}{middle:>9.1f} ms  {spread}")
        goals.append(Goal(f"first word after the first token, {first}", middle, MOST, "ms"))
    return goals


def _round(two: Two, visitor: Visitor, number: int) -> float:
    writing = Writing()
    two.play(ROW, [writing], [faulty.whole])
    url = two.images.add(f"/{number}.jpg", pictures.jpeg(), "image/jpeg")
    heard = 0.0
    for event in visitor.events(visitor.start(url, language=language(ROW))):
        if event.name == "partial":
            heard = heard or time.monotonic()
    assert SEEN["prompt"] == event.data["result"]["prompts"]["general"]["prompt"]
    return (heard - writing.began) * MILLISECONDS


def _makers_own() -> float:
    """Return the milliseconds until enough has come for a first word."""
    growing = GrowingPrompt()
    needed = next(
        number for number, token in enumerate(_tokens(faulty.ANSWER)) if growing.add(token)
    )
    return needed / TOKENS_EACH_SECOND * MILLISECONDS


def _tokens(text: str) -> list[str]:
    return [text[at : at + SIGNS] for at in range(0, len(text), SIGNS)]
