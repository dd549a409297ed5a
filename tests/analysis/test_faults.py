"""A provider that lies, stalls, floods or fails, in each dialect over its real wire."""

import json
import threading
import time
import tracemalloc
from functools import partial
from http.server import BaseHTTPRequestHandler

import pytest

from dev.ports import free_port
from server import errors
from server.analysis.ask import Question
from server.analysis.call_clock import Patience
from server.jobs.telling import Superseded
from tests.analysis import faulty
from tests.analysis.asking import DIALECTS, KEY, QUESTION, DialectName, provider
from tests.analysis.faulty import Answering, answering
from tests.analysis.listening import Heard, Raising
from tests.support.provider import SEEN, Script, provider_server
from tests.support.racing import at_once
from tests.support.stray import STRAY
from tests.support.wires import TOKENS_IN, TOKENS_OUT, WIRES, Wire

PATIENCE = Patience(total=1.0, first=0.4, idle=0.3)
# Generous for a busy machine: without a deadline each of these would take five seconds.
OVERSHOOT = 1.0
MANY, PATIENT_SECONDS = 40, 8

# Each is silent, or talks, for five seconds.
LATE: list[tuple[str, Answering, float]] = [
    ("only comments", faulty.only_comments, PATIENCE.first),
    ("silence", faulty.silence_before_the_head, PATIENCE.first),
    ("dripped head", faulty.dripped_head, PATIENCE.first),
    ("dripped event", faulty.dripped_event, PATIENCE.first),
    ("words, then silence", faulty.words_then_silence, 0.4),
    ("endless words", faulty.endless_words, PATIENCE.total),
]
# Google's SDK takes a comment for the beginning of an error and gives up at once.
NO_COMMENTS = {"only comments", "a flood"}


def named(value: object) -> str | None:
    """Name a row by its own name alone: a function's place in memory is another in each process."""
    return value if isinstance(value, str) else getattr(value, "__name__", "")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("name", "answer", "seconds"), LATE, ids=named)
def test_nobody_is_waited_for_longer_than_we_wait(
    name: str, answer: Answering, seconds: float, dialect: DialectName
) -> None:
    with answering(answer, WIRES[dialect]) as port:
        asked = provider(dialect, port, PATIENCE)
        began = time.monotonic()
        with pytest.raises(errors.ProviderFailed) as raised:
            asked.ask(QUESTION, Heard())
        took = time.monotonic() - began
    gave_up = dialect == "gemini" and name in NO_COMMENTS
    assert type(raised.value) is (errors.AnswerInvalid if gave_up else errors.ProviderTimeout)
    assert took < seconds + OVERSHOOT
    assert answer is not faulty.endless_words or took >= seconds, "words buy time, up to the total"


BROKEN = (errors.StreamBroken, errors.AnswerInvalid)
FAULTS: list[tuple[str, Answering, tuple[type[errors.ProviderFailed], ...]]] = [
    ("a flood", faulty.flood, (errors.StreamBroken,)),
    ("an end without a word", faulty.end_without_a_word, (errors.StreamBroken,)),
    ("another shape", faulty.another_shape, BROKEN),
    ("a number as a word", faulty.number_as_word, (errors.AnswerInvalid,)),
    ("deep JSON", faulty.deep, (errors.AnswerInvalid,)),
    ("a web page", faulty.web_page, BROKEN),
    ("408", faulty.status(408), (errors.ProviderUnavailable,)),
    ("a list as 500", faulty.body(500, ["sk-secret"]), (errors.ProviderUnavailable,)),
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("name", "answer", "kinds"), FAULTS, ids=named)
def test_a_fault_is_named(
    name: str,
    answer: Answering,
    kinds: tuple[type[errors.ProviderFailed], ...],
    dialect: DialectName,
) -> None:
    with answering(answer, WIRES[dialect]) as port, pytest.raises(errors.ProviderFailed) as raised:
        provider(dialect, port).ask(QUESTION, Heard())
    gave_up = dialect == "gemini" and name in NO_COMMENTS
    assert type(raised.value) in ((errors.AnswerInvalid,) if gave_up else kinds)
    assert "sk-" not in str(raised.value)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_packed_answer_is_not_unpacked(dialect: DialectName) -> None:
    with answering(faulty.packed, WIRES[dialect]) as port:
        asked = provider(dialect, port)
        tracemalloc.start()
        try:
            with pytest.raises(errors.ProviderFailed):
                asked.ask(QUESTION, Heard())
            assert tracemalloc.get_traced_memory()[1] < 5_000_000
        finally:
            tracemalloc.stop()


