"""A provider that lies, stalls, floods or fails, over its real wire."""

import importlib
import json
import ssl
import time

import pytest

from dev.ports import free_port
from server import errors
from server.analysis.ask import Question
from server.analysis.call_clock import Patience
from server.analysis.providers.openai_responses import OpenAiResponses
from server.analysis.transport import ClockedTransport
from server.jobs.telling import Superseded
from tests.analysis.faulty import (
    Answering,
    answering,
    broken_json,
    dripped_head,
    end_without_a_word,
    endless_words,
    error_event,
    flood,
    not_http,
    only_comments,
    redirect,
    silence_before_the_head,
    status,
    web_page,
    words_then_silence,
    words_without_an_end,
)
from tests.analysis.listening import Heard, Raising
from tests.support.provider import SEEN, provider_server

PATIENCE = Patience(total=1.0, first=0.4, idle=0.3)
QUESTION = Question(b"\xff\xd8jpeg", "en", seconds_left=30)
# Generous for a busy machine: without a deadline each of these would take five seconds.
OVERSHOOT = 1.0


def provider(port: int, patience: Patience = PATIENCE) -> OpenAiResponses:
    return OpenAiResponses(
        key="sk-test",
        base_url=f"http://127.0.0.1:{port}/v1",
        model="m",
        patience=patience,
        transport=ClockedTransport(ssl.create_default_context()),
    )


FAULTS: list[tuple[str, Answering, type[errors.ProviderFailed], float]] = [
    ("only comments", only_comments, errors.ProviderTimeout, PATIENCE.first),
    ("silence", silence_before_the_head, errors.ProviderTimeout, PATIENCE.first),
    ("dripped head", dripped_head, errors.ProviderTimeout, PATIENCE.first),
    ("words, then silence", words_then_silence, errors.ProviderTimeout, 0.4),
    ("endless words", endless_words, errors.ProviderTimeout, PATIENCE.total),
    ("a flood", flood, errors.StreamBroken, 0.4),
    ("an end without a word", end_without_a_word, errors.StreamBroken, 0.4),
    ("words without an end", words_without_an_end, errors.StreamBroken, 0.4),
    ("broken JSON", broken_json, errors.AnswerInvalid, 0.4),
    ("a web page", web_page, errors.StreamBroken, 0.4),
    ("an error event", error_event, errors.ProviderBusy, 0.4),
    ("a redirect", redirect, errors.ProviderRequestBug, 0.4),
    ("not HTTP", not_http, errors.StreamBroken, 0.4),
    ("400", status(400), errors.ProviderRequestBug, 0.4),
    ("400 bad image", status(400, "invalid_image_format"), errors.ImageRejected, 0.4),
    ("400 refused", status(400, "content_filter"), errors.ContentRefused, 0.4),
    ("401", status(401), errors.ProviderRefusedKey, 0.4),
    ("403", status(403), errors.ProviderRefusedKey, 0.4),
    ("404", status(404, "model_not_found"), errors.ProviderRequestBug, 0.4),
    ("429", status(429, "rate_limit_exceeded"), errors.ProviderBusy, 0.4),
    ("429 no money", status(429, "insufficient_quota"), errors.ProviderRefusedKey, 0.4),
    ("500", status(500), errors.ProviderUnavailable, 0.4),
    ("529", status(529), errors.ProviderUnavailable, 0.4),
]


@pytest.fixture(scope="module", autouse=True)
def _sdk_is_imported() -> None:
    """The first question pays a second for the SDK; the deadlines here are shorter."""
    importlib.import_module("openai")


@pytest.mark.parametrize(("name", "answer", "error", "seconds"), FAULTS, ids=lambda v: str(v)[:24])
def test_a_fault_is_named_and_in_time(
    name: str, answer: Answering, error: type[errors.ProviderFailed], seconds: float
) -> None:
    with answering(answer) as port:
        asked = provider(port)
        asked._sdk()
        began = time.monotonic()
        with pytest.raises(errors.ProviderFailed) as raised:
            asked.ask(QUESTION, Heard())
        took = time.monotonic() - began
    assert type(raised.value) is error
    assert took < seconds + OVERSHOOT
    assert answer is not endless_words or took >= seconds, "every word buys time, up to the total"
    assert "sk-" not in str(raised.value)


def test_nobody_there_is_unavailable() -> None:
    with pytest.raises(errors.ProviderUnavailable):
        provider(free_port()).ask(QUESTION, Heard())


def test_the_job_has_the_last_word_on_time() -> None:
    with answering(endless_words) as port:
        asked = provider(port)
        asked._sdk()
        began = time.monotonic()
        with pytest.raises(errors.ProviderTimeout):
            asked.ask(Question(b"", "en", seconds_left=0.2), Heard())
        assert time.monotonic() - began < 0.2 + OVERSHOOT


def test_a_whole_answer_comes_with_its_cost_and_leaves_a_connection_for_the_next() -> None:
    with provider_server() as server:
        asked = provider(server.port, Patience(5, 5, 5))
        for _ in range(2):
            heard = Heard()
            answer = asked.ask(QUESTION, heard)
            assert heard.text == SEEN["prompt"] == answer.analysis.prompt
            assert heard.void == []
        assert answer.usage.input_tokens == 1200
        assert answer.usage.model == "gpt-5.6-luna"
        assert server.faults == []


def test_what_the_listener_raises_is_not_the_providers_fault() -> None:
    with provider_server() as server:
        asked = provider(server.port, Patience(5, 5, 5))
        with pytest.raises(errors.ServiceUnavailable):
            asked.ask(QUESTION, Raising(errors.ServiceUnavailable()))
        with pytest.raises(Superseded):
            asked.ask(QUESTION, Raising(Superseded()))


def test_only_the_given_key_leaves_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-machine")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-the-machine")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Of-The-Machine: yes")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    from server.settings import load

    load()
    with provider_server() as server:
        provider(server.port, Patience(5, 5, 5)).ask(QUESTION, Heard())
        (sent,) = server.headers
    assert sent["authorization"] == "Bearer sk-test"
    assert "machine" not in json.dumps(sent).lower()
