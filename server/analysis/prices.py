"""What models cost, in US dollars for a million tokens, as published in November 2026.

A model that is not here has no known price: its cost is None, never a guess.
"""

PRICES = {
    "gpt-5.6-luna": (0.20, 1.20),
}
MILLION = 1_000_000


def cost_usd(model: str, input_tokens: int, output_tokens: int) -> float | None:
    """Return the price of one call. A dated model id is priced as its family."""
    for family, (for_input, for_output) in PRICES.items():
        if model == family or model.startswith(f"{family}-20"):
            return round((input_tokens * for_input + output_tokens * for_output) / MILLION, 8)
    return None
