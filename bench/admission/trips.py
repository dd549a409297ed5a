"""Round trips to Redis of proof, redeem and finish, counted on the wire.

The peer is `limits` as documented: for each policy one call that counts and one that tells.
"""

import tempfile
import time
from pathlib import Path

from limits import parse
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from bench.admission.servers import a_redis
from bench.goals import Goal
from server.app.web import make_web
from server.domain.job import Charge, JobRef, Problem
from server.domain.subject import Subject
from server.errors import JobTimeout
from server.jobs.ending import Ending
from server.jobs.job_store import Attempt, JobStore
from server.net.redis import connect
from server.settings import Settings
from tests.support.lossy import Lossy, lossy

URL = "https://pictures.example.org/a.png"
POLICIES = ("6/minute", "12/day", "60/day")
FAILED = Ending(Charge(unit="trial", amount=0, state="released"), problem=Problem.of(JobTimeout()))


def measure() -> list[Goal]:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        a_redis() as (_, there),
        a_redis() as (_, broker),
        lossy(there) as (wire, url),
    ):
        trips = ours(wire, url, broker, Path(folder))
        named = theirs(wire, url)
    print("\nRound trips of one anonymous extraction, beside the queue's and its events'")
    for step, count in trips.items():
        print(f"  {step:<44} {count:>6}")
    print(f"  {'in all':<44} {sum(trips.values()):>6}")
    print(f"  {'limits as documented, three policies alone':<44} {named:>6}")
    return [Goal("round trips of proof, redeem and finish", sum(trips.values()), 4)]


def ours(wire: Lossy, url: str, broker: str, folder: Path) -> dict[str, int]:
    """Return what each step asked, once everything is warm."""
    settings = Settings(
        redis_url=url, broker_url=broker, database_url=f"sqlite:///{folder}/lens.db"
    )
    web = make_web(settings).test_client()
    trips: dict[str, int] = {}
    with connect(url) as through:
        jobs = JobStore(through, "pl", 30)
        for _ in range(2):
            who = {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}
            held = web.get("/v1/me/export", headers=who).get_json()
            wire.lose(count=0)
            body = {"image_url": URL}
            proof = web.post("/v1/proofs", json=body, headers=who).get_json()
            trips["proof"] = wire.trips
            body["proof"] = proof["proof"]
            web.post("/v1/extractions", json=body, headers=who)
            trips["redeem, and remember that it is queued"] = wire.trips - trips["proof"]
            ref = JobRef(Subject("trial", held["trial"]["id"]), proof["id"])
            attempt = jobs.begin(ref, "a delivery", time.time())
            assert isinstance(attempt, Attempt)
            wire.lose(count=0)
            assert jobs.finish(attempt, FAILED)
            trips["finish"] = wire.trips
    return trips


def theirs(wire: Lossy, url: str) -> int:
    """Return what three policies ask by the library's own manual."""
    strategy = MovingWindowRateLimiter(RedisStorage(url))
    for _ in range(2):
        wire.lose(count=0)
        for policy in POLICIES:
            strategy.hit(parse(policy), "somebody")
            strategy.get_window_stats(parse(policy), "somebody")
    return wire.trips
