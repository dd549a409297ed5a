"""How long getting past the gate takes: proof and redemption, in process and over HTTP."""

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import httpx2
from redis import Redis

from bench.admission.servers import ORDER, a_gate, a_redis
from bench.goals import Goal
from bench.rounds import interleaved, table
from server.jobs.job_store import JobStore
from tests.support.raced import URL, door_of_processes

CALLS = 1000
NUMBERS = count()
P99 = 0.99


def p99(call: Callable[[], object], calls: int = CALLS) -> float:
    """Return the milliseconds that one call in a hundred takes longer than."""
    taken = []
    for _ in range(calls):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)[int(calls * P99)]


def admission(client: Redis) -> Callable[[], object]:
    """Return a call of a new person at a new address: a proof, redeemed."""
    gate, jobs = a_gate(client), JobStore(client, "pl", 30)

    def admit() -> None:
        number = next(NUMBERS)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        trial = gate.recognise(gate._trials.mint())  # noqa: SLF001
        proof = gate.prove(trial, address, ORDER).token
        ref, _ = gate.check_proof(proof, trial, ORDER)
        jobs.redeem(ref, ORDER, closed=False, most_uses=3)

    return admit


def over_http(door: str, http: httpx2.Client) -> Callable[[], object]:
    """Return the same as two requests, to which the token and the queue are added."""

    def extract() -> None:
        token = http.post(f"{door}/v1/trial").json()["token"]
        who = {"Authorization": f"Bearer {token}"}
        proof = http.post(f"{door}/v1/proofs", json={"image_url": URL}, headers=who).json()["proof"]
        body = {"image_url": URL, "proof": proof}
        assert http.post(f"{door}/v1/extractions", json=body, headers=who).status_code == 202

    return extract


def measure() -> list[Goal]:
    """Measure and print."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        client, url = stack.enter_context(a_redis())
        door = stack.enter_context(door_of_processes(folder, url))
        http = stack.enter_context(httpx2.Client(trust_env=False))
        admit, extract = admission(client), over_http(door, http)
        p99(admit, 100)
        taken = interleaved(
            {
                "PING": lambda: p99(client.ping),
                "proof and redemption": lambda: p99(admit),
                "trial, proof and redemption over HTTP": lambda: p99(extract, 200),
            }
        )
    table("Admission, p99", "ms", taken, floor="PING")
    middle = sorted(taken["proof and redemption"])[len(taken["PING"]) // 2]
    return [Goal("p99 of admission", middle, 10, "ms")]
