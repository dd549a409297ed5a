"""The table of errors, row by row, in each dialect over its real wire.

What a provider does; our error; how often it is asked; what its circuit keeps of each call;
whether the next one is asked.
"""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import NamedTuple

import pytest
from redis import Redis

from server import errors
from server.analysis.ask import Provider
from server.analysis.call_clock import Patience
from server.analysis.router import Gate, Route, Router, no_gate
from server.jobs.ending import Ending
from tests.analysis import faulty, gating
from tests.analysis.asking import DIALECTS, GENEROUS, QUESTION, DialectName, provider
from tests.analysis.faulty import Answering, answering
from tests.analysis.listening import Heard
from tests.support.charges import GIVEN_BACK
from tests.support.clock import Clock
from tests.support.provider import SEEN, provider_server
from tests.support.wires import SECRET, TOKENS_IN, WIRES, Wire

PATIENCE = Patience(total=1.0, first=0.4, idle=0.3)
OPENAI: tuple[DialectName, ...] = ("responses", "chat")
GEMINI: tuple[DialectName, ...] = ("gemini",)


class Row(NamedTuple):
    does: Answering
    error: type[errors.ProviderFailed]
    code: str
    status: int
    asked: int
    health: str
    elsewhere: bool
    dialects: tuple[DialectName, ...] = DIALECTS


def says(number: int, sentence: str) -> Answering:
    return faulty.body(number, {"error": {"code": number, "message": sentence}})


REFUSED = (errors.ProviderRefusedKey, "provider_refused_key", 502, 1, "out", True)
SPENT = (errors.ProviderQuotaSpent, "provider_busy", 503, 1, "out", True)
BUSY = (errors.ProviderBusy, "provider_busy", 503)
UNAVAILABLE = (errors.ProviderUnavailable, "provider_unavailable", 503, 2, "failed", True)
LATE = (errors.ProviderTimeout, "provider_timeout", 504, 1, "failed", True)
BROKEN = (errors.StreamBroken, "stream_broken", 502, 1, "failed", True)
BAD_IMAGE = (errors.ImageRejected, "image_rejected", 422, 1, "well", False)
DECLINED = (errors.ContentRefused, "content_refused", 422, 1, "well", False)
INVALID = (errors.AnswerInvalid, "answer_invalid", 502, 2, "half", True)
OUR_FAULT = (errors.ProviderRequestBug, "provider_request_bug", 500, 1, "well", False)
MISSING = (errors.ModelMissing, "provider_request_bug", 500, 1, "out", True)
TOO_LONG = (errors.QuestionTooLong, "provider_request_bug", 500, 1, "well", True)
VLLM = "This model's maximum context length is 2048 tokens. However, you requested 3112 tokens."
LLAMA = "the request exceeds the available context size, try increasing it"

TABLE: dict[str, Row] = {
    "a key that is none, 401": Row(faulty.status(401), *REFUSED),
    "a key that may not, 403": Row(faulty.status(403), *REFUSED),
    "a key that is none, 400": Row(faulty.status(400, "API_KEY_INVALID"), *REFUSED, GEMINI),
    "a quota used up": Row(faulty.spent, *SPENT),
    "credit used up, 402": Row(faulty.status(402), *SPENT),
    "a limit for a moment": Row(faulty.limited(429, "0.1"), *BUSY, 2, "failed", True),
    "a limit for long": Row(faulty.limited(429, "20"), *BUSY, 1, "failed", True),
    "a limit until a date": Row(
        faulty.limited(429, "Wed, 21 Oct 2026 07:28:00 GMT"), *BUSY, 1, "failed", True
    ),
    "a limit that says nothing": Row(faulty.status(429), *BUSY, 1, "failed", True),
    "500": Row(faulty.status(500), *UNAVAILABLE),
    "503": Row(faulty.status(503), *UNAVAILABLE),
    "529": Row(faulty.status(529), *UNAVAILABLE),
    "a page as 502": Row(faulty.body(502, b"<html>", "text/html"), *UNAVAILABLE),
    "503 for long": Row(
        faulty.limited(503, "60"),
        errors.ProviderUnavailable, "provider_unavailable", 503, 1, "failed", True,
    ),
    "failed in the stream": Row(faulty.ending("failed"), *UNAVAILABLE),
    "a reset before the first byte": Row(
        faulty.reset_before_the_head,
        errors.ProviderUnreachable, "provider_unavailable", 503, 2, "failed", True,
    ),
    "no answer": Row(faulty.silence_before_the_head, *LATE),
    "no word, only comments": Row(faulty.only_comments, *LATE, OPENAI),
    "no further word": Row(faulty.words_then_silence, *LATE),
    "words without end": Row(faulty.endless_words, *LATE),
    "504": Row(faulty.status(504), *LATE),
    "no end": Row(faulty.words_without_an_end, *BROKEN),
    "cut": Row(faulty.cut, *BROKEN),
    "not HTTP": Row(faulty.not_http, *BROKEN),
    "a flood": Row(faulty.flood, *BROKEN, OPENAI),
    "a picture it cannot read": Row(faulty.status(400, "invalid_image"), *BAD_IMAGE, OPENAI),
    "an image it cannot read": Row(says(400, "Unable to process image"), *BAD_IMAGE, GEMINI),
    "declined": Row(faulty.ending("refuse"), *DECLINED),
    "filtered": Row(faulty.status(400, "content_filter"), *DECLINED, OPENAI),
    "out of tokens": Row(
        faulty.ending("incomplete"),
        errors.AnswerTruncated, "answer_truncated", 502, 2, "well", True,
    ),
    "no JSON": Row(faulty.ending("whole"), *INVALID),
    "a broken event": Row(faulty.broken_json, *INVALID),
    "a question that is wrong": Row(faulty.status(400), *OUR_FAULT),
    "an address that moved": Row(faulty.redirect, *OUR_FAULT),
    "a question too long": Row(faulty.too_long, *TOO_LONG),
    "a question too long for vLLM": Row(says(400, VLLM), *TOO_LONG, OPENAI),
    "a question too long for llama.cpp": Row(says(400, LLAMA), *TOO_LONG, OPENAI),
    "a model that is gone": Row(faulty.status(404, "model_not_found"), *MISSING),
}  # fmt: skip
CASES = [(name, dialect) for name, row in TABLE.items() for dialect in row.dialects]


