"""Google's Gemini API, streamed through `google-genai`.

v1beta, because v1 has neither the system instruction nor the schema. A refusal never
raises there: it is a reason to finish, or a block of the prompt.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

import httpx2
from google import genai
from google.genai import errors, types

from server.analysis import schema
from server.analysis.ask import Question
from server.analysis.image_tokens import GEMINI_RESOLUTION
from server.analysis.providers.dialect import Bill, Dialect, Pieces
from server.analysis.providers.failures import Stated, seconds
from server.errors import AnswerInvalid, AnswerTruncated, ContentRefused

VERSION = "v1beta"
KEY_HEADER = "x-goog-api-key"
REASONS = ("API_KEY_INVALID", "FAILED_PRECONDITION", "PerDay")
_RETRY_DELAY = re.compile(r"'retryDelay': '(\d[\d.]{0,9})s'")
BAD_REQUEST = 400
WHOLE = types.FinishReason.STOP
TRUNCATED = {types.FinishReason.MAX_TOKENS, types.FinishReason.CONTINUATION}
# Every reason that is not listed, and every new one, counts as a refusal: none is routed around.
INVALID = {
    types.FinishReason.MALFORMED_FUNCTION_CALL,
    types.FinishReason.MALFORMED_RESPONSE,
    types.FinishReason.UNEXPECTED_TOOL_CALL,
    types.FinishReason.TOO_MANY_TOOL_CALLS,
}


class Gemini(Dialect):
    """Asks one model at Google, or at a server that speaks its API."""

    @cached_property
    def _sdk(self) -> genai.Client:
        # The SDK warns of a value that it does not know by quoting it into our log.
        warnings.filterwarnings("ignore", category=UserWarning, module=r"google\.genai")
        return genai.Client(
            vertexai=False,
            # Each request brings its key; making a client costs a tenth of a second.
            api_key="none",
            http_options=types.HttpOptions(
                base_url=self._endpoint.base_url,
                api_version=VERSION,
                httpx_client=httpx2.Client(transport=self._transport, trust_env=False),
                httpx_async_client=httpx2.AsyncClient(
                    transport=httpx2.AsyncBaseTransport(), trust_env=False
                ),
            ),
        )

    def _pieces(self, question: Question) -> Pieces:
        bill, is_whole = Bill(), False
        for chunk in self._sdk.models.generate_content_stream(**self._request(question)):
            yield (bill := _billed(chunk, bill))
            if chunk.prompt_feedback and chunk.prompt_feedback.block_reason:
                raise ContentRefused("blocked")
            for candidate in chunk.candidates or ():
                yield from _words(candidate)
                is_whole = _is_whole(candidate.finish_reason) or is_whole
        yield replace(bill, is_whole=is_whole)

    def _stated(self, error: Exception) -> Stated | None:
        if not isinstance(error, errors.APIError):
            return None
        said = str(error.details)
        code = next((reason for reason in REASONS if reason in said), None)
        # There is no code for a picture that it cannot read, only a sentence.
        if error.code == BAD_REQUEST and code is None and "image" in str(error.message).lower():
            code = "invalid_image"
        wait = _RETRY_DELAY.search(said)
        seconds_told = seconds(wait.group(1)) if wait else None
        return Stated(error.code, code, seconds_told, str(error.message))

    def _request(self, question: Question) -> dict[str, Any]:
        parts = [
            types.Part.from_bytes(data=question.jpeg, mime_type="image/jpeg"),
            types.Part(text=question.words),
        ]
        resolution = GEMINI_RESOLUTION[question.sizing].upper()
        config = types.GenerateContentConfig(
            system_instruction=schema.instructions(),
            response_mime_type="application/json",
            response_json_schema=schema.wire_schema(),
            max_output_tokens=question.most_tokens,
            media_resolution=types.MediaResolution(f"MEDIA_RESOLUTION_{resolution}"),
            thinking_config=types.ThinkingConfig(thinking_level=types.ThinkingLevel.MINIMAL),
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            automatic_continuation=False,
            store=False,
            http_options=types.HttpOptions(headers={KEY_HEADER: self._endpoint.key}),
        )
        return {
            "model": self._endpoint.model,
            "contents": [types.Content(role="user", parts=parts)],
            "config": config,
        }


def _words(candidate: types.Candidate) -> Iterator[str]:
    for part in (candidate.content and candidate.content.parts) or ():
        if part.text:
            yield "" if part.thought else part.text


def _is_whole(reason: types.FinishReason | None) -> bool:
    if reason in {None, types.FinishReason.FINISH_REASON_UNSPECIFIED, WHOLE}:
        return reason == WHOLE
    if reason in TRUNCATED:
        raise AnswerTruncated
    raise AnswerInvalid("malformed") if reason in INVALID else ContentRefused("finished")


def _billed(chunk: types.GenerateContentResponse, bill: Bill) -> Bill:
    used, model = chunk.usage_metadata, chunk.model_version or bill.model
    if used is None:
        return replace(bill, model=model)
    written = (used.candidates_token_count or 0) + (used.thoughts_token_count or 0)
    return Bill(model, used.prompt_token_count, written)
