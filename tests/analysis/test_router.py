"""One provider after the other, in the operator's order and within the job's time."""

import logging
from collections import Counter
from collections.abc import Callable
from functools import partial
from operator import truediv

import pytest

from server import errors
from server.analysis.ask import Answer, PassedOver, Question
from server.analysis.consequences import CONSEQUENCES, LEAST_SECONDS
from server.analysis.router import Gate, Route, Router
from server.jobs.telling import Superseded
from tests.analysis.listening import Heard, Raising
from tests.analysis.scripted import Scripted, route, router
from tests.support.clock import Clock

QUESTION = Question(b"", "standard", "en", seconds_left=28.0)
ROUTED = [kind for kind, row in CONSEQUENCES.items() if row.then == "elsewhere"]
KEPT = [errors.ContentRefused, errors.ImageRejected, errors.ProviderRequestBug]


def test_every_failure_has_its_consequence() -> None:
    def below(kind: type[errors.ProviderFailed]) -> list[type[errors.ProviderFailed]]:
        return [k for each in kind.__subclasses__() for k in (each, *below(each))]

    assert set(CONSEQUENCES) == set(below(errors.ProviderFailed))
    assert set(CONSEQUENCES) == {*ROUTED, *KEPT}


@pytest.mark.parametrize("kind", ROUTED)
def test_what_another_may_do_better_is_routed_around(kind: type[errors.ProviderFailed]) -> None:
    clock = Clock()
    first = Scripted("first", clock, kind(), kind(), words="half a")
    second = Scripted("second", clock, words="whole")
    heard = Heard()

    answer = router(clock, first, second).ask(QUESTION, heard)

    assert (heard.void, heard.text) == (["half a"] * len(first.asked), "whole")
    assert (answer.usage.provider, answer.usage.attempts) == ("second", len(first.asked) + 1)


@pytest.mark.parametrize("kind", KEPT)
def test_a_refusal_is_never_routed_around(kind: type[errors.ProviderFailed]) -> None:
    clock, failure = Clock(), kind()
    first, second = Scripted("first", clock, failure), Scripted("second", clock)
    with pytest.raises(kind) as raised:
        router(clock, first, second).ask(QUESTION, Heard())
    assert raised.value is failure
    assert (len(first.asked), second.asked) == (1, [])


def test_a_refusal_of_the_second_stands_too() -> None:
    clock = Clock()
    first = Scripted("first", clock, errors.ProviderBusy())
    second = Scripted("second", clock, errors.ContentRefused())
    third = Scripted("third", clock)
    with pytest.raises(errors.ContentRefused):
        router(clock, first, second, third).ask(QUESTION, Heard())
    assert third.asked == []


def test_nothing_is_void_where_nothing_was_gained() -> None:
    clock, heard = Clock(), Heard()
    first = Scripted("first", clock, errors.ProviderBusy())
    router(clock, first, Scripted("second", clock, words="w")).ask(QUESTION, heard)
    assert heard.void == []


def test_the_first_leaves_time_for_the_second_and_the_last_has_all_that_is_left() -> None:
    clock = Clock()
    first = Scripted("first", clock, errors.ProviderTimeout(), seconds=99)
    second = Scripted("second", clock)
    router(clock, first, second).ask(QUESTION, Heard())
    assert first.given == [pytest.approx(16.8)]
    assert second.given == [pytest.approx(11.2)]
    alone = Scripted("alone", clock)
    router(clock, alone).ask(QUESTION, Heard())
    assert alone.given == [28.0]


def test_nobody_is_asked_who_could_not_answer_in_time() -> None:
    clock = Clock()
    first = Scripted("first", clock, errors.StreamBroken(), seconds=LEAST_SECONDS)
    second = Scripted("second", clock)
    with pytest.raises(errors.StreamBroken):
        router(clock, first, second).ask(
            Question(b"", "standard", "en", LEAST_SECONDS * 1.1), Heard()
        )
    assert second.asked == []


TELLING = [
    ([errors.ProviderRefusedKey(), errors.ProviderBusy()], 1),
    ([errors.ProviderTimeout(), errors.ProviderBusy()], 0),
    ([errors.ProviderTimeout(), errors.ModelMissing()], 0),
    ([errors.ModelMissing(), errors.ProviderRefusedKey()], 0),
]


