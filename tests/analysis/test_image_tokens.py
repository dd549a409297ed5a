"""What is predicted, against what was measured and what the providers' pages work out."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.analysis.image_tokens import (
    GEMINI_RESOLUTION,
    OPENAI_DETAIL,
    RULES,
    Detail,
    predict,
)
from server.domain.sizing import Sizing, fit, patches
from server.errors import ImageRejected
from server.images.shape import MAX_ASPECT

# https://huggingface.co/datasets/JOHNISKING/image-token-cost, all of four of its columns.
COLUMNS: tuple[tuple[str, Detail], ...] = (
    ("gemini-3.5-flash", "auto"),
    ("gpt-6-astra", "auto"),
    ("gpt-6-astra", "high"),
    ("gpt-5.5", "auto"),
)
MEASURED = {
    (256, 256): (1090, 77, 77, 77),
    (512, 512): (1090, 308, 308, 308),
    (768, 768): (1090, 692, 692, 692),
    (1024, 1024): (1090, 1229, 1229, 1229),
    (1280, 720): (1101, 1104, 1104, 1104),
    (1920, 1080): (1101, 2448, 2448, 2448),
    (1080, 1920): (1101, 2448, 2448, 2448),
    (2560, 1440): (1101, 4320, 2931, 4320),
    (3840, 2160): (1101, 9792, 2931, 9792),
    (4032, 3024): (1065, 14364, 2942, 11868),
}


@pytest.mark.parametrize("size", MEASURED)
def test_what_is_predicted_is_what_was_measured(size: tuple[int, int]) -> None:
    assert tuple(predict(model, *size, detail) for model, detail in COLUMNS) == MEASURED[size]


@pytest.mark.parametrize(
    ("model", "size", "detail", "tokens"),
    [
        # The shrinking that OpenAI's page works out: 1452 of 1536 patches, times 1.62.
        ("gpt-4.1-mini-2025-04-14", (1800, 2400), "high", 2353),
        ("gpt-4.1-nano", (1024, 1024), "auto", 2520),
        ("o4-mini", (512, 512), "low", 441),
        ("gpt-5.4", (4032, 3024), "auto", 2942),
        ("gpt-5.4", (4032, 3024), "original", 11868),
        ("gpt-5.6-luna", (2560, 1440), "high", 2765),
        ("gpt-5.6-luna", (2560, 1440), "auto", 4320),
        ("gpt-5.6-luna", (1024, 768), "low", 231),
        ("gpt-5.6-luna", (768, 576), "high", 519),
        ("gpt-5.5", (6400, 320), "auto", 2256),
        ("gpt-4o", (1024, 1024), "high", 765),
        ("gpt-4o", (2048, 4096), "high", 1105),
        ("gpt-4o", (4032, 3024), "auto", 765),
        ("gpt-4o", (4096, 8192), "low", 85),
        ("gpt-4o-mini", (400, 300), "high", 8500),
        ("gpt-5.1", (1024, 1024), "high", 630),
        ("o3", (512, 512), "high", 225),
        ("gemini-4-argon", (1024, 768), "ultra_high", 2161),
        ("gemini-2.5-flash", (384, 384), "auto", 258),
        ("gemini-2.5-flash", (960, 540), "high", 1548),
        ("gemini-2.5-flash", (385, 100), "high", 516),
        ("gemini-2.0-flash", (4032, 3024), "auto", 6192),
        ("gemini-2.5-flash", (4032, 3024), "medium", 256),
    ],
)
def test_each_family_counts_in_its_own_way(
    model: str, size: tuple[int, int], detail: Detail, tokens: int
) -> None:
    assert predict(model, *size, detail) == tokens


def test_a_picture_that_nobody_shrinks_is_rejected_above_30_000_patches() -> None:
    assert predict("gpt-5.6-luna", 4800, 6400, "original") == 36_000
    with pytest.raises(ImageRejected):
        predict("gpt-5.6-luna", 4801, 6400, "original")
    assert predict("gpt-5.6-luna", 4801, 6400, "high") <= 3000


@pytest.mark.parametrize(
    ("model", "detail"),
    [
        ("gpt-6-sol", "high"),
        ("gpt-5.7", "high"),
        ("llava", "high"),
        ("gpt-4o", "original"),
        ("gpt-5-mini", "original"),
        ("gemini-3.5-flash-lite", "original"),
    ],
)
def test_what_no_rule_is_known_for_is_not_guessed(model: str, detail: Detail) -> None:
    with pytest.raises(KeyError):
        predict(model, 1024, 768, detail)


PHOTO = (4032, 3024)  # 12 megapixels


@pytest.mark.parametrize(
    ("model", "standard", "economy", "text"),
    [("gpt-5.6-luna", 922, 231, 2993), ("gemini-3.5-flash-lite", 541, 267, 1065)],
)
def test_what_a_photo_of_12_megapixels_costs(
    model: str, standard: int, economy: int, text: int
) -> None:
    details = GEMINI_RESOLUTION if model.startswith("gemini") else OPENAI_DETAIL
    costs: dict[Sizing, int] = {"standard": standard, "economy": economy, "text": text}
    for sizing, tokens in costs.items():
        assert predict(model, *fit(*PHOTO, sizing), details[sizing]) == tokens
    assert standard <= 1000
    assert predict("gpt-5.6-luna", *PHOTO, "auto") == 14_364


@given(st.sampled_from(sorted(RULES)), st.integers(1, 5000), st.integers(1, 5000))
def test_no_picture_that_is_let_in_is_free(model: str, width: int, height: int) -> None:
    assume(max(width, height) <= MAX_ASPECT * min(width, height))
    assert predict(model, width, height, "auto") > 1


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_what_we_send_is_not_shrunk_once_more(width: int, height: int) -> None:
    for model in ("gpt-6-astra", "gpt-5.6-luna", "gpt-5.5", "gpt-5.4"):
        for sizing in OPENAI_DETAIL:
            size = fit(width, height, sizing)
            expected = -(-patches(*size) * 6 // 5)
            assert predict(model, *size, OPENAI_DETAIL[sizing]) == expected
