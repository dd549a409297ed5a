"""What models cost, in US dollars for a million tokens, as published in November 2026.

A model that is not here has no known price: its cost is None, never a guess.
"""

import re

PRICES = {
    "gpt-5.6-luna": (0.20, 1.20),
    "gemini-3.5-flash-lite": (0.30, 2.50),
    "gemini-3.8-flash": (0.75, 3.75),
}
MILLION = 1_000_000
_EDITION = re.compile(r"-(\d{3}|20\d\d\b.*)$")


def cost_usd(model: str, input_tokens: int, output_tokens: int) -> float | None:
    """Return the price of one call. A dated or numbered model id is priced as its family."""
    price = PRICES.get(_EDITION.sub("", model))
    if price is None:
        return None
    return round((input_tokens * price[0] + output_tokens * price[1]) / MILLION, 8)
