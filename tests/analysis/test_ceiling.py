"""The bound holds: over the prediction, over what was billed, over every listed model."""

import pytest

from server import errors
from server.analysis.ceiling import (
    MOST_PICTURE_TOKENS,
    UNLISTED,
    at_most,
    spent,
    spent_in_vain,
)
from server.analysis.image_tokens import RULES, Detail
from server.analysis.prices import MODELS, cost_usd
from server.domain.analysis import Usage
from server.domain.sizing import SIDES, Sizing, fit
from tests.analysis.asking import endpoint

SIZINGS: tuple[Sizing, ...] = ("standard", "economy", "text")
SHAPES = [(4000, 3000), (3000, 4000), (2048, 2048), (10_000, 100), (64, 64)]


def usage(**more: object) -> Usage:
    facts = {
        "provider": "openai", "model": "m", "input_tokens": 1200, "output_tokens": 300,
        "cost_usd": 0.0006, "latency_ms": 1, "attempts": 1, **more,
    }  # fmt: skip
    return Usage.model_validate(facts)


@pytest.mark.parametrize("sizing", SIZINGS)
def test_no_rule_bills_more_for_a_picture_than_the_bound_of_the_unknown(sizing: Sizing) -> None:
    details: tuple[Detail, ...] = ("low", "medium", "high", "auto")
    for width, height in [*SHAPES, (SIDES[sizing], SIDES[sizing])]:
        size = fit(width, height, sizing)
        for rule in RULES.values():
            for detail in details:
                try:
                    assert rule(*size, detail) <= MOST_PICTURE_TOKENS
                except KeyError:
                    continue  # not a word of this provider


def test_an_unlisted_model_is_dearer_than_every_listed_one() -> None:
    assert all(
        UNLISTED[0] > (row.usd_in or 0) and UNLISTED[1] > (row.usd_out or 0)
        for row in MODELS.values()
    )


@pytest.mark.parametrize("sizing", SIZINGS)
def test_the_bound_is_above_what_four_whole_calls_cost_and_not_absurd(sizing: Sizing) -> None:
    openai = endpoint("responses", 1, is_own=False)
    bound = at_most([openai], 4000, 3000, sizing)
    four = 4 * (cost_usd(openai.model, 5000, 2000) or 0) * 1e6
    assert four < bound < 40_000


def test_every_provider_that_may_be_asked_counts() -> None:
    both = [endpoint("responses", 1), endpoint("gemini", 1)]
    each = [at_most([one], 800, 600, "standard") for one in both]
    assert at_most(both, 800, 600, "standard") == sum(each)
    assert at_most([], 800, 600, "standard") == 0


def test_what_was_spent_is_what_was_billed() -> None:
    assert spent(usage()) == 600
    assert spent(usage(cost_usd=0.0000001)) == 1, "never less than it was"
    assert spent(usage(cost_usd=None)) == 1200 * UNLISTED[0] + 300 * UNLISTED[1]


BILLS: list[tuple[tuple[int, int, float | None] | None, float | None]] = [
    (None, None), ((0, 0, 0.0), 0), ((1200, 300, 0.0006), 600),
    ((1200, 300, None), 1200 * UNLISTED[0] + 300 * UNLISTED[1]),
]  # fmt: skip


@pytest.mark.parametrize(("billed", "known"), BILLS)
def test_a_question_in_vain_costs_what_was_billed_for_it(
    billed: tuple[int, int, float | None] | None, known: float | None
) -> None:
    failure = errors.ProviderTimeout()
    failure.spent = billed
    assert spent_in_vain(failure) == known
