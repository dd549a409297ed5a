"""Asked once, whoever asks and however many: known, followed, led, and paid for."""

import threading
import time
from functools import partial

import pytest
from redis import Redis

from server.domain.analysis import Usage
from server.domain.job import Order
from server.errors import (
    ContentRefused,
    FreePoolSpent,
    ImageRejected,
    JobTimeout,
    ProviderTimeout,
    ProviderUnavailable,
    ServiceUnavailable,
)
from server.jobs.compose import Seen
from server.jobs.event_store import Event
from server.jobs.flight_store import FlightStore
from server.jobs.telling import Superseded
from tests.jobs.owners import MEMBER, TRIAL
from tests.jobs.shared_looks import (
    AT_MOST,
    FRESH,
    ORDER,
    SECONDS,
    USAGE,
    WORDS,
    Crowd,
    Desk,
    Told,
    picture,
)
from tests.support.racing import at_once
from tests.support.waiting import until

PROMPT = "".join(WORDS)


@pytest.fixture
def desk(client: Redis) -> Desk:
    return Desk(client)


@pytest.fixture
def quick(desk: Desk) -> Desk:
    """A desk whose model waits for nothing."""
    desk.script.go_on.set()
    return desk


def keys(client: Redis, name: str) -> list[str]:
    found: list[str] = client.keys(f"t:{{question:*:{name}")  # type: ignore[assignment]
    return found


def taken(client: Redis) -> int:
    (day,) = client.keys("t:{pool}:*")
    return int(str(client.hget(day, "taken")))


def was_asked(seen: Seen) -> bool:
    assert seen.usage
    return seen.usage.attempts > 0


def test_what_is_known_is_given_without_asking_and_costs_nothing(quick: Desk) -> None:
    first, second = quick.ask(), quick.ask()
    assert quick.script.calls == 1
    assert second.analysis == first.analysis
    assert first.usage == USAGE
    assert second.usage == Usage(
        provider="openai", model="gpt-5.6-luna", input_tokens=0, output_tokens=0,
        cost_usd=0, latency_ms=0, attempts=0,
    )  # fmt: skip


def test_another_picture_language_or_model_is_another_question(quick: Desk) -> None:
    quick.ask()
    quick.ask(of=picture(b"two"))
    quick.ask(Order("https://b.example/y.png", "de", fresh=False))
    quick.identity = "another model"
    quick.ask()
    assert quick.script.calls == 4


def test_the_same_pixels_elsewhere_and_a_tag_spelt_otherwise_are_the_same_question(
    quick: Desk,
) -> None:
    quick.ask(Order("https://a.example/x.png", "zh-CN", fresh=False))
    quick.ask(Order("https://b.example/y.jpg", "zh-cn", fresh=False), TRIAL)
    assert quick.script.calls == 1


def test_who_asks_for_a_fresh_look_gets_one_and_leaves_it_to_the_others(quick: Desk) -> None:
    quick.ask()
    assert quick.ask(FRESH).analysis.title == "call 2"
    assert quick.ask().analysis.title == "call 2"
    assert quick.script.calls == 2


def test_ten_at_once_are_one_call_and_hear_the_same(desk: Desk) -> None:
    with Crowd(desk) as crowd:
        asked = [crowd.asks() for _ in range(10)]
        desk.script.go_on.set()
        seen = [answer.result() for answer, _ in asked]
    assert desk.script.calls == 1
    assert [told.text for _, told in asked] == [PROMPT] * 10
    assert {one.analysis.title for one in seen} == {"call 1"}
    assert [was_asked(one) for one in seen].count(True) == 1


def test_what_the_leader_takes_back_is_taken_back_from_all(desk: Desk) -> None:
    desk.script.begins_anew = True
    with Crowd(desk) as crowd:
        asked = [crowd.asks() for _ in range(3)]
        desk.script.go_on.set()
        for answer, told in asked:
            answer.result()
            assert told.text == PROMPT
            assert told.void == ["".join(WORDS[:2])]