@pytest.mark.parametrize(("failures", "told"), TELLING)
def test_where_all_fail_the_one_that_may_pass_is_told(
    failures: list[errors.ProviderFailed], told: int, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    asked = [Scripted(f"p{at}", clock, error) for at, error in enumerate(failures)]
    with caplog.at_level(logging.WARNING), pytest.raises(errors.ProviderFailed) as raised:
        router(clock, *asked).ask(QUESTION, Heard())
    assert raised.value is failures[told]
    assert [record.args[:2] for record in caplog.records if isinstance(record.args, tuple)] == [
        (f"p{at}", error.code) for at, error in enumerate(failures)
    ]


@pytest.mark.parametrize("error", [errors.ServiceUnavailable(), Superseded(), ValueError("mine")])
def test_what_the_listener_raises_ends_it(error: BaseException) -> None:
    clock = Clock()
    first, second = Scripted("first", clock, words="w"), Scripted("second", clock)
    with pytest.raises(type(error)) as raised:
        router(clock, first, second).ask(QUESTION, Raising(error))
    assert raised.value is error
    assert second.asked == []


def test_a_provider_is_made_when_it_is_first_asked_and_once() -> None:
    clock, made = Clock(), []

    def make() -> Scripted:
        made.append(1)
        return Scripted("second", clock)

    asked = Router([route(Scripted("first", clock)), Route("second", make)], clock)
    asked.ask(QUESTION, Heard())
    assert made == []
    asked = Router([Route("second", make)], clock)
    asked.ask(QUESTION, Heard())
    asked.ask(QUESTION, Heard())
    assert made == [1]


def closed(_: object) -> Answer:
    raise PassedOver("its circuit is open")


def test_who_may_not_be_asked_is_passed_over() -> None:
    clock = Clock()
    first, second = Scripted("first", clock), Scripted("second", clock)
    routes = [Route("first", lambda: first, gate=closed), route(second)]
    answer = Router(routes, clock).ask(QUESTION, Heard())
    assert (answer.usage.provider, answer.usage.attempts) == ("second", 1)
    assert second.given == [28.0]
    assert first.asked == []


SHUT: list[tuple[list[errors.ProviderFailed], str]] = [
    ([errors.ProviderRefusedKey(), errors.ModelMissing()], "provider_refused_key"),
    ([errors.ProviderRefusedKey(), errors.ProviderBusy()], "provider_busy"),
    ([errors.ProviderQuotaSpent()], "provider_busy"),
]


@pytest.mark.parametrize(("reasons", "code"), SHUT)
def test_where_nobody_may_be_asked_people_read_why_unless_waiting_helps(
    reasons: list[errors.ProviderFailed], code: str
) -> None:
    def shut(told: errors.ProviderFailed) -> Gate:
        def gate(_: object) -> Answer:
            raise PassedOver("its circuit is open", told)

        return gate

    clock = Clock()
    routes = [Route("x", lambda: Scripted("x", clock), gate=shut(told)) for told in reasons]
    with pytest.raises(errors.ProviderFailed) as raised:
        Router(routes, clock).ask(QUESTION, Heard())
    assert raised.value.code == code


def test_where_nobody_may_be_asked_they_are_busy() -> None:
    clock = Clock()
    routes = [Route(name, lambda: Scripted("x", clock), gate=closed) for name in ("a", "b")]
    with pytest.raises(errors.ProviderBusy) as raised:
        Router(routes, clock).ask(QUESTION, Heard())
    assert raised.value.code == "provider_busy"
    assert "minute" in raised.value.next_step


def test_a_gate_that_shuts_before_the_second_call_hides_nothing() -> None:
    clock, calls = Clock(), list[int]()
    failed = Scripted("first", clock, errors.ProviderUnreachable())

    def shutting(call: Callable[[], Answer]) -> Answer:
        calls.append(1)
        return call() if len(calls) == 1 else closed(call)

    routes = [Route("first", lambda: failed, gate=shutting)]
    with pytest.raises(errors.ProviderUnreachable):
        Router(routes, clock).ask(QUESTION, Heard())
    assert len(calls) == 2


def test_a_failure_says_more_than_being_passed_over() -> None:
    clock = Clock()
    failed = Scripted("second", clock, errors.ProviderRefusedKey())
    routes = [Route("first", lambda: failed, gate=closed), route(failed)]
    with pytest.raises(errors.ProviderRefusedKey):
        Router(routes, clock).ask(QUESTION, Heard())


SHARES: list[tuple[tuple[int, ...], dict[str, int]]] = [
    ((3, 1, 0), {"a": 75, "b": 25}),
    ((1, 0, 1), {"a": 50, "c": 50}),
    ((0, 2, 0), {"b": 100}),
    ((0, 0, 0), {"a": 100}),
]


@pytest.mark.parametrize(("weights", "wanted"), SHARES)
def test_weights_are_shares_of_the_first_choice(
    weights: tuple[int, ...], wanted: dict[str, int]
) -> None:
    clock = Clock()
    routes = [
        route(Scripted(name, clock), weight) for name, weight in zip("abc", weights, strict=True)
    ]
    first: Counter[str] = Counter()
    for percent in range(100):
        asked = Router(routes, clock, chance=partial(truediv, percent, 100))
        first[asked.ask(QUESTION, Heard()).usage.provider] += 1
    assert first == wanted


def test_behind_the_first_choice_the_order_stands() -> None:
    clock = Clock()
    late = [errors.ProviderTimeout() for _ in range(3)]
    asked = [Scripted(name, clock, error) for name, error in zip("abc", late, strict=True)]
    routes = [route(provider, weight) for provider, weight in zip(asked, (1, 1, 1), strict=True)]
    with pytest.raises(errors.ProviderTimeout) as raised:
        Router(routes, clock, chance=lambda: 0.5).ask(QUESTION, Heard())
    assert raised.value is late[1]
    assert [provider.given for provider in asked][1][0] == pytest.approx(28 * 0.6)
    assert asked[0].given[0] == pytest.approx(28 * 0.6)
    assert asked[2].given == [28.0]
