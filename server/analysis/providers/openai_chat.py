"""Chat Completions, streamed: what every OpenAI-compatible server speaks, each a little otherwise.

The raw chunks are read here: the SDK's `parse` fails on code fences and thoughts, and loses
the reason of an unfinished answer.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openai

from server.analysis import schema
from server.analysis.ask import Endpoint, Question, Rungs
from server.analysis.image_tokens import OPENAI_DETAIL
from server.analysis.providers.dialect import Bill, Pieces
from server.analysis.providers.openai_sdk import Event, Events, OpenAiDialect, data_url, of_body
from server.errors import AnswerTruncated, ContentRefused, ProviderFailed, ProviderUnavailable
from server.net.transport import BudgetedTransport

# From the strictest to what every server takes; the last asks in words alone.
FORMATS: tuple[dict[str, Any], ...] = (
    {"response_format": {"type": "json_schema", "json_schema": schema.named_schema()}},
    {"response_format": {"type": "json_object"}},
    {},
)
FORMAT_WORDS = ("response_format", "json_schema", "json_object")
TRUNCATED = "length"
UNFINISHED: dict[str, type[ProviderFailed]] = {
    "content_filter": ContentRefused,
    "error": ProviderUnavailable,
}


class OpenAiChat(OpenAiDialect):
    """Asks one model at one server, as strictly as that server takes it."""

    def __init__(
        self, endpoint: Endpoint, transport: BudgetedTransport, rungs: Rungs | None
    ) -> None:
        """Without `rungs`, each question begins with the strictest."""
        super().__init__(endpoint, transport)
        self._rungs = rungs

    def _pieces(self, question: Question) -> Pieces:
        rung = min(self._rungs.read(), len(FORMATS) - 1) if self._rungs else 0
        with self._opened(question, rung) as chunks:
            if "json" in chunks.response.headers.get("content-type", ""):
                raise _said_whole(chunks.response.read())
            bill, reason = Bill(), None
            for chunk in chunks:
                bill = _billed(chunk, bill)
                for choice in chunk.get("choices") or ():
                    yield from _words(choice)
                    reason = choice.get("finish_reason") or reason
            # The bill comes after the end.
            yield replace(bill, is_whole=reason not in {None, TRUNCATED})
            if reason == TRUNCATED:
                raise AnswerTruncated(reason)

    def _opened(self, question: Question, rung: int) -> Events:
        try:
            return self._asked("/chat/completions", self._request(question, rung))
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            named = any(word in error.response.text for word in FORMAT_WORDS)
            if not named or rung + 1 == len(FORMATS):
                raise
            if self._rungs:
                self._rungs.keep(rung + 1)
            return self._opened(question, rung + 1)

    def _request(self, question: Question, rung: int) -> dict[str, Any]:
        picture = {"url": data_url(question.jpeg), "detail": OPENAI_DETAIL[question.sizing]}
        user = [
            {"type": "text", "text": question.words},
            {"type": "image_url", "image_url": picture},
        ]
        in_words = f"\n\nAnswer with one JSON object of this schema:\n{_schema_text()}"
        system = schema.instructions() + (in_words if rung else "")
        limit = "max_tokens" if self._endpoint.is_own else "max_completion_tokens"
        at_openai = {} if self._endpoint.is_own else {"store": False, "reasoning_effort": "none"}
        return {
            "model": self._endpoint.model,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            limit: question.most_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
            **FORMATS[rung],
            **at_openai,
        }


def _schema_text() -> str:
    return json.dumps(schema.wire_schema())


def _words(choice: Event) -> Iterator[str]:
    """Yield what the prompt may gain; a thought in a field of its own only shows life."""
    delta = choice.get("delta") or {}
    if delta.get("refusal"):
        raise ContentRefused
    if text := delta.get("content"):
        yield text
    elif delta.get("reasoning") or delta.get("reasoning_content"):
        yield ""
    reason = choice.get("finish_reason")
    if reason in UNFINISHED:
        raise UNFINISHED[reason](reason)


def _billed(chunk: Event, bill: Bill) -> Bill:
    used, model = chunk.get("usage"), chunk.get("model") or bill.model
    if not used:
        return replace(bill, model=model)
    return Bill(model, used.get("prompt_tokens"), used.get("completion_tokens"))


def _said_whole(body: bytes) -> ProviderFailed:
    """Return the error of an answer that is no stream: some servers send theirs with a 200."""
    return of_body(json.loads(body)["error"]).as_failure()
