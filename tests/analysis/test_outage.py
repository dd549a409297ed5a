"""A provider that is dead for a minute: who is asked, how often, and when it is found again."""

import heapq
import subprocess
import sys

import pytest
from redis import Redis

from server import errors
from server.analysis.ask import Answer, Listener, Question
from server.analysis.consequences import CONSEQUENCES
from server.analysis.router import Route, Router
from tests.analysis.gating import endpoint, gate, trip
from tests.analysis.listening import Heard
from tests.analysis.scripted import Scripted
from tests.support.children import ROOT
from tests.support.clock import Clock
from tests.support.racing import let_go

QUESTION = Question(b"", "standard", "en", seconds_left=28)
OUTAGE, REQUESTS = 60.0, 20
EVERY = OUTAGE / REQUESTS
MOST_CALLS, MOST_SECONDS = 10, 10.0
PROCESSES, CALLERS = 4, 10


# How long a call takes while the provider is dead, and what it ends with.
KINDS: list[tuple[type[errors.ProviderFailed], float]] = [
    (errors.ProviderUnavailable, 0.0), (errors.ProviderUnreachable, 0.0),
    (errors.ProviderBusy, 0.0), (errors.StreamBroken, 1.0), (errors.ProviderTimeout, 6.0),
]  # fmt: skip
OFFSETS = [0.0, 0.7, 1.5, 2.9]


class Down(Scripted):
    """Fails while the outage lasts."""

    def __init__(self, clock: Clock, error: type[errors.ProviderFailed]) -> None:
        super().__init__("openai", clock)
        self.error, self.ends = error, clock.now + OUTAGE
        self.dead, self.back = 0, 0.0

    def ask(self, question: Question, listener: Listener) -> Answer:
        if self.clock.now >= self.ends:
            self.back = self.back or self.clock.now
            return super().ask(question, listener)
        self.dead += 1
        raise self.error("scripted")


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize("error", [error for error, seconds in KINDS if seconds < 1])
def test_a_minute_of_failures_costs_ten_calls_and_everybody_is_answered(
    error: type[errors.ProviderFailed], offset: float, client: Redis
) -> None:
    clock = Clock()
    down, other = Down(clock, error), Scripted("gemini", clock)
    second = gate(client, clock, of=endpoint("gemini"))
    routes = [
        Route("openai", lambda: down, gate=gate(client, clock)),
        Route("gemini", lambda: other, gate=second),
    ]
    router = Router(routes, clock, sleep=lambda _: None)
    clock.now += offset
    asked = 0
    while not down.back:
        # Whom nobody answers, this raises for.
        router.ask(QUESTION, Heard())
        clock.now += EVERY
        asked += 1
    assert len(other.asked) == asked - 1 >= REQUESTS - 1
    assert down.dead <= MOST_CALLS
    assert down.back - down.ends <= MOST_SECONDS


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize(("error", "seconds"), KINDS)
def test_calls_that_overlap_cost_no_more(
    error: type[errors.ProviderFailed], seconds: float, offset: float, client: Redis
) -> None:
    clock = Clock()
    gated, ends = gate(client, clock), clock.now + OUTAGE
    health = CONSEQUENCES[error].health
    coming = [(clock.now + offset + EVERY * at, "ask", f"{at}") for at in range(2 * REQUESTS)]
    heapq.heapify(coming)
    dead, back = 0, 0.0
    while not back:
        clock.now, said, call = heapq.heappop(coming)
        if not gated._tell(said, call) or said != "ask":
            continue
        if clock.now >= ends:
            back = clock.now
        dead += clock.now < ends
        heapq.heappush(coming, (clock.now + seconds, health, call))
    assert dead <= MOST_CALLS
    assert back - ends <= MOST_SECONDS


PROBER = """
import sys, uuid
from functools import partial
from server.net.redis import connect
from tests.analysis.gating import gate
from tests.support.racing import at_once
url, now, callers = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
with connect(url) as client:
    gated = gate(client, lambda: now)
    gated._tell("unknown", "warm")
    print("ready", flush=True)
    sys.stdin.readline()
    asks = [partial(gated._tell, "ask", uuid.uuid4().hex) for _ in range(callers)]
    print(sum(at_once(asks)), flush=True)
"""


def test_four_processes_send_one_probe(client: Redis, redis_url: str) -> None:
    clock = Clock()
    trip(gate(client, clock), clock)
    command = [sys.executable, "-c", PROBER, redis_url, str(clock.now + 5), str(CALLERS)]
    started = [
        subprocess.Popen(
            command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(PROCESSES)
    ]
    let_go(started)
    probes = [int(process.communicate(timeout=30)[0]) for process in started]
    assert sum(probes) == 1
