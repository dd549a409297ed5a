"""How many calls somebody who knows a window gets through it, beside what `limits` offers.

One call opens a window; the rest of its quota is taken just before its end, and the next
one's just after. A call counts where it surely was: between its sending and its answer.
"""

import itertools
import time
from collections.abc import Callable

from limits import parse
from limits.storage import RedisStorage
from limits.strategies import (
    FixedWindowRateLimiter,
    MovingWindowRateLimiter,
    RateLimiter,
    SlidingWindowCounterRateLimiter,
)

from bench.admission.servers import a_redis
from bench.goals import Goal
from server.admission.limits import Limit, Limiter, LimitsRefused

MOST, SECONDS = 100, 2
RATE = f"{MOST}/{SECONDS} seconds"
ROUNDS = 5
EARLY, LATE = 0.15, 0.35

Passes = Callable[[str], bool]


def worst(passes: Passes, bucket: str) -> int:
    """Return the most calls that surely passed within one window."""
    passed: list[tuple[float, float]] = []

    def call() -> None:
        sent = time.monotonic()
        if passes(bucket):
            passed.append((sent, time.monotonic()))

    # Windows that begin at whole multiples of their length are known to an attacker too.
    time.sleep(SECONDS - time.time() % SECONDS)
    call()
    edge = passed[0][1] + SECONDS
    time.sleep(edge - EARLY - time.monotonic())
    while time.monotonic() < edge + LATE:
        call()
    return max(
        sum(later < sent + SECONDS for _, later in itertools.islice(passed, place, None))
        for place, (sent, _) in enumerate(passed)
    )


def measure() -> list[Goal]:
    """Measure and print."""
    with a_redis() as (client, url):
        limiter, rate = Limiter(client, "pl"), parse(RATE)

        def ours(bucket: str) -> bool:
            try:
                limiter.take([Limit("window", rate, f"{{{bucket}}}")])
            except LimitsRefused:
                return False
            return True

        def theirs(kind: type[RateLimiter]) -> Passes:
            strategy = kind(RedisStorage(url, key_prefix=kind.__name__))
            return lambda bucket: bool(strategy.hit(rate, bucket))

        ways: dict[str, Passes] = {
            "limits, fixed window": theirs(FixedWindowRateLimiter),
            "limits, sliding counter": theirs(SlidingWindowCounterRateLimiter),
            "limits, moving window": theirs(MovingWindowRateLimiter),
            "ours": ours,
        }
        most = dict.fromkeys(ways, 0)
        for number in range(ROUNDS):
            for name, passes in ways.items():
                most[name] = max(most[name], worst(passes, str(number)))
    print(f"\nWindows: the most of {ROUNDS} attacks at the edge of {MOST} in {SECONDS} s")
    for name, count in most.items():
        print(f"  {name:<44} {count:>6} calls {count / MOST:>6.2f} ×")
    return [Goal("overshoot of a window", most["ours"] - MOST, 0, "")]
