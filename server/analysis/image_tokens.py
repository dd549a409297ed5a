"""What a provider bills for a picture, in input tokens, before anybody is asked.

The rules are the providers' own: https://developers.openai.com/api/docs/guides/images-vision
(October 2026), https://ai.google.dev/gemini-api/docs/media-resolution and, beside it,
`image-understanding`. What they leave open is settled by what was measured:
https://huggingface.co/datasets/JOHNISKING/image-token-cost. OpenAI's multipliers have changed
between editions of its page (`gpt-5-mini`: 1.62, then 1.2): they stand in one table, `RULES`.
"""

from collections.abc import Callable
from functools import partial
from math import ceil, isqrt
from typing import Literal, NamedTuple

from server.domain.sizing import PATCH, Sizing, patches
from server.errors import ImageRejected

Detail = Literal["auto", "low", "medium", "high", "ultra_high", "original"]

# What we ask for; never nothing, which is `original` at OpenAI and `high` at Google.
OPENAI_DETAIL: dict[Sizing, Literal["low", "high"]] = {
    "standard": "high", "economy": "low", "text": "high",
}  # fmt: skip
GEMINI_RESOLUTION: dict[Sizing, Literal["low", "medium", "high"]] = {
    "standard": "medium", "economy": "low", "text": "high",
}  # fmt: skip

MOST_ACCEPTED = 30_000


class Limits(NamedTuple):
    """What a picture is shrunk to before its patches are counted: so many, and a side in px."""

    patches: int
    side: int


LOW, HIGH, ORIGINAL = Limits(256, 512), Limits(2500, 2048), Limits(10_000, 6000)
SMALL_HIGH, ASTRA_HIGH = Limits(1536, 2048), Limits(2500, 65_535)
AS_IT_IS = Limits(65_535**2, 65_535)

Details = dict[Detail, Limits]
SMALL: Details = {"low": LOW, "high": SMALL_HIGH, "auto": SMALL_HIGH}
GPT_5_4: Details = {"low": LOW, "high": HIGH, "original": ORIGINAL, "auto": HIGH}
GPT_5_5: Details = {**GPT_5_4, "auto": ORIGINAL}
GPT_5_6: Details = {"low": LOW, "high": HIGH, "original": AS_IT_IS, "auto": AS_IT_IS}
GPT_6_ASTRA: Details = {**GPT_5_6, "high": ASTRA_HIGH}

GEMINI_BUDGETS: dict[Detail, int] = {
    "low": 280, "medium": 560, "high": 1120, "ultra_high": 2240, "auto": 1120,
}  # fmt: skip
GEMINI_2_FLAT: dict[Detail, int] = {"low": 64, "medium": 256}
GEMINI_2_TILE, GEMINI_2_SMALL = 258, 384

# 1 where tiles are counted beside the base, 0 where that is all.
TILED: dict[Detail, int] = {"low": 0, "high": 1, "auto": 1}
TILE, TILED_SIDE, TILED_SHORT_SIDE = 512, 2048, 768


def predict(model: str, width: int, height: int, detail: Detail) -> int:
    """Return the tokens of one picture of these pixels, without those of the text beside it.

    `detail` is OpenAI's word or Google's `media_resolution`; `auto` stands for neither. KeyError
    for a model or a detail that no rule is known for, ImageRejected for too many patches.
    """
    family = model
    while family not in RULES:
        family, dash, _ = family.rpartition("-")
        if not dash:
            raise KeyError(model)
    return RULES[family](width, height, detail)


def _by_patch(hundredths: int, details: Details, width: int, height: int, detail: Detail) -> int:
    needed = patches(*_shrunk(width, height, details[detail]))
    if needed > MOST_ACCEPTED:
        raise ImageRejected("patches")
    return ceil(needed * hundredths / 100)


def _shrunk(width: int, height: int, limits: Limits) -> tuple[int, int]:
    sizes = [(width, height)]
    if patches(width, height) > limits.patches:
        columns, rows = _grid(width, height, limits.patches)
        sizes.append(_scaled(width, height, PATCH * columns, width))
        sizes.append(_scaled(width, height, PATCH * rows, height))
    if max(width, height) > limits.side:
        sizes.append(_scaled(width, height, limits.side, max(width, height)))
    return min(sizes)


def _by_tile(base: int, each: int, width: int, height: int, detail: Detail) -> int:
    width, height = _shrunk(width, height, Limits(AS_IT_IS.patches, TILED_SIDE))
    if min(width, height) > TILED_SHORT_SIDE:
        width, height = _scaled(width, height, TILED_SHORT_SIDE, min(width, height))
    return base + TILED[detail] * each * ceil(width / TILE) * ceil(height / TILE)


def _by_budget(width: int, height: int, detail: Detail) -> int:
    # Google states maxima. What was measured is the grid that its open models (Gemma 4) lay over
    # a picture, enlarged or shrunk to the same budgets, and one token more.
    columns, rows = _grid(width, height, GEMINI_BUDGETS[detail])
    return columns * rows + 1


def _by_crop(width: int, height: int, detail: Detail) -> int:
    if detail in GEMINI_2_FLAT:
        return GEMINI_2_FLAT[detail]
    if max(width, height) <= GEMINI_2_SMALL:
        return GEMINI_2_TILE
    side = min(max(int(min(width, height) / 1.5), 256), 768)
    return GEMINI_2_TILE * ceil(width / side) * ceil(height / side)


def _grid(width: int, height: int, most: int) -> tuple[int, int]:
    """Return how many whole squares lie along each side if `most` cover a picture's area."""
    return isqrt(most * width // height), isqrt(most * height // width)


def _scaled(width: int, height: int, to: int, of: int) -> tuple[int, int]:
    return max(width * to // of, 1), max(height * to // of, 1)


Rule = Callable[[int, int, Detail], int]

RULES: dict[str, Rule] = {
    "gpt-6-astra": partial(_by_patch, 120, GPT_6_ASTRA),
    "gpt-5.6": partial(_by_patch, 120, GPT_5_6),
    "gpt-5.5": partial(_by_patch, 120, GPT_5_5),
    "gpt-5.4": partial(_by_patch, 120, GPT_5_4),
    "gpt-5.4-mini": partial(_by_patch, 120, SMALL),
    "gpt-5.4-nano": partial(_by_patch, 120, SMALL),
    "gpt-5.2": partial(_by_patch, 120, SMALL),
    "gpt-5-mini": partial(_by_patch, 120, SMALL),
    "gpt-5-nano": partial(_by_patch, 150, SMALL),
    "gpt-4.1-mini": partial(_by_patch, 162, SMALL),
    "gpt-4.1-nano": partial(_by_patch, 246, SMALL),
    "o4-mini": partial(_by_patch, 172, SMALL),
    "gpt-5.1": partial(_by_tile, 70, 140),
    "gpt-5": partial(_by_tile, 70, 140),
    "gpt-4.1": partial(_by_tile, 85, 170),
    "gpt-4o": partial(_by_tile, 85, 170),
    "gpt-4o-mini": partial(_by_tile, 2833, 5667),
    "o1": partial(_by_tile, 75, 150),
    "o3": partial(_by_tile, 75, 150),
    **dict.fromkeys(("gemini-4", "gemini-3", "gemini-3.1", "gemini-3.5", "gemini-3.8"), _by_budget),
    **dict.fromkeys(("gemini-2.0", "gemini-2.5"), _by_crop),
}
