"""Sixteen ways in which a provider fails, after the list of the Failover Bench (failoverbench).

The fifteenth, a provider that is dead for a minute, is no row but a minute: `bench/analysis` has
it at its length, and tests/analysis/test_outage.py with a clock of its own.
"""

import json
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple

from tests.analysis import faulty
from tests.analysis.faulty import Answering
from tests.hostile.makers import Two, language
from tests.support import pictures
from tests.support.charges import GIVEN_BACK, SETTLED
from tests.support.provider import SEEN
from tests.support.readers import Reader, Readers
from tests.support.wires import TOKENS_IN, TOKENS_OUT, Wire

PRICES = {"openai": 0.0006, "gemini": 0.00111}


class Row(NamedTuple):
    """What the first provider does, call by call; how often each is asked; what comes of it.

    `void` answers were read for a while, and `billed` failures named their price. A whole answer
    unless `code` says what the job ends with. `gap` is the least pause before the second call,
    in seconds; what `waits` takes seconds.
    """

    first: Sequence[Answering]
    asked: tuple[int, int]
    void: int = 0
    billed: int = 0
    code: str = ""
    gap: float = 0.0
    waits: bool = False


ROWS: dict[str, Row] = {
    "s01 429 with Retry-After, once": Row(
        [faulty.limited(429, "2"), faulty.whole], (2, 0), gap=1.8, waits=True
    ),
    "s02 429 for ever": Row([faulty.status(429)], (1, 1)),
    "s03 500 once": Row([faulty.status(500), faulty.whole], (2, 0)),
    "s04 503 for ever": Row([faulty.status(503)], (2, 1)),
    "s05 reset before the head": Row([faulty.reset_before_the_head, faulty.whole], (2, 0)),
    "s06 no response": Row([faulty.silence_before_the_head], (1, 1), waits=True),
    "s07 first word after 20 s": Row([faulty.late_word], (1, 1), waits=True),
    "s08 cut at 40 of 60": Row([faulty.cut], (1, 1), void=1),
    "s09 silent after 20 of 60": Row([faulty.words_then_silence], (1, 1), void=1, waits=True),
    "s10 tenth event malformed": Row([faulty.broken_json], (2, 1), void=2),
    "s11 no terminal event": Row([faulty.words_without_an_end], (1, 1), void=1),
    "s12 context length": Row([faulty.too_long], (1, 1)),
    "s13 content filter": Row([faulty.filtered], (1, 0), code="content_refused"),
    "s14 cut, prefill refused": Row([faulty.cut], (1, 1), void=1),
    "s16 out of tokens, billed": Row([faulty.ending("incomplete")], (2, 1), billed=2),
}
# Chat Completions ends with a reason and then with a line; the reason is enough.
NO_DONE = {"s11 no [DONE]": Row([faulty.without_done], (1, 0))}


def rows_of(wire: Wire) -> dict[str, Row]:
    """Return the rows as a dialect has them."""
    return {**ROWS, **(NO_DONE if wire.name == "chat" else {})}


def begin(name: str, row: Row, two: Two, readers: Readers) -> tuple[Reader, Future[Any]]:
    """Let somebody new ask for a picture while this row is played."""
    played = name[:3]
    two.play(played, row.first, [faulty.whole])
    url = two.images.add(f"/{played}.jpg", pictures.jpeg(), "image/jpeg")
    return readers.start(url, language=language(played))


def expected(row: Row, two: Two) -> dict[str, object]:
    """Return all that must be so when a row is over."""
    first, second = (each.wire for each in (two.first, two.second))
    # Google tells with each event what was used so far; others at the end alone.
    billed = row.billed + (row.void if first.name == "gemini" else 0)
    wire = second if row.asked[1] else first
    usage = {
        "provider": _maker(wire), "model": wire.model, "attempts": sum(row.asked),
        "input_tokens": TOKENS_IN * (billed + 1), "output_tokens": TOKENS_OUT * (billed + 1),
        "cost_usd": round(PRICES[_maker(first)] * billed + PRICES[_maker(wire)], 5),
    }  # fmt: skip
    return {
        "asked": row.asked,
        "code": row.code,
        "charge": GIVEN_BACK if row.code else SETTLED,
        "restarts": row.void,
        "read": "" if row.code else SEEN["prompt"],
        "usage": None if row.code else usage,
        "left of what broke off": False,
        "too early": False,
    }


def seen(name: str, row: Row, two: Two, reader: Reader) -> dict[str, object]:
    """Return how it was."""
    played = name[:3]
    job: dict[str, Any] = reader.events[-1].data
    result, problem = job.get("result") or {}, job.get("problem") or {}
    usage = result.get("usage")
    if usage:
        usage = {key: value for key, value in usage.items() if key != "latency_ms"}
        usage["cost_usd"] = round(usage["cost_usd"], 5)
    at = [call.at for call in two.first.asked[played]]
    return {
        "asked": two.asked(played),
        "code": problem.get("code", ""),
        "charge": job["charge"],
        "restarts": reader.names.count("restart"),
        "read": reader.grown,
        "usage": usage,
        "left of what broke off": faulty.BEGINNING in json.dumps(job),
        "too early": len(at) > 1 and at[1] - at[0] < row.gap,
    }


def _maker(wire: Wire) -> str:
    return "gemini" if wire.name == "gemini" else "openai"
