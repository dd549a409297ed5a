"""The scripts on a real Redis: once, fenced, repeatable, and gone in time."""

import time
from functools import partial

import pytest
from redis import Redis

from server.admission.trial_store import ended_key, uses_key
from server.domain.job import Charge, JobRef, Order, Problem
from server.domain.subject import Subject
from server.errors import AllowanceUsedUp, ProofGone, TokenInvalid
from server.jobs.ending import Ending
from server.jobs.event_store import BEGINNING, EventStore
from server.jobs.job_store import Attempt, Busy, JobStore, Redeemed
from server.jobs.keys import Keys
from tests.support.racing import at_once

OWNER = Subject("trial", "t1")
ORDER = Order("https://a.example/x.png", "en", fresh=False)
JOB_SECONDS = 30.0
BROKEN = Ending(
    Charge(unit="trial", amount=0, state="released"),
    problem=Problem(title="t", status=502, code="c", retryable=True, next_step="n"),
)


@pytest.fixture
def store(client: Redis) -> JobStore:
    return JobStore(client, "t", JOB_SECONDS)


MEMBER = Subject("account", "a1")


def redeem(
    store: JobStore, job_id: str = "j1", *, closed: bool = False, owner: Subject = OWNER
) -> Redeemed:
    most_uses = 3 if owner == OWNER else None
    return store.redeem(JobRef(owner, job_id), ORDER, closed=closed, most_uses=most_uses)


def begun(store: JobStore, job_id: str = "j1", holder: str = "h1", now: float = 1000) -> Attempt:
    attempt = store.begin(JobRef(OWNER, job_id), holder, now)
    assert isinstance(attempt, Attempt)
    return attempt


def uses(client: Redis) -> int:
    value = client.get(uses_key("t", OWNER))
    return int(value) if isinstance(value, str) else 0


def test_a_proof_makes_its_job_once_and_counts_once(store: JobStore, client: Redis) -> None:
    first, second = redeem(store), redeem(store)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.job == second.job
    assert first.job.charge == Charge(unit="trial", amount=1, state="held")
    assert uses(client) == 1


def test_a_lapsed_proof_still_names_the_job_that_it_made(store: JobStore) -> None:
    redeem(store)
    assert not redeem(store, closed=True).is_new
    with pytest.raises(ProofGone):
        redeem(store, "j2", closed=True)
    with pytest.raises(ProofGone):
        redeem(store, "j2")


def test_sixty_four_uses_of_one_proof_make_one_job(store: JobStore, client: Redis) -> None:
    new = [redeemed.is_new for redeemed in at_once([partial(redeem, store)] * 64)]
    assert new.count(True) == 1
    assert uses(client) == 1


def test_sixty_four_proofs_of_one_trial_make_as_many_jobs_as_it_allows(
    store: JobStore, client: Redis
) -> None:
    def use(number: int) -> str:
        try:
            redeem(store, f"j{number}")
        except AllowanceUsedUp:
            return "used up"
        return "new"

    outcomes = at_once([partial(use, number) for number in range(64)])
    assert outcomes.count("new") == 3
    assert uses(client) == 3


def test_a_delivery_that_repeats_its_beginning_goes_on(store: JobStore) -> None:
    redeem(store)
    assert begun(store) == begun(store)


def test_a_second_delivery_waits_while_the_first_may_still_be_at_work(store: JobStore) -> None:
    redeem(store)
    begun(store, now=1000)
    assert store.begin(JobRef(OWNER, "j1"), "h2", 1010) == Busy(20)
    assert begun(store, holder="h2", now=1030).number == 2


def test_only_the_current_attempt_may_tell_or_finish(store: JobStore, client: Redis) -> None:
    redeem(store)
    old = begun(store, now=1000)
    new = begun(store, holder="h2", now=1030)
    assert not store.tell(old, 1, "partial", "{}", None)
    assert not store.finish(old, BROKEN)
    assert store.tell(new, 1, "partial", "{}", "asking")
    assert store.finish(new, BROKEN)
    redeem(store, "j2")
    assert store.finish(new, BROKEN), "as when only the first reply was lost"
    assert uses(client) == 1, "what it gave back is given back once"
    assert store.begin(JobRef(OWNER, "j1"), "h3", 2000) is None


def test_a_message_that_is_sent_twice_is_told_once(store: JobStore, client: Redis) -> None:
    redeem(store)
    attempt = begun(store)
    for _ in range(3):
        assert store.tell(attempt, 1, "partial", '{"text": "once"}', None)
    events = EventStore(client).after(Keys("t").events(attempt.ref), BEGINNING, 0)
    assert [event.name for event in events] == ["state", "state", "partial"]


def test_a_new_attempt_tells_readers_to_start_again(store: JobStore, client: Redis) -> None:
    redeem(store)
    begun(store, now=1000)
    attempt = begun(store, holder="h2", now=1030)
    names = [e.name for e in EventStore(client).after(Keys("t").events(attempt.ref), "0-0", 0)]
    assert names == ["state", "state", "restart", "state"]


