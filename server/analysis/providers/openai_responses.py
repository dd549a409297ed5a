"""OpenAI's Responses API, streamed, read event by event.

The SDK's helpers lose the reason of an unfinished answer or take a failed one for whole
(its issues 3263 and 3538), so that the raw events are switched on here.
"""

from dataclasses import replace
from typing import Any

from openai.types.responses import Response

from server.analysis import schema
from server.analysis.ask import Question
from server.analysis.image_tokens import OPENAI_DETAIL
from server.analysis.providers.dialect import Bill, Pieces
from server.analysis.providers.openai_sdk import OpenAiDialect, data_url, of_code
from server.errors import AnswerTruncated, ContentRefused, ProviderFailed


class OpenAiResponses(OpenAiDialect):
    """Asks one model at OpenAI, or at a server that speaks its Responses API."""

    def _pieces(self, question: Question) -> Pieces:
        with self._sdk.responses.create(**self._request(question)) as events:
            for event in events:
                if event.type == "response.output_text.delta":
                    yield event.delta
                elif event.type.startswith("response.refusal"):
                    raise ContentRefused
                elif event.type == "response.completed":
                    yield _bill(event.response, is_whole=True)
                    return
                elif event.type == "response.incomplete":
                    yield _bill(event.response)
                    raise _unfinished(event.response)
                elif event.type in {"response.failed", "error"}:
                    failed = event.response.error if event.type == "response.failed" else event
                    raise of_code(failed.code if failed else None).as_failure()

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


def _bill(response: Response, *, is_whole: bool = False) -> Bill:
    used = response.usage
    bill = Bill(response.model, is_whole=is_whole)
    if used is None:
        return bill
    return replace(bill, input_tokens=used.input_tokens, output_tokens=used.output_tokens)


def _unfinished(response: Response) -> ProviderFailed:
    reason = response.incomplete_details.reason if response.incomplete_details else None
    return ContentRefused("filter") if reason == "content_filter" else AnswerTruncated()
