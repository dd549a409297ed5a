"""What models cost, in US dollars for a million tokens, and until when they are served.

A price that is not here is not known: its cost is None, never a guess. Prices are those of the
makers' own price pages, and the last days those of their deprecation pages, as of each row.
"""

import re
from dataclasses import dataclass
from datetime import date
from math import ceil

MILLION = 1_000_000
_EDITION = re.compile(r"-(\d{3}|20\d\d\b.*)$")
_SEEN = date(2026, 11, 21)


@dataclass(frozen=True, slots=True)
class Model:
    """One row: dollars in and out, where they are known, and the first day without the model."""

    usd_in: float | None
    usd_out: float | None
    as_of: date = _SEEN
    sunset_at: date | None = None


MODELS = {
    "gpt-5.6-luna": Model(0.20, 1.20),
    "gemini-3.5-flash-lite": Model(0.30, 2.50),
    "gemini-3.8-flash": Model(0.75, 3.75),
    # Google sends its callers on to another model from then on, at that one's price.
    "gemini-2.5-flash": Model(None, None, sunset_at=date(2026, 12, 1)),
    "gpt-5-mini": Model(None, None, sunset_at=date(2026, 12, 11)),
    "gpt-5-nano": Model(None, None, sunset_at=date(2026, 12, 11)),
    "gpt-4o-mini": Model(None, None, sunset_at=date(2027, 1, 14)),
    "gpt-4.1-mini": Model(None, None, sunset_at=date(2027, 1, 14)),
    "gpt-5.4-nano": Model(0.20, None, sunset_at=date(2027, 4, 1)),
    "gemini-3.1-flash-lite": Model(None, None, sunset_at=date(2027, 5, 7)),
}


def cost_usd(model: str, input_tokens: int, output_tokens: int) -> float | None:
    """Return the price of one call. A dated or numbered model id is priced as its family."""
    row = _row(model)
    if row is None or row.usd_in is None or row.usd_out is None:
        return None
    return round((input_tokens * row.usd_in + output_tokens * row.usd_out) / MILLION, 8)


def highest_price(model: str, input_tokens: int, output_tokens: int) -> int | None:
    """Return the micro-dollars of a call of at most so many tokens, rounded up; None as above."""
    usd = cost_usd(model, input_tokens, output_tokens)
    return None if usd is None else micro(usd)


def micro(usd: float) -> int:
    """Return dollars as whole micro-dollars, rounded up."""
    return ceil(round(usd * MILLION, 2))


def is_past(model: str, today: date) -> bool:
    """Say whether the model's maker has stopped serving it."""
    row = _row(model)
    return row is not None and row.sunset_at is not None and today >= row.sunset_at


def _row(model: str) -> Model | None:
    return MODELS.get(model) or MODELS.get(_EDITION.sub("", model))
