"""What we send is what the providers publish, and the check can tell."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.analysis.asking import DIALECTS, QUESTION, DialectName, provider
from tests.analysis.listening import Heard
from tests.support import spec
from tests.support.provider import provider_server
from tests.support.wires import WIRES, Event

pytestmark = [
    pytest.mark.skipif(not spec.PRESENT, reason=spec.ABSENT),
    pytest.mark.skipif(not spec.GEMINI_PRESENT, reason=spec.GEMINI_ABSENT),
]


@cache
def sent(dialect: DialectName) -> Event:
    with provider_server() as server:
        provider(dialect, server.port).ask(QUESTION, Heard())
        return server.requests[0]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_we_send_is_published(dialect: DialectName) -> None:
    assert WIRES[dialect].request_faults(sent(dialect)) == []


def test_nothing_is_to_be_kept_there() -> None:
    assert sent("responses")["store"] is sent("gemini")["store"] is False


def _set(*path: Any) -> Callable[[Any], None]:
    def change(body: Any) -> None:
        *way, last, value = path
        for step in way:
            body = body[step]
        body[last] = value

    return change


PICTURE = ("contents", 0, "parts", 0)
MISTAKES: list[tuple[DialectName, Callable[[Any], None]]] = [
    ("responses", _set("max_tokens", 5)),
    ("responses", _set("response_format", {"type": "json_object"})),
    ("responses", _set("store", "no")),
    ("responses", _set("reasoning", "effort", "zero")),
    ("responses", _set("input", 0, "content", 1, "detail", "ultra")),
    ("responses", _set("input", 0, "content", 1, "image_url", {"url": "data:"})),
    ("responses", lambda body: body["text"]["format"].pop("name")),
    ("chat", _set("max_output_tokens", 5)),
    ("chat", _set("text", {})),
    ("chat", _set("stream_options", True)),
    ("chat", _set("response_format", "type", "json")),
    ("chat", lambda body: body["response_format"]["json_schema"].pop("name")),
    ("chat", _set("messages", 1, "content", 1, "image_url", "data:")),
    ("chat", _set("messages", 1, "content", 1, "type", "input_image")),
    ("chat", lambda body: body.pop("messages")),
    ("gemini", _set("store", True)),
    ("gemini", _set("stored", False)),
    ("gemini", _set("generationConfig", "thinkingConfig", "thinking_level", "HIGH")),
    ("gemini", _set("generationConfig", "thinkingConfig", "effort", "none")),
    ("gemini", _set("generationConfig", "mediaResolution", "LOW")),
    ("gemini", _set("generationConfig", "maxTokens", 5)),
    ("gemini", _set(*PICTURE, "inlineData", "data", 5)),
    ("gemini", _set(*PICTURE, "inline", {})),
]


@pytest.mark.parametrize(("dialect", "mistake"), MISTAKES)
def test_a_wrong_request_is_seen(dialect: DialectName, mistake: Callable[[Any], None]) -> None:
    body = copy.deepcopy(sent(dialect))
    mistake(body)
    assert WIRES[dialect].request_faults(body) != []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_wrong_answer_of_our_own_server_is_seen(dialect: DialectName) -> None:
    wire = WIRES[dialect]
    number = {"sequence_number": 1} if dialect == "responses" else {}
    event = {**wire.delta("x"), **number}
    assert wire.event_faults(event) == []
    name = {"responses": "delta", "chat": "choices", "gemini": "usageMetadata"}[dialect]
    assert wire.event_faults({**event, name: 5}) != []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_language_and_what_is_to_be_mended_stand_beside_the_picture(
    dialect: DialectName,
) -> None:
    with provider_server() as server:
        asked = replace(QUESTION, language="ja", hint="Answer in Japanese.")
        provider(dialect, server.port).ask(asked, Heard())
    beside = json.dumps(
        [server.requests[0].get(name) for name in ("input", "messages", "contents")]
    )
    assert r"Language: Japanese (ja)\n\nAnswer in Japanese." in beside
