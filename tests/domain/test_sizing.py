from math import ceil
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.domain.sizing import MOST_PATCHES, SIDES, Sizing, fit, patches
from server.images.shape import MAX_ASPECT
from server.settings import Settings

SIZINGS: tuple[Sizing, ...] = get_args(Sizing)
sizings = st.sampled_from(SIZINGS)


@st.composite
def sizes(draw: st.DrawFn) -> tuple[int, int]:
    """A picture of any shape that is let in, lying or standing."""
    longer = draw(st.integers(1, 20_000))
    shorter = draw(st.integers(ceil(longer / MAX_ASPECT), longer))
    return draw(st.permutations((longer, shorter)))  # type: ignore[return-value]


@given(sizes(), sizings)
def test_it_fits_and_is_never_enlarged(size: tuple[int, int], sizing: Sizing) -> None:
    width, height = fit(*size, sizing)
    assert 1 <= width <= min(size[0], SIDES[sizing])
    assert 1 <= height <= min(size[1], SIDES[sizing])
    assert patches(width, height) <= MOST_PATCHES


@given(sizes(), sizings)
def test_its_shape_is_kept_within_half_a_pixel(size: tuple[int, int], sizing: Sizing) -> None:
    (shorter, longer), (short, long) = sorted(size), sorted(fit(*size, sizing))
    exact = shorter * long / longer
    assert abs(short - exact) <= 0.5 or (short == 1 and exact < 1)


@given(sizes(), sizings)
def test_the_next_larger_one_would_not_fit(size: tuple[int, int], sizing: Sizing) -> None:
    shorter, longer = sorted(size)
    long = max(fit(*size, sizing)) + 1
    assume(long <= longer)
    assert long > SIDES[sizing] or patches(long, round(long * shorter / longer)) > MOST_PATCHES


@given(sizes(), sizings)
def test_what_fits_stays_and_turning_turns(size: tuple[int, int], sizing: Sizing) -> None:
    fitted = fit(*size, sizing)
    assert fit(*fitted, sizing) == fitted
    assert fit(*size[::-1], sizing) == fitted[::-1]


@pytest.mark.parametrize(
    ("size", "sizing", "expected"),
    [
        ((4032, 3024), "standard", (1024, 768)),
        ((4032, 3024), "economy", (512, 384)),
        ((4032, 3024), "text", (1835, 1376)),
        ((1600, 1600), "text", (1600, 1600)),
        ((1601, 1601), "text", (1600, 1600)),
        ((3840, 2160), "text", (2048, 1152)),
        ((20_000, 100), "text", (2048, 10)),
        ((300, 200), "economy", (300, 200)),
        ((1, 1), "economy", (1, 1)),
        ((1, 200), "standard", (1, 200)),
    ],
)
def test_sizes(size: tuple[int, int], sizing: Sizing, expected: tuple[int, int]) -> None:
    assert fit(*size, sizing) == expected


@pytest.mark.parametrize("sizing", SIZINGS)
def test_the_operator_may_choose_each(sizing: Sizing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMPT_LENS_IMAGE_SIZE", sizing)
    assert Settings().image_size == sizing
