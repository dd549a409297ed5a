"""OpenAI's Responses API, streamed, read event by event.

The SDK's helpers lose the reason of an unfinished answer or take a failed one for whole
(its issues 3263 and 3538), so that the raw events are switched on here: no closing event
means failure.
"""

import base64
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from server.analysis import schema
from server.analysis.ask import Answer, Listener, Question
from server.analysis.call_clock import CallClock, Patience, set_current
from server.analysis.growing import GrowingPrompt
from server.analysis.prices import cost_usd
from server.analysis.transport import ClockedTransport
from server.domain.analysis import Usage
from server.errors import (
    AnswerTruncated,
    ContentRefused,
    PromptLensError,
    ProviderFailed,
    StreamBroken,
)

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.responses import Response

NAME = "openai"
MOST_TOKENS = 2000


class OpenAiResponses:
    """Asks one model at one server. Thread-safe; the SDK is imported at the first question."""

    def __init__(
        self,
        *,
        key: str,
        base_url: str,
        model: str,
        patience: Patience,
        transport: ClockedTransport,
    ) -> None:
        """`key` goes to `base_url` and nowhere else; it is never empty."""
        self._key = key
        self._base_url = base_url
        self._model = model
        self._patience = patience
        self._transport = transport
        self._client: OpenAI | None = None

    def ask(self, question: Question, listener: Listener) -> Answer:
        """Return a whole answer. Raises ProviderFailed's leaves, or what the listener did."""
        from server.analysis.providers import openai_errors  # noqa: PLC0415  (imports the SDK)

        began = time.monotonic()
        clock = CallClock(self._patience, question.seconds_left)
        set_current(clock)
        growing = GrowingPrompt()
        try:
            with self._sdk().responses.create(**self._request(question)) as events:
                response = _followed(events, clock, growing, listener)
        except PromptLensError:
            raise
        except Exception as error:
            raise openai_errors.of_exception(error) from error
        analysis = schema.read_answer(growing.answer, question.language)
        return Answer(analysis, _usage(response, self._model, began))

    def _sdk(self) -> "OpenAI":
        if self._client is None:
            import httpx2  # noqa: PLC0415  (a second of start-up, paid only by who asks)
            import openai  # noqa: PLC0415

            self._client = openai.OpenAI(
                api_key=self._key,
                base_url=self._base_url,
                max_retries=0,
                # Read timeouts are the clock's; the SDK must not add its own.
                timeout=httpx2.Timeout(None),
                http_client=httpx2.Client(transport=self._transport, trust_env=False),
            )
        return self._client

    def _request(self, question: Question) -> dict[str, Any]:
        picture = base64.b64encode(question.jpeg).decode("ascii")
        return {
            "model": self._model,
            "instructions": schema.instructions(),
            "input": [
                {
                    "role": "user",
                    "content": [
                        {"type": "input_text", "text": f"Language: {question.language}"},
                        {
                            "type": "input_image",
                            "image_url": f"data:image/jpeg;base64,{picture}",
                            "detail": "high",
                        },
                    ],
                }
            ],
            "text": {
                "format": {
                    "type": "json_schema",
                    "name": schema.NAME,
                    "strict": True,
                    "schema": schema.wire_schema(),
                },
                "verbosity": "low",
            },
            "reasoning": {"effort": "none"},
            "max_output_tokens": MOST_TOKENS,
            "store": False,
            "stream": True,
            "stream_options": {"include_obfuscation": False},
        }


def _followed(
    events: Iterator[Any], clock: CallClock, growing: GrowingPrompt, listener: Listener
) -> "Response":
    """Follow the stream to its closing event and return the whole response."""
    from server.analysis.providers import openai_errors  # noqa: PLC0415  (imports the SDK)

    for event in events:
        if event.type == "response.output_text.delta":
            clock.heard()
            if more := growing.add(event.delta):
                listener.gained(more)
        elif event.type.startswith("response.refusal"):
            raise ContentRefused
        elif event.type == "response.completed":
            response: Response = event.response
            return response
        elif event.type == "response.incomplete":
            raise _unfinished(event.response)
        elif event.type in {"response.failed", "error"}:
            failed = event.response.error if event.type == "response.failed" else event
            raise openai_errors.of_code(failed.code if failed else None)
    raise StreamBroken("no closing event")


def _unfinished(response: "Response") -> ProviderFailed:
    reason = response.incomplete_details.reason if response.incomplete_details else None
    return ContentRefused("filter") if reason == "content_filter" else AnswerTruncated(str(reason))


def _usage(response: "Response", asked: str, began: float) -> Usage:
    used = response.usage
    tokens_in, tokens_out = (used.input_tokens, used.output_tokens) if used else (0, 0)
    model = response.model or asked
    return Usage(
        provider=NAME,
        model=model,
        input_tokens=tokens_in,
        output_tokens=tokens_out,
        cost_usd=cost_usd(model, tokens_in, tokens_out),
        latency_ms=round((time.monotonic() - began) * 1000),
        attempts=1,
    )
