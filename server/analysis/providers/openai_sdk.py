"""What OpenAI's two dialects share: the SDK, and what its errors say."""

import base64
import re
from functools import cached_property
from typing import Any

import httpx2
import openai

from server.analysis.providers.dialect import Dialect
from server.analysis.providers.failures import FIRST_5XX, Stated, seconds

Event = dict[str, Any]
Events = openai.Stream[Any]

_STATUS = re.compile(r"[1-5]\d\d", re.ASCII)


class OpenAiDialect(Dialect):
    """A dialect spoken through the `openai` package, which never retries here."""

    @cached_property
    def _sdk(self) -> openai.OpenAI:
        return openai.OpenAI(
            api_key=self._endpoint.key,
            base_url=self._endpoint.base_url,
            max_retries=0,
            # Read timeouts are the clock's; the SDK must not add its own.
            timeout=httpx2.Timeout(None),
            http_client=httpx2.Client(transport=self._transport, trust_env=False),
        )

    def _asked(self, path: str, body: dict[str, Any]) -> Events:
        """Return the events as they come: the SDK's models of them cost more than all the rest."""
        raw = openai.Stream[object]
        return self._sdk.post(path, body=body, cast_to=object, stream=True, stream_cls=raw)

    def _stated(self, error: Exception) -> Stated | None:
        if not isinstance(error, openai.APIError):
            return None
        if isinstance(error, openai.APIStatusError) and not _names_reasons(error.body):
            wait = seconds(error.response.headers.get("retry-after"))
            return Stated(error.status_code, error.code, wait, error.message)
        return of_body(error.body)


def of_body(said: object) -> Stated:
    """Return what an error without a status of its own states."""
    # OpenRouter says a refusal as 403, beside a key's.
    if _names_reasons(said):
        return Stated(403, "content_filter")
    return of_code(said.get("code") if isinstance(said, dict) else None)


def of_code(code: object) -> Stated:
    """Return what a code states, wherever it stood; with some servers it is a number."""
    text = str(code)
    return Stated(int(text)) if _STATUS.fullmatch(text) else Stated(FIRST_5XX, text)


def data_url(jpeg: bytes) -> str:
    """Return the picture as an address that holds it."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode('ascii')}"


def _names_reasons(body: object) -> bool:
    metadata = body.get("metadata") if isinstance(body, dict) else None
    return isinstance(metadata, dict) and bool(metadata.get("reasons"))
