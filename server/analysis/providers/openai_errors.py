"""What OpenAI's API says went wrong, in our words. Its sentences are never passed on.

Codes: the API reference, "Error codes" and the Responses object's `error`.
"""

import httpcore2
import openai

from server import errors
from server.net.budget import OutOfBytes, OutOfTime

UNAUTHORISED, PAYMENT, FORBIDDEN, TIMEOUT, BUSY, FIRST_5XX = 401, 402, 403, 408, 429, 500
REFUSALS = {
    "content_filter", "invalid_prompt", "bio_policy", "image_content_policy_violation",
    "misalignment_policy_violation",
}  # fmt: skip
BAD_IMAGES = {
    "invalid_image", "invalid_image_format", "invalid_base64_image", "image_too_large",
    "image_too_small", "image_parse_error", "invalid_image_mode", "image_file_too_large",
    "unsupported_image_media_type", "empty_image_file",
}  # fmt: skip

# The most telling first: the SDK wraps what the transport raised.
CAUSES: tuple[tuple[tuple[type[Exception], ...], type[errors.ProviderFailed]], ...] = (
    ((OutOfTime, httpcore2.TimeoutException, openai.APITimeoutError), errors.ProviderTimeout),
    ((httpcore2.ConnectError,), errors.ProviderUnavailable),
    ((OutOfBytes, httpcore2.NetworkError, httpcore2.ProtocolError), errors.StreamBroken),
    ((openai.APIConnectionError,), errors.ProviderUnavailable),
)


def of_code(code: str | None) -> errors.ProviderFailed:
    """Translate the `code` of a failed response or of an error event."""
    if code in REFUSALS:
        return errors.ContentRefused(code or "")
    if code in BAD_IMAGES:
        return errors.ImageRejected(code or "")
    if code == "rate_limit_exceeded":
        return errors.ProviderBusy(code)
    return errors.ProviderUnavailable("failed")


def of_exception(error: Exception) -> errors.ProviderFailed:
    """Translate what the SDK, or the transport under it, raised."""
    reason = type(error).__name__
    if isinstance(error, openai.APIStatusError):
        return _of_status(error.status_code, error.code)
    for kinds, ours in CAUSES:
        if _has_cause(error, kinds):
            return ours(reason)
    return (
        of_code(error.code) if isinstance(error, openai.APIError) else errors.AnswerInvalid(reason)
    )


def _of_status(status: int, code: str | None) -> errors.ProviderFailed:
    if code in REFUSALS | BAD_IMAGES:
        return of_code(code)
    if status in {UNAUTHORISED, FORBIDDEN, PAYMENT} or code == "insufficient_quota":
        return errors.ProviderRefusedKey(str(status))
    if status == BUSY:
        return errors.ProviderBusy(str(status))
    if status >= FIRST_5XX or status == TIMEOUT:
        return errors.ProviderUnavailable(str(status))
    return errors.ProviderRequestBug(str(status))


def _has_cause(error: BaseException | None, kinds: tuple[type[Exception], ...]) -> bool:
    while error is not None:
        if isinstance(error, kinds):
            return True
        error = error.__cause__
    return False
