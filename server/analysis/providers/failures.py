"""What a provider's API, or the way to it, says went wrong, in our words.

Only statuses and the codes listed here are repeated, never a sentence of the provider's.
Sources: OpenAI's API reference ("Error codes", the Responses object's `error`), Google's
`google.rpc.ErrorInfo`, `QuotaFailure` and `RetryInfo`, OpenRouter's errors; RFC 9110, section
10.2.3, for Retry-After.
"""

import re
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import httpcore2

from server import errors
from server.net.budget import OutOfBytes, OutOfTime

FIRST_5XX = 500
REFUSALS = {
    "content_filter", "content_policy_violation", "invalid_prompt", "bio_policy",
    "image_content_policy_violation", "misalignment_policy_violation", "moderation_blocked",
}  # fmt: skip
BAD_IMAGES = {
    "invalid_image", "invalid_image_format", "invalid_base64_image", "image_too_large",
    "image_too_small", "image_parse_error", "invalid_image_mode", "image_file_too_large",
    "unsupported_image_media_type", "empty_image_file",
}  # fmt: skip
BAD_KEYS: set[int | str] = {401, 403, "API_KEY_INVALID", "FAILED_PRECONDITION"}
# Google names a quota for a day in its `quotaId`; OpenRouter says 402 where the credit is used up.
SPENT: set[int | str] = {402, "insufficient_quota", "billing_hard_limit_reached", "PerDay"}
# Google, vLLM and llama.cpp have no code for it, only a sentence.
_TOO_LONG = re.compile("context (?:length|size|window)|token count", re.IGNORECASE)

# The most telling first.
SIGNALS: tuple[tuple[AbstractSet[int | str], type[errors.ProviderFailed]], ...] = (
    (REFUSALS, errors.ContentRefused),
    (BAD_IMAGES, errors.ImageRejected),
    (SPENT, errors.ProviderQuotaSpent),
    ({"context_length_exceeded"}, errors.QuestionTooLong),
    # A model that this key may not use is a 403.
    ({404, "model_not_found"}, errors.ModelMissing),
    (BAD_KEYS, errors.ProviderRefusedKey),
    ({429, "rate_limit_exceeded"}, errors.ProviderBusy),
    ({408}, errors.ProviderUnavailable),
    ({504}, errors.ProviderTimeout),
)
CAUSES: tuple[tuple[tuple[type[Exception], ...], type[errors.ProviderFailed]], ...] = (
    ((OutOfTime, httpcore2.TimeoutException), errors.ProviderTimeout),
    ((httpcore2.ConnectError,), errors.ProviderUnreachable),
    ((OutOfBytes, httpcore2.NetworkError, httpcore2.ProtocolError), errors.StreamBroken),
)


class Stated(NamedTuple):
    """What a provider said: a status of HTTP (500 where only a stream said it), perhaps a code.

    `wait` is in seconds; `sentence` is never repeated.
    """

    status: int
    code: str | None = None
    wait: float | None = None
    sentence: str = ""

    def as_failure(self) -> errors.ProviderFailed:
        """Return our error for it."""
        failure = self._named()
        failure.wait = self.wait
        return failure

    def _named(self) -> errors.ProviderFailed:
        for signals, kind in SIGNALS:
            for signal in signals & {self.status, self.code}:
                return kind(str(signal))
        if self.status >= FIRST_5XX:
            return errors.ProviderUnavailable(str(self.status))
        too_long = _TOO_LONG.search(self.sentence)
        kind = errors.QuestionTooLong if too_long else errors.ProviderRequestBug
        return kind(str(self.status))


def of_exception(
    error: Exception, stated: Stated | None, *, is_silent: bool
) -> errors.ProviderFailed:
    """Return our error for what an SDK, or the transport under it, raised.

    `is_silent` says that not a byte had come: whatever broke then, nothing was begun.
    """
    for kinds, ours in CAUSES:
        if _has_cause(error, kinds):
            kind = errors.ProviderUnreachable if is_silent and ours is errors.StreamBroken else ours
            return kind(type(error).__name__)
    return stated.as_failure() if stated else errors.AnswerInvalid(type(error).__name__)


def seconds(text: object) -> float | None:
    """Return a number of seconds, `1.5` or `17s`; a date, or what is none at all, is None."""
    try:
        return max(0.0, float(str(text).removesuffix("s")))
    except ValueError:
        return None


def _has_cause(error: BaseException | None, kinds: tuple[type[Exception], ...]) -> bool:
    while error is not None:
        if isinstance(error, kinds):
            return True
        error = error.__cause__
    return False
