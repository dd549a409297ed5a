"""What a job keeps of itself, for how long, and who reads it how."""

import pytest
from redis import Redis

from server.credits.ledger import Ledger
from server.jobs.event_store import BEGINNING, EventStore
from server.jobs.history import History
from server.jobs.job_store import JobStore
from server.jobs.keys import Keys
from server.jobs.queue import Publisher, make_queue, waiting
from server.jobs.redeem import Redeemer
from server.net.redis import connect
from tests.jobs.conftest import PREFIX
from tests.jobs.owners import MEMBER, ORDER, TRIAL, begun, made, ref, without_key

DAY = 24 * 3600


@pytest.fixture
def redeemer(store: JobStore, ledger: Ledger, redis_url: str) -> Redeemer:
    return Redeemer(
        store, Publisher(make_queue(redis_url, 30, waits=False)), ledger, 3, without_key
    )


def test_a_trials_job_is_gone_after_a_day(store: JobStore, client: Redis) -> None:
    made(store, ref(owner=TRIAL))
    keys = Keys(PREFIX)
    for key in (keys.job(ref(owner=TRIAL)), keys.index(TRIAL)):
        assert DAY - 60 < int(client.ttl(key)) <= DAY


def test_what_is_told_without_a_stage_or_a_question_leaves_them_as_they_are(
    store: JobStore, history: History, client: Redis
) -> None:
    made(store, ref())
    attempt = begun(store, ref())
    job = Keys(PREFIX).job(ref())
    assert store.tell(attempt, 1, "state", "{}", "fetching")
    assert client.hget(job, "question") is None
    assert store.tell(attempt, 2, "state", "{}", "asking", question="q")
    assert store.tell(attempt, 3, "partial", "{}", None)
    assert client.hget(job, "question") == "q"
    kept = history.find(MEMBER, "j1")
    assert kept
    assert kept.job.stage == "asking"


def test_whoever_redeems_again_is_told_whether_the_queue_has_it(store: JobStore) -> None:
    made(store, ref())
    said = []
    for _ in range(2):
        again = store.redeem(ref(), ORDER, closed=False, most_uses=None)
        said.append((again.is_new, again.published))
        store.mark_published(ref())
    assert said == [(False, False), (False, True)]


def test_a_job_that_a_worker_already_has_is_not_queued_again(
    redeemer: Redeemer, store: JobStore, client: Redis
) -> None:
    made(store, ref())
    begun(store, ref())  # whoever queued it died before they could say so
    assert not redeemer.redeem(ref(), ORDER, lapsed=False).published
    assert waiting(client) == 0


def test_events_are_the_same_in_either_protocol(
    store: JobStore, client: Redis, redis_url: str
) -> None:
    made(store, ref())
    begun(store, ref())
    key = Keys(PREFIX).events(ref())
    with connect(redis_url, protocol=3) as other:
        read = EventStore(other).after(key, BEGINNING, 0.1)
    assert [event.name for event in read] == ["state", "state"]
    assert read == EventStore(client).after(key, BEGINNING, 0)
