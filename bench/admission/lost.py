"""A reply of Redis that never comes: how long its caller waits, and what was counted."""

import time
from collections.abc import Callable

from redis import Redis

from bench.admission.servers import ORDER, a_redis
from bench.goals import Goal
from server.admission.limits import Limit, Limiter
from server.domain.job import JobRef
from server.domain.subject import Subject
from server.jobs.job_store import JobStore
from server.net.redis import connect
from tests.support.lossy import Lossy, lossy

TIMES = 20
DAY = Limit.of("day", f"{10 * TIMES}/day", "{a}")
OWNER = Subject("trial", "t1")


def measure() -> list[Goal]:
    """Measure and print."""
    with a_redis() as (client, there), lossy(there) as (wire, url), connect(url) as through:
        limiter, jobs = Limiter(through, "pl"), JobStore(through, "pl", 30)
        waits = {
            "take": waited(wire, lambda _: limiter.take([DAY])),
            "redeem": waited(
                wire,
                lambda number: jobs.redeem(
                    JobRef(OWNER, str(number)), ORDER, closed=False, most_uses=10 * TIMES
                ),
            ),
        }
        counted = [int(client.llen("pl:limit:{a}:day:200/86400")), uses(client)]
    print(f"\nA lost reply, {TIMES} times at each step")
    for step, seconds in waits.items():
        print(f"  {step:<44} {max(seconds):>6.2f} s at most")
    print(f"  counted {counted} of {2 * [TIMES + 1]}")
    wrong = sum(abs(count - TIMES - 1) for count in counted)
    return [
        Goal("calls counted twice or not at all", wrong, 0),
        Goal("the longest wait for a lost reply", max(map(max, waits.values())), 1.2, "s"),
    ]


def waited(wire: Lossy, call: Callable[[int], object]) -> list[float]:
    """Return how long each call took whose first reply was lost."""
    call(TIMES)
    taken = []
    for number in range(TIMES):
        wire.lose(how="silent")
        began = time.monotonic()
        call(number)
        taken.append(time.monotonic() - began)
        assert wire.lost == 1
    return taken


def uses(client: Redis) -> int:
    """Return how many uses are counted."""
    return int(str(client.get(f"pl:{{{OWNER}}}:uses")))
