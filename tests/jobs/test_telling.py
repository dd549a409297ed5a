"""The voice of one attempt: in order, not too often, and silent once another has taken over."""

import pytest
from redis import Redis

from server.jobs.job_store import JobStore
from server.jobs.keys import Keys
from server.jobs.telling import PAUSE_SECONDS, Superseded, Teller
from tests.jobs.deliveries import events
from tests.jobs.owners import begun, made, ref
from tests.support.clock import Clock


@pytest.fixture
def teller(store: JobStore) -> tuple[Teller, Clock]:
    made(store, ref())
    clock = Clock(100.0)
    return Teller(store, begun(store, ref()), clock), clock


def test_what_comes_fast_is_told_together_and_in_order(
    teller: tuple[Teller, Clock], client: Redis
) -> None:
    voice, clock = teller
    voice.gained("a")
    voice.gained("b")
    clock.now += PAUSE_SECONDS / 2
    voice.gained("c")
    clock.now += PAUSE_SECONDS
    voice.gained("é")
    voice.gained("e")
    voice.stage("rendering", "a question")
    voice.gained("f")
    voice.restarted()
    voice.gained("g")
    voice.stage("asking")
    assert events(client, ref())[2:] == [
        ("partial", '{"text": "a"}'),
        ("partial", '{"text": "bcé"}'),
        ("partial", '{"text": "e"}'),
        ("state", '{"state": "running", "stage": "rendering"}'),
        ("restart", "{}"),
        ("partial", '{"text": "g"}'),
        ("state", '{"state": "running", "stage": "asking"}'),
    ]
    assert client.hmget(Keys("t").job(ref()), "stage", "question", "told") == [
        "asking", "a question", "7",
    ]  # fmt: skip


def test_a_voice_that_is_no_longer_current_is_stopped(
    teller: tuple[Teller, Clock], store: JobStore
) -> None:
    voice, _ = teller
    store.begin(ref(), "another", 5000)
    with pytest.raises(Superseded):
        voice.stage("asking")
    with pytest.raises(Superseded):
        voice.gained("a")
    with pytest.raises(Superseded):
        voice.restarted()
