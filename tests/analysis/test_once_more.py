"""The one second call that the table of errors allows, and what both cost together."""

import pytest

from server import errors
from server.analysis.ask import Question
from server.analysis.consequences import CONSEQUENCES, HINT, LEAST_SECONDS, spent_on
from tests.analysis.listening import Heard
from tests.analysis.scripted import Scripted, router
from tests.support.clock import Clock

QUESTION = Question(b"", "standard", "en", seconds_left=20.0)


def told(kind: type[errors.ProviderFailed], wait: float | None) -> errors.ProviderFailed:
    error = kind()
    error.wait = wait
    return error


def waited(error: errors.ProviderFailed, seconds_left: float = 20.0, chance: float = 0.5) -> float:
    """Return how long is waited before the same provider is asked again; -1 where it is not."""
    clock = Clock(0.0)
    asked = Scripted("only", clock, error)
    question = Question(b"", "standard", "en", seconds_left)
    try:
        router(clock, asked, chance=lambda: chance).ask(question, Heard())
    except type(error):
        assert len(asked.asked) == 1
        return -1
    assert asked.given[1:] == [pytest.approx(seconds_left - clock.now)]
    return clock.now


WAITS: list[tuple[errors.ProviderFailed, float, float]] = [
    # a limit: as long as it says, up to 3 s and a quarter of what is left
    (told(errors.ProviderBusy, 0.0), 20, 0),
    (told(errors.ProviderBusy, 2.9), 20, 2.9),
    (told(errors.ProviderBusy, 3.1), 20, -1),
    (told(errors.ProviderBusy, 2.6), 10, -1),
    (told(errors.ProviderBusy, 2.4), 10, 2.4),
    (told(errors.ProviderBusy, None), 20, -1),
    (told(errors.ProviderBusy, float("inf")), 20, -1),
    # a failure of theirs: soon, and not before it says
    (errors.ProviderUnavailable(), 20, 0.5),
    (told(errors.ProviderUnavailable, 2), 20, 2),
    (told(errors.ProviderUnavailable, 20), 20, -1),
    (errors.ProviderUnreachable(), 20, 0),
    (errors.AnswerTruncated(), 20, 0),
    (errors.AnswerInvalid(), 20, 0),
    (errors.AnswerInvalid(), LEAST_SECONDS * 0.9, -1),
    (errors.ProviderTimeout(), 20, -1),
    (errors.StreamBroken(), 20, -1),
    (errors.ProviderRefusedKey(), 20, -1),
    (errors.ProviderQuotaSpent(), 20, -1),
    (told(errors.ProviderQuotaSpent, 1), 20, -1),
    (errors.ModelMissing(), 20, -1),
    (errors.ProviderRequestBug(), 20, -1),
    (errors.ImageRejected(), 20, -1),
    (errors.ContentRefused(), 20, -1),
]


@pytest.mark.parametrize(("error", "left", "seconds"), WAITS)
def test_it_is_asked_once_more_where_that_may_help(
    error: errors.ProviderFailed, left: float, seconds: float
) -> None:
    assert waited(error, left) == pytest.approx(seconds)


def test_callers_that_failed_together_do_not_come_back_together() -> None:
    failed = errors.ProviderUnavailable
    assert [round(waited(failed(), chance=at), 2) for at in (0, 0.5, 0.999)] == [0.2, 0.5, 0.8]


def test_the_second_question_is_the_better_one() -> None:
    clock = Clock()
    cut = Scripted("cut", clock, errors.AnswerTruncated())
    router(clock, cut).ask(QUESTION, Heard())
    assert [asked.most_tokens for asked in cut.asked] == [2000, 4000]
    for error, hint in (
        (errors.AnswerInvalid("3 fields"), HINT),
        (errors.AnswerInvalid("fr", hint="Write in German."), "Write in German."),
    ):
        wrong = Scripted("wrong", clock, error)
        router(clock, wrong).ask(QUESTION, Heard())
        assert [asked.hint for asked in wrong.asked] == ["", hint]
        assert hint in wrong.asked[1].words


def test_once_is_once() -> None:
    clock = Clock()
    never = Scripted("never", clock, *(errors.ProviderUnreachable() for _ in range(9)))
    second = Scripted("second", clock)
    assert router(clock, never, second).ask(QUESTION, Heard()).usage.attempts == 3
    assert len(never.asked) == 2


