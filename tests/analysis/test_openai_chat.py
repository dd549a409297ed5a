"""Chat Completions as servers really speak it: fences, thoughts, errors with a 200, no schemas."""

import json
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from redis import Redis

from server import errors
from server.analysis import schema
from server.analysis.ask import Provider
from server.analysis.providers import make_provider
from server.analysis.rung_store import RungStore
from tests.analysis import faulty
from tests.analysis.asking import QUESTION, endpoint, provider, transport
from tests.analysis.faulty import Answering, answering, body, events, status
from tests.analysis.listening import Heard
from tests.support.provider import SEEN, ProviderServer, provider_server
from tests.support.wires import SECRET, TOKENS_IN, WIRES, Event, Wire

WIRE = WIRES["chat"]
ANSWER = json.dumps(SEEN)
WRAPPED = {
    "plain": ANSWER,
    "a fence": f"```json\n{ANSWER}\n```",
    "a fence and words": f"Here you are:\n```\n{ANSWER}\n```\nAnything else?",
    "a thought": f"<think>The kite {{looks}} red.</think>\n\n{ANSWER}",
    "a thought and a fence": f"\n<think>\n{{'prompt'</think>```json\n{ANSWER}```",
    "the end of a thought": f"so it is a kite.</think>{ANSWER}",
    "the end of a thought with braces": f"so {{it}} is a kite.</think>{ANSWER}",
    "another object": f'{ANSWER}\n{{"prompt": "again"}}',
}


@pytest.mark.parametrize("name", WRAPPED)
def test_what_stands_around_the_answer_is_passed_over_and_the_prompt_still_grows(
    name: str,
) -> None:
    with provider_server() as server:
        server.answer = WRAPPED[name]
        heard = Heard()
        answer = provider("chat", server.port).ask(QUESTION, heard)
        assert server.faults == []
    assert answer.analysis.prompt == heard.text == SEEN["prompt"]


def test_an_answer_that_came_to_its_end_needs_no_line_that_says_done() -> None:
    with answering(faulty.without_done, WIRE) as port:
        answer = provider("chat", port).ask(QUESTION, Heard())
    assert answer.analysis.prompt == SEEN["prompt"]
    assert answer.usage.input_tokens == TOKENS_IN


def asked_at(server: ProviderServer, client: Redis | None) -> Provider:
    where = endpoint("chat", server.port)
    return make_provider(where, transport(), RungStore(client, "t", where) if client else None)


def test_a_refused_schema_is_asked_for_less_strictly_and_every_process_remembers_it(
    client: Redis,
) -> None:
    with provider_server() as server:
        first, second = asked_at(server, client), asked_at(server, client)
        server.refused_formats = {"json_schema"}
        first.ask(QUESTION, Heard())
        assert formats(server) == ["json_schema", "json_object"]
        second.ask(QUESTION, Heard())
        assert formats(server)[2:] == ["json_object"]
        server.refused_formats = {"json_schema", "json_object"}
        second.ask(QUESTION, Heard())
        first.ask(QUESTION, Heard())
        assert formats(server)[3:] == ["json_object", None, None]
        assert server.faults == []
        (key,) = client.scan_iter("*")
        assert 0 < client.ttl(key) <= 24 * 3600
        client.delete(key)
        first.ask(QUESTION, Heard())
        assert formats(server)[6:] == ["json_schema", "json_object", None]
    told = [request["messages"][0]["content"] for request in server.requests[:6]]
    wanted = json.dumps(schema.wire_schema())
    assert [wanted in words for words in told] == [False, True, True, True, True, True]


def test_without_redis_each_question_begins_with_the_strictest() -> None:
    with provider_server() as server:
        server.refused_formats = {"json_schema"}
        asked = asked_at(server, None)
        for _ in range(2):
            asked.ask(QUESTION, Heard())
        assert formats(server) == ["json_schema", "json_object"] * 2


def test_another_server_or_model_has_a_rung_of_its_own(client: Redis) -> None:
    here = endpoint("chat", 1)
    RungStore(client, "t", here).keep(2)
    others = [endpoint("chat", 2), replace(here, model="another")]
    assert [RungStore(client, "t", other).read() for other in (here, *others)] == [2, 0, 0]


def formats(server: ProviderServer) -> list[str | None]:
    return [request.get("response_format", {}).get("type") for request in server.requests]


