"""What one question may cost at most, and what it did cost, in millionths of a US dollar.

The bound is a sum over all providers that may be asked, each once more with twice the tokens,
and all of it again where an answer is in another language than asked.
A model without a known price counts as dearer than every listed one.
"""

from collections.abc import Sequence
from math import ceil

from server.analysis import schema
from server.analysis.ask import MOST_TOKENS, Endpoint
from server.analysis.image_tokens import GEMINI_RESOLUTION, OPENAI_DETAIL, predict
from server.analysis.prices import highest_price, micro
from server.domain.analysis import Usage
from server.domain.sizing import Sizing, fit
from server.errors import ProviderFailed

# US dollars for a million tokens, in and out.
UNLISTED = (3.0, 15.0)
# No rule bills more for a picture of any size that is sent.
MOST_PICTURE_TOKENS = 26_000
CALLS, ANSWERS = 2 * 2, 2 * 3


def at_most(endpoints: Sequence[Endpoint], width: int, height: int, sizing: Sizing) -> int:
    """Return what asking these providers of a picture of so many pixels may cost together."""
    # No tokenizer makes more tokens than there are bytes.
    words = len(schema.instructions().encode()) + len(str(schema.wire_schema()).encode()) + 1000
    return sum(
        _micro_usd(
            endpoint.model,
            CALLS * (words + _picture(endpoint, *fit(width, height, sizing), sizing)),
            ANSWERS * MOST_TOKENS,
        )
        for endpoint in endpoints
    )


def spent(usage: Usage) -> int:
    """Return what an answer did cost."""
    if usage.cost_usd is None:
        return _micro_usd("", usage.input_tokens, usage.output_tokens)
    return micro(usage.cost_usd)


def spent_in_vain(failure: ProviderFailed) -> int | None:
    """Return what a question without an answer did cost; None where nobody knows."""
    if failure.spent is None:
        return None
    tokens_in, tokens_out, usd = failure.spent
    return _micro_usd("", tokens_in, tokens_out) if usd is None else micro(usd)


def _picture(endpoint: Endpoint, width: int, height: int, sizing: Sizing) -> int:
    is_gemini = endpoint.dialect == "gemini"
    detail = GEMINI_RESOLUTION[sizing] if is_gemini else OPENAI_DETAIL[sizing]
    try:
        return predict(endpoint.model, width, height, detail)
    except KeyError:
        return MOST_PICTURE_TOKENS


def _micro_usd(model: str, tokens_in: int, tokens_out: int) -> int:
    known = highest_price(model, tokens_in, tokens_out)
    return ceil(tokens_in * UNLISTED[0] + tokens_out * UNLISTED[1]) if known is None else known
