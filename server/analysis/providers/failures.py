"""What a provider's API, or the way to it, says went wrong, in our words.

Only statuses and the codes listed here are repeated, never a sentence of the provider's.
Sources: OpenAI's API reference ("Error codes", the Responses object's `error`), Google's
`google.rpc.ErrorInfo`, OpenRouter's errors.
"""

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
BAD_KEYS: set[int | str] = {
    401, 402, 403, "insufficient_quota", "API_KEY_INVALID", "FAILED_PRECONDITION",
}  # fmt: skip

# The most telling first.
SIGNALS: tuple[tuple[AbstractSet[int | str], type[errors.ProviderFailed]], ...] = (
    (REFUSALS, errors.ContentRefused),
    (BAD_IMAGES, errors.ImageRejected),
    (BAD_KEYS, errors.ProviderRefusedKey),
    ({429, "rate_limit_exceeded"}, errors.ProviderBusy),
    ({404}, errors.ModelMissing),
    ({408}, errors.ProviderUnavailable),
)
CAUSES: tuple[tuple[tuple[type[Exception], ...], type[errors.ProviderFailed]], ...] = (
    ((OutOfTime, httpcore2.TimeoutException), errors.ProviderTimeout),
    ((httpcore2.ConnectError,), errors.ProviderUnavailable),
    ((OutOfBytes, httpcore2.NetworkError, httpcore2.ProtocolError), errors.StreamBroken),
)


class Stated(NamedTuple):
    """What a provider said: a status of HTTP (500 where only a stream said it), perhaps a code."""

    status: int
    code: str | None = None

    def as_failure(self) -> errors.ProviderFailed:
        """Return our error for it."""
        for signals, kind in SIGNALS:
            for signal in signals & {self.status, self.code}:
                return kind(str(signal))
        if self.status >= FIRST_5XX:
            return errors.ProviderUnavailable(str(self.status))
        return errors.ProviderRequestBug(str(self.status))


def of_exception(error: Exception, stated: Stated | None) -> errors.ProviderFailed:
    """Return our error for what an SDK, or the transport under it, raised."""
    for kinds, ours in CAUSES:
        if _has_cause(error, kinds):
            return ours(type(error).__name__)
    return stated.as_failure() if stated else errors.AnswerInvalid(type(error).__name__)


def _has_cause(error: BaseException | None, kinds: tuple[type[Exception], ...]) -> bool:
    while error is not None:
        if isinstance(error, kinds):
            return True
        error = error.__cause__
    return False