def test_a_job_that_kills_its_workers_is_given_up(store: JobStore) -> None:
    redeem(store)
    attempts = [begun(store, holder=f"h{n}", now=1000 + 31 * n) for n in range(4)]
    assert [attempt.worn_out for attempt in attempts] == [False, False, False, True]
    assert begun(store, holder="h3", now=1093).worn_out, "as when the first reply was lost"
    assert store.finish(attempts[-1], BROKEN)


def test_a_finished_job_tells_what_became_of_it(store: JobStore, client: Redis) -> None:
    redeem(store)
    attempt = begun(store)
    store.tell(attempt, 1, "state", "{}", "asking")
    running = redeem(store).job
    store.finish(attempt, BROKEN)
    over = redeem(store).job
    assert (running.state, running.stage, running.finished_at) == ("running", "asking", None)
    assert (over.state, over.stage, over.problem) == ("failed", None, BROKEN.problem)
    assert over.finished_at
    assert over.finished_at >= over.created_at
    last = EventStore(client).after(Keys("t").events(attempt.ref), BEGINNING, 0)[-1]
    assert last.closes


def test_of_a_job_that_failed_no_word_is_kept(store: JobStore, client: Redis) -> None:
    redeem(store)
    attempt = begun(store)
    assert store.tell(attempt, 1, "state", "{}", "asking")
    for number in range(2, 300):
        assert store.tell(attempt, number, "partial", f'{{"text": "secret {number}"}}', None)
    events = EventStore(client)
    key = Keys("t").events(attempt.ref)
    middle = events.after(key, BEGINNING, 0)[100].id

    assert store.finish(attempt, BROKEN)

    names = ["state", "state", "state", "restart", "problem"]
    assert [event.name for event in events.after(key, BEGINNING, 0)] == names
    assert [event.name for event in events.after(key, middle, 0)] == ["restart", "problem"]
    assert "secret" not in str(client.xrange(key))


def test_nothing_is_written_for_a_job_that_is_gone(store: JobStore, client: Redis) -> None:
    redeem(store)
    attempt = begun(store)
    client.flushall()
    store.mark_published(attempt.ref)
    assert not store.tell(attempt, 1, "partial", "{}", None)
    assert not store.finish(attempt, BROKEN)
    assert store.owed(attempt.ref) is None
    assert client.keys() == []


def test_a_late_event_does_not_bring_back_an_expired_stream(store: JobStore, client: Redis) -> None:
    redeem(store)
    attempt = begun(store)
    client.delete(Keys("t").events(attempt.ref))
    store.tell(attempt, 1, "partial", "{}", None)
    store.finish(attempt, BROKEN)
    assert not client.exists(Keys("t").events(attempt.ref))


def test_every_key_is_gone_within_thirty_days(store: JobStore, client: Redis) -> None:
    redeem(store)
    attempt = begun(store)
    store.tell(attempt, 1, "partial", "{}", None)
    store.mark_published(attempt.ref)
    store.finish(attempt, BROKEN)
    keys: list[str] = client.keys()  # type: ignore[assignment]
    assert len(keys) == 4
    assert all(0 < int(client.ttl(key)) <= 30 * 24 * 3600 for key in keys)


def test_a_members_job_counts_no_use_and_is_kept_for_a_month(
    store: JobStore, client: Redis
) -> None:
    for number in range(5):
        made = redeem(store, f"j{number}", owner=MEMBER)
        assert made.job.charge == Charge(unit="credit", amount=1, state="held")
    job, events = "t:{account:a1}:job:j0", "t:{account:a1}:job:j0:events"
    assert 29 * 24 * 3600 < int(client.ttl(job)) <= 30 * 24 * 3600
    assert int(client.ttl(events)) <= 24 * 3600, "what happened is only of use while it happens"
    assert not client.exists(uses_key("t", MEMBER))


def test_a_trial_that_has_ended_makes_and_shows_nothing(store: JobStore, client: Redis) -> None:
    redeem(store)
    client.set(ended_key("t", OWNER), "erased")
    for job_id in ("j1", "j2"):
        with pytest.raises(TokenInvalid):
            redeem(store, job_id)


def test_a_job_is_stranded_until_the_queue_has_it(store: JobStore) -> None:
    redeem(store)
    ref = JobRef(OWNER, "j1")
    assert store.is_stranded(ref)
    store.mark_published(ref)
    assert not store.is_stranded(ref)
    assert not store.is_stranded(JobRef(OWNER, "unknown"))


def test_a_reader_waits_for_the_next_event_and_no_longer(store: JobStore, client: Redis) -> None:
    redeem(store)
    attempt = begun(store)
    key = Keys("t").events(attempt.ref)
    last = EventStore(client).after(key, BEGINNING, 0)[-1].id
    began = time.monotonic()
    assert EventStore(client).after(key, last, 0.1) == []
    assert 0.09 <= time.monotonic() - began < 2
