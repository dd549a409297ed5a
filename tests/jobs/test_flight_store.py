"""One question's keys in Redis: who leads, what the others hear, what is kept and for how long."""

from collections.abc import Callable
from functools import partial

import pytest
from redis import Redis
from redis.crc import key_slot

from server.jobs.event_store import BEGINNING
from server.jobs.flight_store import FlightStore
from server.jobs.keys import Keys
from tests.jobs.conftest import PREFIX
from tests.support.racing import at_once
from tests.support.waiting import until

ANSWER, LEASE, WORDS = Keys(PREFIX).flight("q")


@pytest.fixture
def flights(client: Redis) -> FlightStore:
    return FlightStore(client, PREFIX)


def heard(flights: FlightStore) -> list[tuple[str, str]]:
    return [(event.name, event.data) for event in flights.hear("q", BEGINNING, 0.01)]


def test_the_first_leads_and_the_others_follow_until_it_lands(flights: FlightStore) -> None:
    assert flights.join("q", "h1") == ("leads", "h1")
    assert flights.join("q", "h2") == ("follows", "h1")
    assert flights.join("another", "h2") == ("leads", "h2")
    assert flights.land("q", "h1", "known", "the answer")
    assert flights.join("q", "h2") == ("known", "the answer")
    assert heard(flights) == [("restart", ""), ("over", "known")]


def test_of_sixty_four_at_once_one_leads(flights: FlightStore) -> None:
    joined = at_once([partial(flights.join, "q", f"h{number}") for number in range(64)])
    leaders = [said for role, said in joined if role == "leads"]
    assert len(leaders) == 1
    assert {said for _, said in joined} == set(leaders)


def test_a_lead_that_ends_without_an_answer_lets_the_next_one_lead(flights: FlightStore) -> None:
    flights.join("q", "h1")
    assert flights.land("q", "h1", "failed")
    assert flights.join("q", "h2") == ("leads", "h2")


@pytest.mark.parametrize("how", ["failed", "content_refused"])
def test_words_that_came_to_nothing_are_gone_at_once(
    how: str, flights: FlightStore, client: Redis
) -> None:
    flights.join("q", "h1")
    flights.say("q", "h1", 1, "partial", "a word")
    last = flights.hear("q", BEGINNING, 0.01)[-1].id
    assert flights.land("q", "h1", how)
    assert heard(flights) == [("over", how)]
    assert [event.name for event in flights.hear("q", last, 0.01)] == ["over"]
    assert "a word" not in str(client.xrange(WORDS))


def test_who_is_fresh_passes_over_the_answer_and_writes_anew(flights: FlightStore) -> None:
    flights.join("q", "h1")
    flights.land("q", "h1", "known", "old")
    assert flights.join("q", "h2", fresh=True) == ("leads", "h2")
    assert flights.join("q", "h3") == ("known", "old")
    assert flights.join("q", "h4", fresh=True) == ("follows", "h2")
    flights.land("q", "h2", "known", "new")
    assert flights.join("q", "h3") == ("known", "new")


def test_only_the_leader_is_heard_and_keeps_an_answer(flights: FlightStore, client: Redis) -> None:
    flights.join("q", "h1")
    assert not flights.say("q", "h2", 1, "partial", "x")
    assert not flights.land("q", "h2", "known", "x")
    assert flights.say("q", "h1", 1, "partial", "word")
    assert heard(flights) == [("restart", ""), ("partial", "word")]
    assert not client.exists(ANSWER)


def test_a_leader_that_is_gone_lapses_and_one_that_speaks_does_not(
    flights: FlightStore, client: Redis
) -> None:
    flights.join("q", "h1")
    assert 0 < client.pttl(LEASE) <= 5000
    client.pexpire(LEASE, 60)
    assert flights.say("q", "h1", 1, "", "")
    assert client.pttl(LEASE) > 4000
    client.pexpire(LEASE, 1)
    until(lambda: not client.exists(LEASE), what="the lease to lapse")
    assert not flights.say("q", "h1", 2, "partial", "late")
    assert flights.join("q", "h2") == ("leads", "h2")
    assert not flights.land("q", "h1", "known", "late")
    assert not client.exists(ANSWER)


def test_a_silent_leaders_place_is_taken_by_one(flights: FlightStore) -> None:
    flights.join("q", "h1")
    tries = [partial(flights.join, "q", f"n{n}", instead_of="h1") for n in range(16)]
    leaders = [said for role, said in at_once(tries) if role == "leads"]
    assert len(leaders) == 1
    assert not flights.say("q", "h1", 1, "partial", "x")


def test_what_is_sent_twice_is_said_once(flights: FlightStore, client: Redis) -> None:
    for _ in range(3):
        assert flights.join("q", "h1") == ("leads", "h1")
    for _ in range(3):
        assert flights.say("q", "h1", 1, "partial", "once")
    assert flights.say("q", "h1", 2, "partial", " more")
    assert heard(flights) == [("restart", ""), ("partial", "once"), ("partial", " more")]
    for _ in range(3):
        flights.land("q", "h1", "known", "a")
    assert heard(flights)[-2:] == [("partial", " more"), ("over", "known")]
    assert client.get(ANSWER) == "a"


def test_who_reads_on_hears_the_next_leader_from_its_beginning(flights: FlightStore) -> None:
    flights.join("q", "h1")
    flights.say("q", "h1", 1, "partial", "void")
    last = flights.hear("q", BEGINNING, 0.01)[-1].id
    flights.land("q", "h1", "failed")
    flights.join("q", "h2")
    flights.say("q", "h2", 1, "partial", "new")
    said = [(event.name, event.data) for event in flights.hear("q", last, 0.01)]
    assert said == [("restart", ""), ("partial", "new")]


def test_a_forgotten_question_is_as_if_never_asked(flights: FlightStore, client: Redis) -> None:
    flights.join("q", "h1")
    flights.say("q", "h1", 1, "partial", "word")
    flights.forget("q")
    assert client.keys() == []
    assert not flights.say("q", "h1", 2, "partial", "more")
    assert not flights.land("q", "h1", "known", "the answer")
    assert client.keys() == []


def test_erased_and_written_in_any_order_nothing_comes_back(
    flights: FlightStore, client: Redis
) -> None:
    for number in range(40):
        flights.join("q", f"h{number}")
        both: list[Callable[[], object]] = [
            partial(flights.forget, "q"),
            partial(flights.land, "q", f"h{number}", "known", "erased"),
        ]
        at_once(both)
        assert not client.exists(ANSWER)
        flights.forget("q")


def test_every_key_is_in_one_slot_and_gone_in_time(flights: FlightStore, client: Redis) -> None:
    flights.join("q", "h1")
    flights.say("q", "h1", 1, "partial", "word")
    ttls = {key: int(client.ttl(key)) for key in client.scan_iter()}
    assert set(ttls) == {LEASE, WORDS}
    assert 0 < ttls[WORDS] <= 300
    flights.land("q", "h1", "known", "the answer")
    assert 0 < int(client.ttl(WORDS)) <= 10
    assert 0 < int(client.ttl(ANSWER)) <= 7 * 24 * 3600
    assert len({key_slot(key.encode()) for key in (ANSWER, LEASE, WORDS)}) == 1