def test_a_failed_leader_fails_nobody_else(desk: Desk, client: Redis) -> None:
    desk.script.ends = [ProviderUnavailable(), ProviderTimeout()]
    with Crowd(desk) as crowd:
        asked = [crowd.asks() for _ in range(4)]
        desk.script.go_on.set()
        ends = [answer.exception() for answer, _ in asked]
    assert sorted(type(end).__name__ for end in ends if end) == [
        "ProviderTimeout",
        "ProviderUnavailable",
    ]
    assert desk.script.calls == 3
    for end, (_, told) in zip(ends, asked, strict=True):
        if end is None:
            assert told.text == PROMPT
            assert told.void, "what the failed one said was taken back"
    assert len(keys(client, "answer")) == 1


@pytest.mark.parametrize("refusal", [ContentRefused, ImageRejected])
def test_what_is_refused_to_the_leader_is_refused_to_all_and_nothing_is_kept(
    refusal: type[Exception], desk: Desk, client: Redis
) -> None:
    desk.script.ends = [refusal()]
    with Crowd(desk) as crowd:
        asked = [crowd.asks() for _ in range(5)]
        desk.script.go_on.set()
        ends = [answer.exception() for answer, _ in asked]
    assert {type(end) for end in ends} == {refusal}
    assert desk.script.calls == 1
    assert keys(client, "answer") == keys(client, "lease") == []
    assert desk.ask().analysis.title == "call 2", "who comes later asks anew"


def test_a_fresh_one_follows_what_is_being_asked_and_not_what_is_old(desk: Desk) -> None:
    desk.script.go_on.set()
    desk.ask()
    desk.script.go_on.clear()
    desk.script.ends = [ProviderUnavailable()]
    with Crowd(desk) as crowd:
        first, _ = crowd.asks(order=FRESH)
        second, _ = crowd.asks(order=FRESH)
        third, _ = crowd.asks(order=FRESH)
        assert desk.ask().analysis.title == "call 1", "others are given what is known meanwhile"
        desk.script.go_on.set()
        assert isinstance(first.exception(), ProviderUnavailable)
        assert second.result().analysis.title == third.result().analysis.title == "call 3"
    assert desk.script.calls == 3


def test_who_follows_gives_up_at_the_jobs_own_deadline(desk: Desk) -> None:
    ends = time.monotonic() + 0.5

    def left() -> float:
        if time.monotonic() >= ends:
            raise JobTimeout
        return ends - time.monotonic()

    with Crowd(desk) as crowd:
        crowd.asks()
        with pytest.raises(JobTimeout):
            desk.ask(left=left)
    assert 0 <= time.monotonic() - ends < 5


def test_a_leader_that_is_silent_for_too_long_is_replaced_by_one_of_them(desk: Desk) -> None:
    desk.silence = 0.6
    with Crowd(desk) as crowd:
        asked = [crowd.asks() for _ in range(4)]
        until(lambda: desk.script.calls == 2, what="one to take its place")
        desk.script.go_on.set()
        assert was_asked(asked[0][0].result()), "its own answer is its own"
        rest = [answer.result() for answer, _ in asked[1:]]
    assert {one.analysis.title for one in rest} == {"call 2"}
    assert desk.script.calls == 2


def test_a_leader_that_is_gone_is_replaced_within_seconds(desk: Desk) -> None:
    # Joins, and is never heard of again: what kill -9 leaves.
    desk.asking().look_up(picture(), ORDER, MEMBER)
    desk.script.go_on.set()
    began = time.monotonic()
    assert was_asked(desk.ask())
    assert time.monotonic() - began < 8


