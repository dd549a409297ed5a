"""A provider that lies, stalls, floods or fails, over its real wire."""

import importlib
import json
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest

from server import errors
from server.analysis.ask import Question
from server.analysis.call_clock import Patience
from server.analysis.providers.openai_responses import OpenAiResponses
from server.analysis.transport import ClockedTransport
from tests.support.loopback import serving
from tests.support.ports import free_port
from tests.support.provider import SEEN, provider_server

PATIENCE = Patience(total=1.0, first=0.4, idle=0.3)
QUESTION = Question(b"\xff\xd8jpeg", "en", seconds_left=30)
# Generous for a busy machine: without a deadline each of these would take five seconds.
OVERSHOOT = 1.0
Answering = Callable[[BaseHTTPRequestHandler], None]


def provider(port: int, patience: Patience = PATIENCE) -> OpenAiResponses:
    return OpenAiResponses(
        key="sk-test",
        base_url=f"http://127.0.0.1:{port}/v1",
        model="m",
        patience=patience,
        transport=ClockedTransport(ssl.create_default_context()),
    )


@contextmanager
def answering(answer: Answering) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with serving(Handler) as port:
        yield port


def head(handler: BaseHTTPRequestHandler, kind: str = "text/event-stream") -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.end_headers()


def repeat(handler: BaseHTTPRequestHandler, piece: bytes, pause: float, seconds: float) -> None:
    ends = time.monotonic() + seconds
    try:
        while time.monotonic() < ends:
            handler.wfile.write(piece)
            time.sleep(pause)
    except OSError:
        pass


DELTA = (
    b'event: response.output_text.delta\ndata: {"type":"response.output_text.delta",'
    b'"item_id":"m","output_index":0,"content_index":0,"delta":"x","logprobs":[],'
    b'"sequence_number":1}\n\n'
)


def only_comments(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    repeat(handler, b": PROCESSING\n\n", 0.02, 5)


def silence_before_the_head(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.settimeout(5)
    handler.rfile.read(1)


def dripped_head(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    repeat(handler, b"X-A: b\r\n", 0.02, 5)


def endless_words(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    repeat(handler, DELTA, 0.02, 5)


def words_then_silence(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    handler.wfile.write(DELTA)
    handler.connection.settimeout(5)
    handler.rfile.read(1)


def flood(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    repeat(handler, b": " + b"x" * 100_000 + b"\n\n", 0, 5)


def end_without_a_word(handler: BaseHTTPRequestHandler) -> None:
    head(handler)


def words_without_an_end(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    handler.wfile.write(DELTA)


def broken_json(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    handler.wfile.write(b"event: response.output_text.delta\ndata: {nonsense\n\n")


def web_page(handler: BaseHTTPRequestHandler) -> None:
    head(handler, "text/html")
    handler.wfile.write(b"<html>hello</html>")


def error_event(handler: BaseHTTPRequestHandler) -> None:
    head(handler)
    handler.wfile.write(
        b'event: error\ndata: {"type":"error","code":"rate_limit_exceeded",'
        b'"message":"sk-secret","param":null,"sequence_number":1}\n\n'
    )


def redirect(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(307)
    handler.send_header("Location", "http://127.0.0.1:9/v1/responses")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def not_http(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-hello\r\n")


def status(number: int, code: str | None = None) -> Answering:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = json.dumps({"error": {"message": "sk-secret", "code": code}}).encode()
        handler.send_response(number)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


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
            asked.ask(QUESTION, lambda _: None)
        took = time.monotonic() - began
    assert type(raised.value) is error
    assert took < seconds + OVERSHOOT
    assert answer is not endless_words or took >= seconds, "every word buys time, up to the total"
    assert "sk-" not in str(raised.value)


def test_nobody_there_is_unavailable() -> None:
    with pytest.raises(errors.ProviderUnavailable):
        provider(free_port()).ask(QUESTION, lambda _: None)


def test_the_job_has_the_last_word_on_time() -> None:
    with answering(endless_words) as port:
        asked = provider(port)
        asked._sdk()
        began = time.monotonic()
        with pytest.raises(errors.ProviderTimeout):
            asked.ask(Question(b"", "en", seconds_left=0.2), lambda _: None)
        assert time.monotonic() - began < 0.2 + OVERSHOOT


def test_a_whole_answer_comes_with_its_cost_and_leaves_a_connection_for_the_next() -> None:
    with provider_server() as server:
        asked = provider(server.port, Patience(5, 5, 5))
        told: list[str] = []
        for _ in range(2):
            told.clear()
            answer = asked.ask(QUESTION, told.append)
            assert "".join(told) == SEEN["prompt"] == answer.analysis.prompt
        assert answer.usage.input_tokens == 1200
        assert answer.usage.model == "gpt-5.6-luna"
        assert server.faults == []


def test_only_the_given_key_leaves_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-machine")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-the-machine")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Of-The-Machine: yes")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    from server.settings import load

    load()
    with provider_server() as server:
        provider(server.port, Patience(5, 5, 5)).ask(QUESTION, lambda _: None)
        (sent,) = server.headers
    assert sent["authorization"] == "Bearer sk-test"
    assert "machine" not in json.dumps(sent).lower()
