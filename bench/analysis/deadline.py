"""Makers that never come to an end: how far a call runs past its nearest deadline.

Beside each stands the maker's own SDK with the same time-out; what goes on is cut off.
"""

import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial

import httpx2
from google import genai
from google.genai import types
from openai import OpenAI
from openai.types.chat import ChatCompletionUserMessageParam

from bench.cut_off import CutOff, watched
from bench.goals import Goal
from bench.rounds import ROUNDS, interleaved
from server.analysis.ask import Provider
from server.analysis.call_clock import Patience
from server.errors import ProviderFailed
from tests.analysis import faulty
from tests.analysis.asking import DIALECTS, KEY, QUESTION, DialectName, provider
from tests.analysis.faulty import Answering, answering
from tests.analysis.listening import Heard
from tests.support.wires import WIRES

PATIENCE = Patience(total=0.6, first=0.3, idle=0.2)
CUT_OFF = 1.5
MOST = 300
MILLISECONDS = 1000
# Google's SDK gives a stream up at its first comment.
ENDS_AT_ONCE = ("gemini", "only comments")

Ask = Callable[[], Iterable[object]]


def _google(port: int, seconds: float) -> Ask:
    wait = types.HttpOptions(
        base_url=f"http://127.0.0.1:{port}", timeout=int(seconds * MILLISECONDS)
    )
    # It closes its connections when nobody holds it.
    client, model = genai.Client(api_key=KEY, http_options=wait), WIRES["gemini"].model
    return lambda: client.models.generate_content_stream(model=model, contents="Hello")


def _openai(port: int, seconds: float) -> OpenAI:
    wait = httpx2.Timeout(seconds)
    base_url = f"http://127.0.0.1:{port}/v1"
    return OpenAI(api_key=KEY, base_url=base_url, max_retries=0, timeout=wait)


def _responses(port: int, seconds: float) -> Ask:
    ask = _openai(port, seconds).responses.create
    return lambda: ask(model=WIRES["responses"].model, input="Hello", stream=True)


def _chat(port: int, seconds: float) -> Ask:
    ask = _openai(port, seconds).chat.completions.create
    turn: ChatCompletionUserMessageParam = {"role": "user", "content": "Hello"}
    return lambda: ask(model=WIRES["chat"].model, messages=[turn], stream=True)


# The SDKs as their own pages have them, with their own time-outs.
PLAIN: dict[str, Callable[[int, float], Ask]] = {
    "responses": _responses, "chat": _chat, "gemini": _google,
}  # fmt: skip
LATE: dict[str, tuple[Answering, float]] = {
    "only comments": (faulty.only_comments, PATIENCE.first),
    "a head, dripped": (faulty.dripped_head, PATIENCE.first),
    "an event, dripped": (faulty.dripped_event, PATIENCE.first),
    "no answer": (faulty.silence_before_the_head, PATIENCE.first),
    "words, then silence": (faulty.words_then_silence, PATIENCE.idle),
    "words, dripped without end": (faulty.endless_words, PATIENCE.total),
}


def measure() -> list[Goal]:
    """Measure and print."""
    print(f"\nPast the nearest deadline, in ms ({ROUNDS} interleaved rounds)")
    print(f"  {'':<12}{'a maker that sends':<30}{'ours: median, worst':>20}{'its SDK, median':>18}")
    return [_of(dialect) for dialect in DIALECTS]


def _of(dialect: DialectName) -> Goal:
    worst = 0.0
    for name, (answer, seconds) in LATE.items():
        with answering(answer, WIRES[dialect]) as port:
            calls = {
                "ours": partial(_ours, provider(dialect, port, PATIENCE)),
                "its SDK": partial(_plain, PLAIN[dialect](port, seconds)),
            }
            taken = interleaved({who: partial(_past, call, seconds) for who, call in calls.items()})
        ours, plain = taken["ours"], statistics.median(taken["its SDK"])
        over = (CUT_OFF - seconds) * MILLISECONDS
        peer = f"> {over:.0f}" if plain >= over else f"{plain:.0f}"
        note = "  (given up at once)" if (dialect, name) == ENDS_AT_ONCE else ""
        print(f"  {dialect:<12}{name:<30}{statistics.median(ours):>12.0f}{max(ours):>8.0f}", end="")
        print(f"{peer:>18}{note}")
        worst = max(worst, *ours)
    return Goal(f"worst past a deadline, {dialect}", worst, MOST, "ms")


def _past(call: Callable[[], None], seconds: float) -> float:
    """Return how many milliseconds past `seconds` a call ends, or is cut off."""
    began = time.perf_counter()
    with suppress(CutOff), watched(CUT_OFF):
        call()
    return (time.perf_counter() - began - seconds) * MILLISECONDS


def _ours(asked: Provider) -> None:
    with suppress(ProviderFailed):
        asked.ask(QUESTION, Heard())
        raise AssertionError("it came to an end")


def _plain(ask: Ask) -> None:
    with suppress(Exception):
        list(ask())