def test_who_asks_again_just_as_the_answer_lands_is_told_its_last_words(
    desk: Desk, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, missed, hear = Told(), threading.Event(), FlightStore.hear

    def late(store: FlightStore, question: str, last: str, seconds: float) -> list[Event]:
        if missed.is_set() or not told.began.is_set():
            return hear(store, question, last, seconds)
        missed.set()
        until(lambda: keys(client, "answer") or None, what="the answer")
        return []

    monkeypatch.setattr(FlightStore, "hear", late)
    with Crowd(desk) as crowd:
        crowd.asks()
        follows = crowd._threads.submit(desk.ask, listener=told)
        assert missed.wait(SECONDS)
        desk.script.go_on.set()
        assert not was_asked(follows.result())
    assert told.text == PROMPT


def test_a_leader_that_waits_for_its_first_word_keeps_its_lead(desk: Desk) -> None:
    desk.script.words = (PROMPT,)
    with Crowd(desk) as crowd:
        first, second = (crowd._threads.submit(desk.ask) for _ in range(2))
        until(lambda: desk.script.calls == 1, what="somebody to lead")
        (lease,) = keys(desk.client, "lease")
        until(lambda: desk.client.pttl(lease) < 4500, what="the lease to run down")
        until(lambda: desk.client.pttl(lease) > 4500, what="the lease to be renewed")
        desk.script.go_on.set()
        assert {was_asked(first.result()), was_asked(second.result())} == {True, False}
    assert desk.script.calls == 1


def test_a_leader_whose_question_is_erased_keeps_nothing(desk: Desk, client: Redis) -> None:
    with Crowd(desk) as crowd:
        answer, told = crowd.asks()
        (lease,) = keys(client, "lease")
        name = lease.split(":")[2].rstrip("}")
        desk.flights.forget(name)
        desk.script.go_on.set()
        assert was_asked(answer.result()), "its own answer is its own"
        assert told.text == PROMPT
    assert client.keys("t:{question:*") == []


def test_an_answer_that_cannot_be_kept_or_repeated_is_an_answer_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, client: Redis
) -> None:
    def away(*_: object) -> bool:
        raise ServiceUnavailable

    monkeypatch.setattr(FlightStore, "say", away)
    monkeypatch.setattr(FlightStore, "land", away)
    told = Told()
    desk.script.go_on.set()
    assert was_asked(desk.ask(listener=told))
    assert told.text == PROMPT
    assert keys(client, "answer") == []


def test_who_is_superseded_hands_the_lead_on_at_once(desk: Desk, client: Redis) -> None:
    class Stopped(Told):
        def gained(self, text: str) -> None:
            super().gained(text)
            if text == WORDS[-1]:
                raise Superseded

    with Crowd(desk) as crowd:
        stopped = crowd._threads.submit(desk.ask, listener=Stopped())
        until(lambda: desk.script.calls == 1, what="the first")
        follows, told = crowd.asks()
        desk.script.go_on.set()
        assert isinstance(stopped.exception(), Superseded)
        assert was_asked(follows.result())
        assert told.text == PROMPT
    assert len(keys(client, "answer")) == 1


def test_only_an_anonymous_leader_spends_of_the_pool(quick: Desk, client: Redis) -> None:
    quick.ask(owner=MEMBER)
    quick.ask(owner=TRIAL)
    assert client.keys("t:{pool}:*") == []
    quick.ask(FRESH, TRIAL)
    assert taken(client) == 600


def test_a_failure_gives_back_what_was_surely_not_billed(quick: Desk, client: Redis) -> None:
    free = ProviderUnavailable()
    free.spent = (0, 0, 0.0)
    quick.script.ends = [free, ProviderTimeout()]
    with pytest.raises(ProviderUnavailable):
        quick.ask(owner=TRIAL)
    assert taken(client) == 0
    with pytest.raises(ProviderTimeout):
        quick.ask(owner=TRIAL)
    assert taken(client) == AT_MOST


def test_a_spent_pool_stops_trials_and_nobody_else(quick: Desk) -> None:
    quick.pool = AT_MOST - 1
    for _ in range(2):
        with pytest.raises(FreePoolSpent):
            quick.ask(owner=TRIAL)
    assert quick.script.calls == 0
    quick.ask(owner=MEMBER)
    quick.ask(owner=TRIAL)
    assert quick.script.calls == 1


def test_fifty_trials_at_once_on_a_pool_for_three(desk: Desk, client: Redis) -> None:
    spent = iter(range(50))

    def ask(number: int) -> str:
        try:
            desk.ask(owner=TRIAL, of=picture(bytes([number])))
        except FreePoolSpent:
            # The three go on once all others were told; what they then give back is too late.
            if next(spent) == 46:
                desk.script.go_on.set()
            return "spent"
        return "asked"

    said = at_once([partial(ask, number) for number in range(50)])
    assert said.count("asked") == 3
    assert taken(client) == 3 * 600
