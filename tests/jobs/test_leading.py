"""What a leader says to those who follow: its words, its beats, and nothing after a lost word."""

import threading

import pytest
from redis import Redis

from server.errors import ServiceUnavailable
from server.jobs import leading
from server.jobs.flight_store import FlightStore
from tests.jobs.conftest import PREFIX
from tests.jobs.shared_looks import SECONDS, Told
from tests.jobs.test_flight_store import ANSWER, LEASE, heard
from tests.support.waiting import until


@pytest.fixture
def flights(client: Redis) -> FlightStore:
    """Where h1 leads q."""
    store = FlightStore(client, PREFIX)
    assert store.join("q", "h1") == ("leads", "h1")
    return store


def test_its_words_are_repeated_and_its_beats_are_none(
    flights: FlightStore, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leading, "BEAT_SECONDS", 0)
    told = Told()
    with leading.leading(flights, "q", "h1", told) as leader:
        client.pexpire(LEASE, 2000)
        until(lambda: client.pttl(LEASE) > 2000, what="a beat")
        leader.gained("a red ")
        until(lambda: len(heard(flights)) == 2, what="the words")
        leader.restarted()
        leader.gained("a kite")
        leader.answer = "the answer"
    assert heard(flights) == [
        ("restart", ""), ("partial", "a red "), ("restart", ""), ("partial", "a kite"),
        ("over", "known"),
    ]  # fmt: skip
    assert (told.void, told.text) == (["a red "], "a kite")
    assert client.get(ANSWER) == "the answer"


def test_after_a_word_that_was_lost_it_says_nothing_more(
    flights: FlightStore, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, say = threading.Event(), FlightStore.say

    def loses_one(store: FlightStore, q: str, holder: str, number: int, *said: str) -> bool:
        if lost.is_set():
            return say(store, q, holder, number, *said)
        lost.set()
        raise ServiceUnavailable

    monkeypatch.setattr(FlightStore, "say", loses_one)
    with leading.leading(flights, "q", "h1", Told()) as leader:
        leader.gained("a red ")
        assert lost.wait(SECONDS)
        leader.gained("kite")
        leader.answer = "the answer"
    assert heard(flights) == [("restart", ""), ("over", "known")]
    assert client.get(ANSWER) == "the answer", "it is there for whoever asks"
