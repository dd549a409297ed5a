"""OpenAI's Responses API, streamed, read event by event.

The SDK's helpers lose the reason of an unfinished answer or take a failed one for whole
(its issues 3263 and 3538), so that the raw events are switched on here.
"""

from typing import Any

from server.analysis import schema
from server.analysis.ask import Question
from server.analysis.image_tokens import OPENAI_DETAIL
from server.analysis.providers.dialect import Bill, Pieces
from server.analysis.providers.openai_sdk import Event, OpenAiDialect, data_url, of_code
from server.errors import AnswerTruncated, ContentRefused, ProviderFailed


class OpenAiResponses(OpenAiDialect):
    """Asks one model at OpenAI, or at a server that speaks its Responses API."""

    def _pieces(self, question: Question) -> Pieces:
        with self._asked("/responses", self._request(question)) as events:
            for event in events:
                kind = event["type"]
                if kind == "response.output_text.delta":
                    yield event["delta"]
                elif kind.startswith("response.refusal"):
                    raise ContentRefused
                elif kind == "response.completed":
                    yield _bill(event["response"], is_whole=True)
                    return
                elif kind == "response.incomplete":
                    yield _bill(event["response"])
                    raise _unfinished(event["response"])
                elif kind in {"response.failed", "error"}:
                    failed = event["response"].get("error") if "response" in event else event
                    raise of_code(failed.get("code") if failed else None).as_failure()

    def _request(self, question: Question) -> dict[str, Any]:
        return {
            "model": self._endpoint.model,
            "instructions": schema.instructions(),
            "input": [
                {
                    "role": "user",
                    "content": [
                        {"type": "input_text", "text": question.words},
                        {
                            "type": "input_image",
                            "image_url": data_url(question.jpeg),
                            "detail": OPENAI_DETAIL[question.sizing],
                        },
                    ],
                }
            ],
            "text": {
                "format": {"type": "json_schema", **schema.named_schema()},
                "verbosity": "low",
            },
            "reasoning": {"effort": "none"},
            "max_output_tokens": question.most_tokens,
            "store": False,
            "stream": True,
            "stream_options": {"include_obfuscation": False},
        }


def _bill(response: Event, *, is_whole: bool = False) -> Bill:
    used = response.get("usage") or {}
    return Bill(
        response.get("model"), used.get("input_tokens"), used.get("output_tokens"), is_whole
    )


def _unfinished(response: Event) -> ProviderFailed:
    reason = (response.get("incomplete_details") or {}).get("reason")
    return ContentRefused("filter") if reason == "content_filter" else AnswerTruncated()