def test_what_was_gained_before_is_void() -> None:
    clock, heard = Clock(), Heard()
    asked = Scripted("only", clock, errors.AnswerTruncated(), words="w")
    router(clock, asked).ask(QUESTION, heard)
    assert (heard.void, heard.text) == (["w"], "w")


def test_a_second_call_takes_nothing_from_who_waits_behind() -> None:
    clock = Clock()
    slow = Scripted("slow", clock, errors.AnswerInvalid(), errors.AnswerInvalid(), seconds=8)
    second = Scripted("second", clock)
    router(clock, slow, second).ask(QUESTION, Heard())
    assert slow.given == [pytest.approx(12), pytest.approx(4)]
    assert second.given == [pytest.approx(8)]


def spent(tokens_in: int, tokens_out: int, cost: float | None) -> errors.ProviderFailed:
    error = errors.AnswerTruncated()
    error.spent = (tokens_in, tokens_out, cost)
    return error


def test_all_that_was_billed_is_summed() -> None:
    clock = Clock()
    first = Scripted("first", clock, spent(100, 20, 0.5), spent(100, 40, 0.25), seconds=2)
    second = Scripted("second", clock, errors.ProviderUnreachable(), cost=0.125, seconds=1)
    usage = router(clock, first, second).ask(QUESTION, Heard()).usage
    assert (usage.input_tokens, usage.output_tokens, usage.attempts) == (300, 70, 4)
    assert usage.cost_usd == 0.875
    assert usage.latency_ms == 6000
    assert usage.provider == "second"


@pytest.mark.parametrize(("first", "second"), [(None, 0.1), (0.1, None)])
def test_a_price_that_is_not_known_is_not_guessed(
    first: float | None, second: float | None
) -> None:
    clock = Clock()
    asked = Scripted("only", clock, spent(1, 1, first), cost=second)
    assert router(clock, asked).ask(QUESTION, Heard()).usage.cost_usd is None


SURE = [
    errors.ProviderUnavailable, errors.ProviderUnreachable, errors.ProviderRefusedKey,
    errors.ProviderQuotaSpent, errors.ProviderBusy, errors.ModelMissing, errors.QuestionTooLong,
    errors.ImageRejected,
    errors.ProviderRequestBug,
]  # fmt: skip


@pytest.mark.parametrize("kind", CONSEQUENCES)
def test_a_failure_costs_nothing_only_where_that_is_sure(kind: type[errors.ProviderFailed]) -> None:
    assert spent_on(kind()) == ((0, 0, 0.0) if kind in SURE else None)
    error = kind()
    error.spent = (1, 2, 0.5)
    assert spent_on(error) == (1, 2, 0.5)


IN_VAIN: list[tuple[list[errors.ProviderFailed], tuple[int, int, float | None] | None]] = [
    ([spent(1, 2, 0.5), spent(3, 4, 0.25)], (4, 6, 0.75)),
    ([spent(1, 2, 0.5), errors.ProviderBusy()], (1, 2, 0.5)),
    ([errors.ProviderUnreachable(), errors.ContentRefused()], None),
    ([spent(1, 2, None), errors.ProviderBusy()], (1, 2, None)),
    ([errors.ProviderUnavailable(), errors.ProviderTimeout()], None),
]


@pytest.mark.parametrize(("failures", "wanted"), IN_VAIN)
def test_where_nobody_answers_the_failure_says_what_all_calls_were_billed(
    failures: list[errors.ProviderFailed], wanted: tuple[int, int, float | None] | None
) -> None:
    clock = Clock()
    first = Scripted("first", clock, *failures)
    last = Scripted("last", clock, errors.ProviderRefusedKey())
    with pytest.raises(errors.ProviderFailed) as raised:
        router(clock, first, last).ask(QUESTION, Heard())
    assert raised.value.spent == wanted


def test_where_nobody_was_asked_nothing_was_billed() -> None:
    with pytest.raises(errors.ProviderBusy) as raised:
        router(Clock()).ask(QUESTION, Heard())
    assert raised.value.spent == (0, 0, 0.0)
