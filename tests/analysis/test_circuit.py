"""A provider that fails is left alone, and found again by one probe."""

import logging
from functools import partial
from itertools import pairwise

import pytest
from redis import Redis

from server import errors
from server.analysis.ask import Answer, PassedOver
from server.analysis.gate_store import MARGIN_SECONDS, Gate
from server.errors import ServiceUnavailable
from server.jobs.telling import Superseded
from server.net.redis import connect
from tests.analysis.gating import (
    PATIENCE,
    PREFIX,
    answer,
    endpoint,
    failing,
    gate,
    trip,
    went,
)  # fmt: skip
from tests.support.clock import Clock
from tests.support.racing import at_once

OPEN = "its circuit is open"
FAILED = errors.ProviderUnavailable
FIRST_SECONDS, LATER_SECONDS, OUT_SECONDS = 5, 10, 600


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gated(client: Redis, clock: Clock) -> Gate:
    return gate(client, clock)


def test_four_failures_are_too_few_and_the_fifth_opens_it(gated: Gate, clock: Clock) -> None:
    for _ in range(4):
        went(gated, FAILED())
    assert went(gated) == "made"
    assert went(gated, FAILED()) == "made", "five of six have failed"
    assert went(gated) == OPEN


MIXES = [
    # (well, halves, failed), and whether that is half of at least five
    ((5, 0, 5), True), ((6, 0, 5), False), ((3, 0, 3), True), ((2, 0, 2), False),
    ((0, 5, 0), True), ((1, 5, 0), False), ((1, 2, 2), True), ((2, 2, 2), True), ((3, 2, 2), False),
]  # fmt: skip


@pytest.mark.parametrize(("mix", "opens"), MIXES)
def test_half_of_the_calls_open_it_and_a_useless_answer_is_half_a_failure(
    mix: tuple[int, int, int], opens: bool, gated: Gate
) -> None:
    for count, error in zip(mix, (None, errors.AnswerInvalid(), FAILED()), strict=True):
        for _ in range(count):
            assert went(gated, error) == "made"
    assert (went(gated) == OPEN) is opens


@pytest.mark.parametrize(
    "kind",
    [
        errors.ContentRefused,
        errors.ImageRejected,
        errors.ProviderRequestBug,
        errors.AnswerTruncated,
    ],
)
def test_an_answer_is_an_answer(kind: type[errors.ProviderFailed], gated: Gate) -> None:
    for _ in range(20):
        assert went(gated, kind()) == "made"


def test_what_was_half_a_minute_ago_is_forgotten(gated: Gate, clock: Clock) -> None:
    for _ in range(4):
        went(gated, FAILED())
    clock.now += 30.1
    for _ in range(4):
        assert went(gated, FAILED()) == "made"
    assert went(gated, FAILED()) == "made"
    assert went(gated) == OPEN


def test_after_a_while_one_probe_goes_and_its_answer_closes_it(gated: Gate, clock: Clock) -> None:
    trip(gated, clock)
    clock.now += FIRST_SECONDS - 0.1
    assert went(gated) == OPEN
    clock.now += 0.1
    meanwhile: list[str] = []

    def probe() -> Answer:
        meanwhile.extend(went(gated) for _ in range(3))
        return answer()

    gated(probe)
    assert meanwhile == [OPEN] * 3
    assert went(gated) == "made"
    for _ in range(4):
        assert went(gated, FAILED()) == "made", "what was before is forgotten"


def test_a_failed_probe_shuts_it_for_ten_seconds_and_for_a_sixth_of_a_long_outage(
    gated: Gate, clock: Clock
) -> None:
    trip(gated, clock)
    began, probes = clock.now, []
    while clock.now - began < 900:
        clock.now += 0.5
        if went(gated, FAILED()) == "made":
            probes.append(clock.now - began)
    waits = [late - early for early, late in pairwise(probes)]
    assert probes[:6] == [FIRST_SECONDS + LATER_SECONDS * number for number in range(6)]
    assert waits == sorted(waits)
    assert max(waits) == 60.0


def test_the_seconds_that_a_probe_took_are_waited_for_once(gated: Gate, clock: Clock) -> None:
    trip(gated, clock)
    clock.now += FIRST_SECONDS

    def silent() -> Answer:
        clock.now += 6
        raise errors.ProviderTimeout

    with pytest.raises(errors.ProviderTimeout):
        gated(silent)
    clock.now += LATER_SECONDS - 6.1
    assert went(gated) == OPEN
    clock.now += 0.1
    assert went(gated) == "made"


def test_a_busy_half_minute_is_remembered_in_little_room(client: Redis, gated: Gate) -> None:
    for number in range(300):
        gated._tell("well", f"{number}")
    (calls,) = client.scan_iter("*:calls")
    assert client.zcard(calls) == 200


def test_a_useless_answer_to_a_probe_closes_nothing(gated: Gate, clock: Clock) -> None:
    trip(gated, clock)
    clock.now += FIRST_SECONDS
    assert went(gated, errors.AnswerInvalid()) == "made"
    assert went(gated) == OPEN


