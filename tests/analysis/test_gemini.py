"""What only Gemini says, and how: refusals that are reasons to finish, keys that are a 400."""

import json
import logging
import warnings
from typing import Any

import pytest

from server import errors
from tests.analysis.asking import KEY, QUESTION, provider
from tests.analysis.faulty import Answering, answering, body, events, status
from tests.analysis.listening import Heard
from tests.support.provider import SEEN, provider_server
from tests.support.wires import SECRET, WIRES, Event, Gemini

WIRE = Gemini()
ANSWER = json.dumps(SEEN)


def finished(reason: str, text: str | None = ANSWER) -> Answering:
    last: Event = {"candidates": [{"index": 0, "finishReason": reason}]}
    return events(*([WIRE.delta(text)] if text else []), last)


def sentence(number: int, message: str) -> Answering:
    said = {"error": {"code": number, "message": message, "status": "INVALID_ARGUMENT"}}
    return body(number, said)


SAID: dict[str, tuple[Answering, type[errors.ProviderFailed]]] = {
    **{
        f"finished by {reason}": (finished(reason), errors.ContentRefused)
        for reason in (
            "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT",
            "SPII", "IMAGE_SAFETY", "MODEL_ARMOR", "SOMETHING_NEW",
        )
    },
    "refused without a word": (finished("SAFETY", None), errors.ContentRefused),
    "out of tokens": (finished("MAX_TOKENS"), errors.AnswerTruncated),
    "out of tokens before a word": (finished("MAX_TOKENS", None), errors.AnswerTruncated),
    "to be continued": (finished("CONTINUATION"), errors.AnswerTruncated),
    "malformed": (finished("MALFORMED_RESPONSE"), errors.AnswerInvalid),
    "no reason": (finished("FINISH_REASON_UNSPECIFIED"), errors.StreamBroken),
    "nothing said": (finished("STOP", None), errors.AnswerInvalid),
    "a blocked prompt": (events(WIRE.blocked()), errors.ContentRefused),
    "no candidates": (events({"candidates": []}), errors.StreamBroken),
    "a wrong key": (status(400, "API_KEY_INVALID"), errors.ProviderRefusedKey),
    "a country": (
        body(400, {"error": {"code": 400, "message": SECRET, "status": "FAILED_PRECONDITION"}}),
        errors.ProviderRefusedKey,
    ),
    "a picture": (sentence(400, "Unable to process input image."), errors.ImageRejected),
    "a wrong request": (sentence(400, "Invalid JSON payload."), errors.ProviderRequestBug),
    "a limit": (sentence(429, SECRET), errors.ProviderBusy),
    "late": (sentence(504, SECRET), errors.ProviderTimeout),
    "an error in the stream": (
        events(WIRE.delta("{"), WIRE.error(503)), errors.ProviderUnavailable,
    ),
    "a limit in the stream": (events(WIRE.delta("{"), WIRE.error(429)), errors.ProviderBusy),
    "an error without a number": (events({"error": SECRET}), errors.AnswerInvalid),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_what_it_says_is_told_apart_and_not_repeated(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer, kind = SAID[name]
    caplog.set_level(logging.INFO)
    with answering(answer, WIRE) as port, pytest.raises(errors.ProviderFailed) as raised:
        provider("gemini", port).ask(QUESTION, Heard())
    assert type(raised.value) is kind
    assert "secret" not in str(raised.value) + caplog.text


def test_it_is_asked_as_the_note_says() -> None:
    with provider_server() as server:
        provider("gemini", server.port).ask(QUESTION, Heard())
        assert server.faults == []
        (sent,), (path,), (headers,) = server.requests, server.paths, server.headers
    assert path == "/v1beta/models/gemini-3.5-flash-lite:streamGenerateContent?alt=sse"
    assert headers["x-goog-api-key"] == KEY
    assert "x-server-timeout" not in headers
    assert sent["store"] is False
    wanted = sent["generationConfig"]
    assert next(iter(wanted["responseJsonSchema"]["properties"])) == "prompt"
    assert wanted["responseMimeType"] == "application/json"
    assert wanted["thinkingConfig"] == {"thinking_level": "MINIMAL"}
    assert wanted["mediaResolution"] == "MEDIA_RESOLUTION_MEDIUM"
    assert "tools" not in sent


def test_a_thought_is_no_answer_and_costs_as_one() -> None:
    thought = {"content": {"parts": [{"text": "hm {", "thought": True}]}}
    used: dict[str, Any] = {
        "usageMetadata": {
            "promptTokenCount": 9, "candidatesTokenCount": 5, "thoughtsTokenCount": 2,
        },
    }  # fmt: skip
    said = [{"candidates": [thought]}, WIRE.delta(ANSWER), *WIRE.ending("whole", "")]
    said[-1] = {**said[-1], **used, "modelVersion": "gemini-3.5-flash-lite-001"}
    with answering(events(*said), WIRE) as port:
        answer = provider("gemini", port).ask(QUESTION, Heard())
    assert answer.analysis.prompt == SEEN["prompt"]
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (9, 7)
    assert answer.usage.model == "gemini-3.5-flash-lite-001"
    assert answer.usage.cost_usd == pytest.approx((9 * 0.3 + 7 * 2.5) / 1e6)


def test_a_value_that_the_sdk_does_not_know_is_not_quoted() -> None:
    with (
        answering(finished("SECRET_SENTENCE"), WIRES["gemini"]) as port,
        warnings.catch_warnings(record=True) as warned,
    ):
        warnings.simplefilter("always")
        with pytest.raises(errors.ContentRefused):
            provider("gemini", port).ask(QUESTION, Heard())
    assert warned == []