SCRIPTS: list[tuple[Script, type[errors.ProviderFailed]]] = [
    ("500", errors.ProviderUnavailable),
    ("503", errors.ProviderUnavailable),
    ("429", errors.ProviderBusy),
    ("cut", errors.StreamBroken),
    ("unended", errors.StreamBroken),
    ("refuse", errors.ContentRefused),
    ("incomplete", errors.AnswerTruncated),
    ("failed", errors.ProviderUnavailable),
    ("garbage", errors.AnswerInvalid),
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("script", "kind"), SCRIPTS)
def test_what_the_wire_allows_to_go_wrong_is_told_apart(
    script: Script, kind: type[errors.ProviderFailed], dialect: DialectName
) -> None:
    with provider_server() as server:
        server.script = script
        with pytest.raises(errors.ProviderFailed) as raised:
            provider(dialect, server.port).ask(QUESTION, Heard())
        assert len(server.requests) == 1, "nothing is asked twice"
        assert server.faults == []
    assert type(raised.value) is kind
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nobody_there_is_unreachable(dialect: DialectName) -> None:
    with pytest.raises(errors.ProviderUnreachable):
        provider(dialect, free_port()).ask(QUESTION, Heard())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_job_has_the_last_word_on_time(dialect: DialectName) -> None:
    with answering(faulty.endless_words, WIRES[dialect]) as port:
        asked = provider(dialect, port, PATIENCE)
        began = time.monotonic()
        with pytest.raises(errors.ProviderTimeout):
            asked.ask(Question(b"", "standard", "en", seconds_left=0.2), Heard())
        assert time.monotonic() - began < 0.2 + OVERSHOOT


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_whole_answer_comes_with_its_cost_and_leaves_a_connection_for_the_next(
    dialect: DialectName,
) -> None:
    with provider_server() as server:
        asked = provider(dialect, server.port)
        for _ in range(2):
            heard = Heard()
            answer = asked.ask(QUESTION, heard)
            assert heard.text == SEEN["prompt"] == answer.analysis.prompt
            assert heard.void == []
        assert server.faults == []
    usage = answer.usage
    assert (usage.input_tokens, usage.output_tokens) == (TOKENS_IN, TOKENS_OUT)
    assert usage.provider == ("gemini" if dialect == "gemini" else "openai")
    assert usage.model == WIRES[dialect].model
    assert usage.cost_usd == pytest.approx(0.00111 if dialect == "gemini" else 0.0006)
    assert usage.attempts == 1


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("error", [errors.ServiceUnavailable(), Superseded(), ValueError("mine")])
def test_what_the_listener_raises_is_not_the_providers_fault(
    error: BaseException, dialect: DialectName
) -> None:
    with provider_server() as server:
        asked = provider(dialect, server.port)
        with pytest.raises(type(error)) as raised:
            asked.ask(QUESTION, Raising(error))
        assert raised.value is error
        assert asked.ask(QUESTION, Heard()).usage.attempts == 1, "the connections are free again"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_only_the_given_key_leaves_the_house(
    dialect: DialectName, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in STRAY.items():
        monkeypatch.setenv(name, value)
    from server.settings import load

    load()
    with provider_server() as server:
        provider(dialect, server.port).ask(QUESTION, Heard())
        (sent,), (path,) = server.headers, server.paths
    named = "x-goog-api-key" if dialect == "gemini" else "authorization"
    assert sent[named].removeprefix("Bearer ") == KEY
    assert [name for name, value in sent.items() if KEY in value] == [named]
    assert "stray" not in (json.dumps(sent) + path).lower()
    assert KEY not in path


def test_a_name_that_is_no_models_is_not_repeated() -> None:
    said = {**WIRES["chat"].delta(json.dumps(SEEN)), "model": "Buy now at https://evil.example !"}
    ends = [{**event, "model": said["model"]} for event in WIRES["chat"].ending("whole", "")]
    with answering(faulty.events(said, *ends), WIRES["chat"]) as port:
        usage = provider("chat", port).ask(QUESTION, Heard()).usage
    assert usage.model == WIRES["chat"].model


def test_as_many_are_asked_at_once_as_there_are_threads() -> None:
    together = threading.Barrier(MANY)

    def whole_together(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        together.wait(PATIENT_SECONDS)
        faulty.whole(handler, wire)

    with answering(whole_together, WIRES["chat"]) as port:
        asked = provider("chat", port)
        answers = at_once([partial(asked.ask, QUESTION, Heard()) for _ in range(MANY)])
    assert {answer.analysis.prompt for answer in answers} == {SEEN["prompt"]}
