"""One provider after the other, in the operator's order and within the job's time."""

import logging
from collections.abc import Callable

import pytest

from server import errors
from server.analysis.ask import Answer, Listener, Provider, Question
from server.analysis.router import LEAST_SECONDS, Router
from server.domain.analysis import Analysis, Usage
from server.jobs.telling import Superseded
from tests.analysis.listening import Heard, Raising
from tests.support.clock import Clock

QUESTION = Question(b"", "standard", "en", seconds_left=28.0)


class Scripted:
    """Answers, or fails, after so many seconds and words."""

    def __init__(
        self, name: str, clock: Clock, *, fails: Exception | None = None, words: str = "",
        seconds: float = 0,
    ) -> None:  # fmt: skip
        self.name, self.clock, self.fails = name, clock, fails
        self.words, self.seconds = words, seconds
        self.given: list[float] = []

    def ask(self, question: Question, listener: Listener) -> Answer:
        self.given.append(question.seconds_left)
        self.clock.now += min(self.seconds, question.seconds_left)
        if self.words:
            listener.gained(self.words)
        if self.fails:
            raise self.fails
        usage = Usage(
            provider=self.name, model="m", input_tokens=1, output_tokens=1, cost_usd=None,
            latency_ms=1, attempts=1,
        )  # fmt: skip
        return Answer(Analysis(prompt=self.words, title=""), usage)


def router(clock: Clock, *providers: Scripted) -> Router:
    def maker(provider: Scripted) -> Callable[[], Provider]:
        return lambda: provider

    return Router([(provider.name, maker(provider)) for provider in providers], clock)


ROUTED = [
    errors.ProviderUnavailable("503"), errors.ProviderBusy("429"), errors.ProviderTimeout(),
    errors.StreamBroken(), errors.AnswerTruncated(), errors.AnswerInvalid(),
    errors.ProviderRefusedKey("401"), errors.ModelMissing("404"),
]  # fmt: skip
KEPT = [errors.ContentRefused(), errors.ImageRejected(), errors.ProviderRequestBug("400")]


@pytest.mark.parametrize("failure", ROUTED, ids=lambda failure: type(failure).__name__)
def test_what_another_may_do_better_is_routed_around(failure: errors.ProviderFailed) -> None:
    clock = Clock()
    first = Scripted("first", clock, fails=failure, words="half a")
    second = Scripted("second", clock, words="whole")
    heard = Heard()

    answer = router(clock, first, second).ask(QUESTION, heard)

    assert (heard.void, heard.text) == (["half a"], "whole")
    assert (answer.usage.provider, answer.usage.attempts) == ("second", 2)


@pytest.mark.parametrize("failure", KEPT, ids=lambda failure: type(failure).__name__)
def test_a_refusal_is_never_routed_around(failure: errors.ProviderFailed) -> None:
    clock = Clock()
    first, second = Scripted("first", clock, fails=failure), Scripted("second", clock)
    with pytest.raises(type(failure)) as raised:
        router(clock, first, second).ask(QUESTION, Heard())
    assert raised.value is failure
    assert second.given == []


def test_a_refusal_of_the_second_stands_too() -> None:
    clock = Clock()
    first = Scripted("first", clock, fails=errors.ProviderBusy())
    second = Scripted("second", clock, fails=errors.ContentRefused())
    third = Scripted("third", clock)
    with pytest.raises(errors.ContentRefused):
        router(clock, first, second, third).ask(QUESTION, Heard())
    assert third.given == []


def test_nothing_is_void_where_nothing_was_gained() -> None:
    clock, heard = Clock(), Heard()
    first = Scripted("first", clock, fails=errors.ProviderBusy())
    router(clock, first, Scripted("second", clock, words="w")).ask(QUESTION, heard)
    assert heard.void == []


def test_the_first_leaves_time_for_the_second_and_the_last_has_all_that_is_left() -> None:
    clock = Clock()
    first = Scripted("first", clock, fails=errors.ProviderTimeout(), seconds=99)
    second = Scripted("second", clock)
    router(clock, first, second).ask(QUESTION, Heard())
    assert first.given == [pytest.approx(16.8)]
    assert second.given == [pytest.approx(11.2)]
    alone = Scripted("alone", clock)
    router(clock, alone).ask(QUESTION, Heard())
    assert alone.given == [28.0]


def test_nobody_is_asked_who_could_not_answer_in_time() -> None:
    clock = Clock()
    first = Scripted("first", clock, fails=errors.StreamBroken(), seconds=LEAST_SECONDS)
    second = Scripted("second", clock)
    with pytest.raises(errors.StreamBroken):
        router(clock, first, second).ask(
            Question(b"", "standard", "en", LEAST_SECONDS * 1.1), Heard()
        )
    assert second.given == []


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
    asked = [Scripted(f"p{at}", clock, fails=error) for at, error in enumerate(failures)]
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
    assert second.given == []


def test_a_provider_is_made_when_it_is_first_asked_and_once() -> None:
    clock, made = Clock(), []

    def make() -> Provider:
        made.append(1)
        return Scripted("second", clock)

    asked = Router([("first", lambda: Scripted("first", clock)), ("second", make)], clock)
    asked.ask(QUESTION, Heard())
    assert made == []
    asked = Router([("second", make)], clock)
    asked.ask(QUESTION, Heard())
    asked.ask(QUESTION, Heard())
    assert made == [1]
