"""Each call to a provider is counted once: how it ended, how long it took, what it cost."""

import pytest

from server import errors
from server.analysis.ask import Answer, PassedOver
from server.analysis.metered import metered
from server.analysis.router import no_gate
from server.domain.analysis import Analysis, Usage
from server.domain.metric import CALL_SECONDS, CALLS, DOLLARS, TOKENS, UNBILLED, Count
from tests.analysis.gating import endpoint

WHO = ("openai", "gpt-5.6-luna")


def answered(usd: float | None) -> Answer:
    usage = Usage(
        provider="openai", model="gpt-5.6-luna-2026-08-01", input_tokens=1200, output_tokens=300,
        cost_usd=usd, latency_ms=1, attempts=1,
    )  # fmt: skip
    return Answer(Analysis(prompt="A kite.", title="Kite"), usage)


def counted(outcome: Answer | BaseException) -> list[Count]:
    """Return what is counted of a call that takes 1.5 seconds and ends so."""
    told: list[Count] = []
    times = iter((10.0, 11.5))

    def call() -> Answer:
        if isinstance(outcome, Answer):
            return outcome
        raise outcome

    gate = metered(no_gate, endpoint(), lambda *counts: told.extend(counts), lambda: next(times))
    if isinstance(outcome, Answer):
        assert gate(call) is outcome
    else:
        with pytest.raises(type(outcome)):
            gate(call)
    return told


def billed(tokens_in: int, tokens_out: int, usd: float) -> list[Count]:
    return [
        Count(TOKENS, (*WHO, "in"), tokens_in),
        Count(TOKENS, (*WHO, "out"), tokens_out),
        Count(DOLLARS, WHO, usd),
    ]


def test_an_answer_with_its_bill() -> None:
    ended = [Count(CALLS, (*WHO, "answered")), Count(CALL_SECONDS, WHO, 1.5)]
    assert counted(answered(0.0006)) == [*ended, *billed(1200, 300, 0.0006)]
    assert counted(answered(None)) == [*ended, *billed(1200, 300, 0)]


def test_a_failure_by_its_code_and_its_bill_where_one_came() -> None:
    failure = errors.AnswerTruncated()
    ended = [Count(CALLS, (*WHO, "answer_truncated")), Count(CALL_SECONDS, WHO, 1.5)]
    assert counted(failure) == [*ended, Count(UNBILLED, WHO)]
    failure.spent = (1200, 4000, 0.005)
    assert counted(failure) == [*ended, *billed(1200, 4000, 0.005)]
    assert counted(errors.ProviderBusy())[2:] == billed(0, 0, 0)


def test_who_is_passed_over_is_not_timed_and_who_hangs_up_is_not_counted() -> None:
    assert counted(PassedOver()) == [Count(CALLS, (*WHO, "passed_over"))]
    assert counted(KeyboardInterrupt()) == []