def counted(does: Answering, calls: list[str]) -> Answering:
    def answer(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        calls.append(handler.path)
        does(handler, wire)

    return answer


def routed(dialect: DialectName, row: Row, port: int, *behind: int, gate: Gate = no_gate) -> Router:
    def maker(port: int, patience: Patience) -> Callable[[], Provider]:
        return lambda: provider(dialect, port, patience)

    # Only who is to be found late is given little time: this machine may be busy.
    first = PATIENCE if row.error is errors.ProviderTimeout else GENEROUS
    patient = [(port, first), *((other, GENEROUS) for other in behind)]
    routes = [Route(str(port), maker(port, patience), gate=gate) for port, patience in patient]
    return Router(routes, sleep=lambda _: None)


def remembered(client: Redis) -> list[str]:
    """Return what the circuit keeps of each call; one `out` where it is open."""
    if any(client.scan_iter("*:circuit")):
        return ["out"]
    (calls,) = client.scan_iter("*:calls")
    return [("well", "half", "failed")[int(str(kept)[0])] for kept in client.zrange(calls, 0, -1)]


@pytest.mark.parametrize(("name", "dialect"), CASES)
def test_alone_it_is_told_in_our_words_given_back_and_remembered(
    name: str, dialect: DialectName, client: Redis
) -> None:
    row, calls, clock = TABLE[name], list[str](), Clock()
    with (
        answering(counted(row.does, calls), WIRES[dialect]) as port,
        pytest.raises(errors.ProviderFailed) as raised,
    ):
        routed(dialect, row, port, gate=gating.gate(client, clock)).ask(QUESTION, Heard())
    assert remembered(client) == [row.health] * row.asked
    error = raised.value
    assert type(error) is row.error
    assert (error.code, error.status, len(calls)) == (row.code, row.status, row.asked)
    ending = Ending.failed("trial", error)
    assert ending.charge.model_dump() == GIVEN_BACK
    assert ending.problem is not None
    assert SECRET not in ending.problem.model_dump_json() + str(error)


@pytest.mark.parametrize(("name", "dialect"), CASES)
def test_with_another_behind_it_answers_or_the_refusal_stands(
    name: str, dialect: DialectName
) -> None:
    row, calls, heard = TABLE[name], list[str](), Heard()
    with answering(counted(row.does, calls), WIRES[dialect]) as port, provider_server() as second:
        router = routed(dialect, row, port, second.port)
        if row.elsewhere:
            answer = router.ask(QUESTION, heard)
            assert heard.text == answer.analysis.prompt == SEEN["prompt"]
            assert answer.usage.attempts == row.asked + 1
        else:
            with pytest.raises(row.error):
                router.ask(QUESTION, heard)
    assert (len(calls), len(second.requests)) == (row.asked, int(row.elsewhere))


AGAIN = [name for name, row in TABLE.items() if row.asked == 2]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", AGAIN)
def test_what_happens_once_is_not_noticed(name: str, dialect: DialectName) -> None:
    calls: list[str] = []
    whole = faulty.whole

    def once(handler: BaseHTTPRequestHandler, wire: Wire) -> None:
        calls.append(handler.path)
        (TABLE[name].does if len(calls) == 1 else whole)(handler, wire)

    with answering(once, WIRES[dialect]) as port:
        answer = routed(dialect, TABLE[name], port).ask(QUESTION, Heard())
    assert answer.analysis.prompt == SEEN["prompt"]
    assert answer.usage.attempts == len(calls) == 2


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", ["out of tokens", "no JSON"])
def test_what_a_failed_call_was_billed_is_counted(name: str, dialect: DialectName) -> None:
    with answering(TABLE[name].does, WIRES[dialect]) as port, provider_server() as second:
        usage = routed(dialect, TABLE[name], port, second.port).ask(QUESTION, Heard()).usage
    assert (usage.input_tokens, usage.attempts) == (3 * TOKENS_IN, 3)
    assert usage.cost_usd == pytest.approx(3 * (0.00111 if dialect == "gemini" else 0.0006))