def test_another_400_is_no_reason_to_ask_less_strictly() -> None:
    asked: list[str] = []

    def refuse(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        asked.append(handler.path)
        status(400)(handler, wire)

    with answering(refuse, WIRE) as port, pytest.raises(errors.ProviderRequestBug):
        provider("chat", port).ask(QUESTION, Heard())
    assert len(asked) == 1


@pytest.mark.parametrize("is_own", [True, False])
def test_only_openai_itself_is_asked_what_only_openai_knows(is_own: bool) -> None:
    with provider_server() as server:
        provider("chat", server.port, is_own=is_own).ask(QUESTION, Heard())
        assert server.faults == []
        (sent,) = server.requests
    assert ("max_tokens" in sent) is is_own
    for name in ("max_completion_tokens", "store", "reasoning_effort"):
        assert (name not in sent) is is_own
    picture = sent["messages"][1]["content"][1]
    assert picture["image_url"]["url"].startswith("data:image/jpeg;base64,")


def chunk(**choice: Any) -> Event:
    return {**WIRE.delta(""), "choices": [{"index": 0, "delta": {}, **choice}]}


WHOLE = WIRE.delta(ANSWER)
FLAGGED = {"code": 403, "message": SECRET, "metadata": {"reasons": ["x"]}}
SAID: dict[str, tuple[Answering, type[errors.ProviderFailed]]] = {
    "an error with a 200": (
        body(200, {"error": {"code": 502, "message": SECRET}, "choices": []}),
        errors.ProviderUnavailable,
    ),
    "a limit with a 200": (body(200, {"error": {"code": 429}}), errors.ProviderBusy),
    "an error without a code": (
        body(200, {"error": {"message": SECRET}}),
        errors.ProviderUnavailable,
    ),
    "an error that is a sentence": (body(200, {"error": SECRET}), errors.ProviderUnavailable),
    "JSON that is no answer": (body(200, [SECRET]), errors.AnswerInvalid),
    "a limit in the stream": (
        events(WHOLE, {"error": {"code": 429, "message": SECRET}}),
        errors.ProviderBusy,
    ),
    "a number of five thousand signs": (
        events(WHOLE, {"error": {"code": "9" * 5000, "message": SECRET}}),
        errors.ProviderUnavailable,
    ),
    "no credit": (status(402), errors.ProviderQuotaSpent),
    "flagged": (body(403, {"error": FLAGGED}), errors.ContentRefused),
    "flagged with a 200": (body(200, {"error": FLAGGED}), errors.ContentRefused),
    "flagged in the stream": (events(WHOLE, {"error": FLAGGED}), errors.ContentRefused),
    "a refused key": (body(403, {"error": {"metadata": None}}), errors.ProviderRefusedKey),
    "a filter": (events(WHOLE, chunk(finish_reason="content_filter")), errors.ContentRefused),
    "out of tokens": (events(WHOLE, chunk(finish_reason="length")), errors.AnswerTruncated),
    "a failure at the end": (
        events(WHOLE, chunk(finish_reason="error")),
        errors.ProviderUnavailable,
    ),
    "a reason of another shape": (events(WHOLE, chunk(finish_reason=[1])), errors.AnswerInvalid),
    "no reason to finish": (events(WHOLE, chunk()), errors.StreamBroken),
    "no choices at all": (events({**chunk(), "choices": []}), errors.StreamBroken),
    "choices are null": (events({**chunk(), "choices": None}), errors.StreamBroken),
    "nothing said": (events(chunk(finish_reason="stop")), errors.AnswerInvalid),
    "a call of a tool": (events(chunk(finish_reason="tool_calls")), errors.AnswerInvalid),
}


@pytest.mark.parametrize("name", SAID)
def test_what_it_says_is_told_apart_and_not_repeated(name: str) -> None:
    answer, kind = SAID[name]
    with answering(answer, WIRE) as port, pytest.raises(errors.ProviderFailed) as raised:
        provider("chat", port).ask(QUESTION, Heard())
    assert type(raised.value) is kind
    assert "secret" not in str(raised.value)


LOOSE: dict[str, tuple[Event, ...]] = {
    "no usage": (WHOLE, chunk(finish_reason="stop")),
    "more tokens than there are": (
        WHOLE,
        {**chunk(finish_reason="stop"), "usage": {"prompt_tokens": 10**400}},
    ),
    "a null delta": (chunk(delta=None), WHOLE, chunk(delta=None, finish_reason="stop")),
    "another reason": (WHOLE, chunk(finish_reason="eos")),
    "thoughts of their own": (
        chunk(delta={"reasoning": "hm"}),
        chunk(delta={"reasoning_content": "hm"}),
        {**WHOLE, "usage": {"prompt_tokens": "many", "completion_tokens": -3}},
        chunk(finish_reason="stop"),
    ),
}


@pytest.mark.parametrize("name", LOOSE)
def test_what_other_servers_leave_out_is_no_failure(name: str) -> None:
    with answering(events(*LOOSE[name]), WIRE) as port:
        answer = provider("chat", port).ask(QUESTION, Heard())
    assert answer.analysis.prompt == SEEN["prompt"]
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (0, 0)
