"""One proof shown by 64 at once, 200 times, through gunicorn with two processes."""

import tempfile
from collections import Counter
from pathlib import Path

from bench.admission.servers import a_redis
from bench.goals import Goal
from tests.support.raced import door_of_processes, race

ROUNDS, CALLERS = 200, 64


def measure() -> list[Goal]:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, a_redis() as (client, url):
        with door_of_processes(Path(folder), url) as door:
            rounds = race(door, ROUNDS, CALLERS)
        jobs = len(list(client.scan_iter("pl:{*:job:??????????????????????")))
        queued = client.llen("celery")
    said: Counter[int] = Counter()
    for answers in rounds:
        for (status, _), count in answers.items():
            said[status] += count
    ids = sum(len({job for _, job in answers}) for answers in rounds)
    print(f"\nRace: {ROUNDS} proofs, each shown by {CALLERS} at once ({said.total()} calls)")
    print(f"  answered {dict(sorted(said.items()))}; {ids} ids told, {jobs} jobs made, ", end="")
    print(f"{queued} messages queued")
    return [
        Goal("double admissions", max(said[202], ids, jobs) - ROUNDS, 0),
        Goal("answers that are neither 200 nor 202", said.total() - said[200] - said[202], 0),
    ]
