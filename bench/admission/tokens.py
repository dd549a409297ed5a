"""The time that reading a token takes, beside the library as it is by default."""

import time
from collections.abc import Callable
from functools import partial

from itsdangerous import URLSafeTimedSerializer

from bench.goals import Goal
from bench.rounds import interleaved, table
from server.admission.tokens import ProofTokens, TrialTokens
from server.domain.subject import Subject
from server.errors import TokenInvalid

CALLS = 1000
KEYS = ("o" * 32, "n" * 32)


def measure() -> list[Goal]:
    """Measure and print."""
    trials, proofs = TrialTokens(KEYS), ProofTokens(KEYS)
    plain = URLSafeTimedSerializer(list(KEYS))
    long = "a" * 10_000_000
    signed = plain.dumps({"t": "a" * 22})
    trial, (proof, _) = trials.mint(), proofs.mint(Subject("trial", "t1"), "f" * 32)
    taken = interleaved(
        {
            "itsdangerous, its defaults": partial(each, lambda: plain.loads(signed)),
            "a trial's token": partial(each, lambda: trials.read(trial)),
            "a proof": partial(each, lambda: proofs.read(proof)),
            "a forged one": partial(each, lambda: forged(trials, f"{trial[:-3]}AAA")),
            "ten megabytes": partial(each, lambda: forged(trials, long)),
        }
    )
    table("Tokens, read", "µs", taken, floor="itsdangerous, its defaults")
    worst = max(sorted(values)[len(values) // 2] for values in taken.values())
    return [Goal("reading a token", worst / 1000, 0.15, "ms")]


def each(call: Callable[[], object]) -> float:
    """Return how many microseconds one of many calls takes."""
    began = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - began) / CALLS * 1e6


def forged(trials: TrialTokens, text: str) -> None:
    """Read what nobody signed."""
    try:
        trials.read(text)
    except TokenInvalid:
        return
    raise AssertionError
