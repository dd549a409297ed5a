"""What OpenAI's two dialects share: the SDK, and what its errors say."""

import base64
from functools import cached_property

import httpx2
import openai

from server.analysis.providers.dialect import Dialect
from server.analysis.providers.failures import FIRST_5XX, Stated


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

    def _stated(self, error: Exception) -> Stated | None:
        if not isinstance(error, openai.APIError):
            return None
        # OpenRouter says a refusal as 403, beside a key's, and a number as the code of a stream.
        if _names_reasons(error.body):
            return Stated(403, "content_filter")
        if isinstance(error, openai.APIStatusError):
            return Stated(error.status_code, error.code)
        return of_code(error.code)


def of_code(code: str | None) -> Stated:
    """Return what an error inside a stream states."""
    return Stated(int(code)) if code and code.isdecimal() else Stated(FIRST_5XX, code)


def data_url(jpeg: bytes) -> str:
    """Return the picture as an address that holds it."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode('ascii')}"


def _names_reasons(body: object) -> bool:
    metadata = body.get("metadata") if isinstance(body, dict) else None
    return isinstance(metadata, dict) and bool(metadata.get("reasons"))
