"""Who asks for what, and how a job of theirs ends."""

from server.domain.job import Charge, JobRef, Order, Problem
from server.domain.subject import Subject
from server.jobs.ending import Ending
from server.jobs.job_store import Attempt, JobStore

TRIAL = Subject("trial", "t1")
MEMBER = Subject("account", "a1")
ORDER = Order("https://a.example/x.png", "en", fresh=False)
PROBLEM = Problem(title="t", status=502, code="c", retryable=True, next_step="n")


def ref(job_id: str = "j1", owner: Subject = MEMBER) -> JobRef:
    return JobRef(owner, job_id)


def made(store: JobStore, job: JobRef) -> None:
    most_uses = 3 if job.owner.kind == "trial" else None
    assert store.redeem(job, ORDER, closed=False, most_uses=most_uses).is_new


def begun(store: JobStore, job: JobRef) -> Attempt:
    attempt = store.begin(job, f"holder of {job.id}", 1000)
    assert isinstance(attempt, Attempt)
    return attempt


def ended(store: JobStore, job: JobRef, *, settled: bool) -> Charge:
    """End a job in Redis alone, as a worker does that is killed before the ledger."""
    charge = Charge(unit="credit", amount=int(settled), state="settled" if settled else "released")
    assert store.finish(begun(store, job), Ending(charge, problem=PROBLEM))
    return charge


def without_key(_: str) -> bool:
    """Say that no account has brought a key of its own."""
    return False