def test_a_refusal_is_an_answer_to_a_probe(gated: Gate, clock: Clock) -> None:
    trip(gated, clock)
    clock.now += FIRST_SECONDS
    assert went(gated, errors.ContentRefused()) == "made"
    assert went(gated) == "made"


@pytest.mark.parametrize("error", [Superseded(), ServiceUnavailable(), ValueError()])
def test_a_probe_whose_listener_went_away_goes_to_the_next(
    error: BaseException, gated: Gate, clock: Clock
) -> None:
    trip(gated, clock)
    clock.now += FIRST_SECONDS
    assert went(gated, error) == "made"
    assert went(gated) == "made"
    assert went(gated) == "made"


def test_the_probe_of_a_killed_process_is_given_up(
    client: Redis, gated: Gate, clock: Clock
) -> None:
    trip(gated, clock)
    clock.now += FIRST_SECONDS
    assert gated._tell("ask", "killed")
    clock.now += PATIENCE.total + MARGIN_SECONDS - 0.1
    assert went(gated) == OPEN
    clock.now += 0.1
    assert went(gated) == "made"


def test_what_began_before_it_opened_neither_closes_nor_prolongs_it(
    gated: Gate, clock: Clock
) -> None:
    def slow(error: BaseException | None) -> Answer:
        trip(gated, clock)
        clock.now += FIRST_SECONDS - 1
        return failing(error)() if error else answer()

    for error in (None, FAILED(), errors.ProviderRefusedKey("401")):
        try:
            gated(partial(slow, error))
        except type(error or ValueError()):
            pass
        assert went(gated) == OPEN
        clock.now += 1
        assert went(gated) == "made"


HARD = [
    errors.ProviderRefusedKey("401"),
    errors.ProviderQuotaSpent("402"),
    errors.ModelMissing("404"),
]


@pytest.mark.parametrize("error", HARD, ids=lambda error: type(error).__name__)
def test_what_does_not_mend_itself_is_left_alone_for_ten_minutes_and_said_once(
    error: errors.ProviderFailed, gated: Gate, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(10):
        went(gated)
    with caplog.at_level(logging.DEBUG):
        assert went(gated, error) == "made"
        for _ in range(5):
            assert went(gated) == OPEN
    (line,) = caplog.records
    assert line.levelno == logging.ERROR
    assert line.getMessage() == f"openai is not asked for a while ({type(error).__name__}: {error})"
    assert "sk-test" not in caplog.text
    with pytest.raises(PassedOver) as why:
        gated(answer)
    assert type(why.value.told) is type(error), "nobody is told to wait a minute for this"
    clock.now += OUT_SECONDS - 0.1
    assert went(gated, error) == OPEN
    clock.now += 0.1
    assert went(gated, error) == "made"
    clock.now += OUT_SECONDS - 0.1
    assert went(gated) == OPEN, "for ten minutes again"


def test_another_key_or_model_or_provider_has_a_circuit_of_its_own(
    client: Redis, gated: Gate, clock: Clock
) -> None:
    went(gated, errors.ProviderRefusedKey("401"))
    others = [endpoint(key="sk-new"), endpoint(model="gpt-5.4-mini"), endpoint("gemini")]
    assert [went(gate(client, clock, of=other)) for other in others] == ["made"] * 3
    assert went(gate(client, clock)) == OPEN, "for all processes"


def test_every_key_lapses_and_none_holds_a_secret(client: Redis, gated: Gate, clock: Clock) -> None:
    trip(gated, clock)
    went(gate(client, clock, of=endpoint("gemini")))
    keys = list(client.scan_iter("*"))
    assert len(keys) == 4, "a circuit, a window, and what each spent"
    assert all(0 < client.ttl(key) <= 2 * 24 * 3600 for key in keys)
    for key in keys:
        assert key.startswith(f"{PREFIX}:{{provider:")
        assert "sk-" not in key + repr(client.dump(key) or "")
    clock.now += FIRST_SECONDS
    went(gated, FAILED())
    assert all(client.ttl(key) > 0 for key in client.scan_iter("*"))


def test_without_redis_nobody_is_asked(clock: Clock) -> None:
    made: list[int] = []

    def call() -> Answer:
        made.append(1)
        return answer()

    with connect("redis://127.0.0.1:1/0") as nowhere, pytest.raises(ServiceUnavailable):
        gate(nowhere, clock)(call)
    assert made == []


def test_of_forty_at_once_one_is_the_probe(gated: Gate, clock: Clock) -> None:
    for _ in range(5):
        trip(gated, clock)
        clock.now += FIRST_SECONDS
        asked = at_once([partial(gated._tell, "ask", f"{number}") for number in range(40)])
        assert sum(asked) == 1
        gated._tell("well", f"{asked.index(True)}")


def test_a_repeated_word_changes_nothing(client: Redis, gated: Gate, clock: Clock) -> None:
    for _ in range(2):
        for number in range(4):
            gated._tell("failed", f"{number}")
    assert went(gated) == "made"
    gated._tell("failed", "4")
    assert gated._tell("failed", "4") is False
    clock.now += FIRST_SECONDS
    assert gated._tell("ask", "probe")
    assert gated._tell("ask", "probe")
    for _ in range(2):
        gated._tell("failed", "probe")
    clock.now += LATER_SECONDS
    assert went(gated) == "made"
