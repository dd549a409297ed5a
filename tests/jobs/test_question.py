"""One question from its name to its answer: what the model is given, and how others follow."""

from dataclasses import replace

import pytest
from redis import Redis

from server.analysis.ask import Listener
from server.domain.analysis import Analysis
from server.domain.picture import Normalised
from server.jobs.asking import SEEN, Model
from server.jobs.compose import Seen
from server.jobs.event_store import Event
from server.jobs.flight_store import FlightStore, Joined
from server.jobs.keys import Keys
from tests.jobs.conftest import PREFIX
from tests.jobs.owners import MEMBER, TRIAL
from tests.jobs.shared_looks import AT_MOST, ORDER, SECONDS, USAGE, Desk, Told, picture


@pytest.fixture
def desk(client: Redis) -> Desk:
    return Desk(client)


def test_the_model_is_given_the_picture_the_language_and_the_time_that_is_left(
    desk: Desk, client: Redis
) -> None:
    given: list[object] = []

    def look(seen: Normalised, language: str, left: float, listener: Listener) -> Seen:
        given.append((seen, language, left))
        return Seen(Analysis(prompt="ein Drachen", title="Drachen", language=language), None)

    def at_most(seen: Normalised) -> int:
        given.append(seen)
        return AT_MOST

    asking = replace(desk.asking(), model=Model(look, "a model", at_most, SECONDS))
    inquiry = asking.look_up(picture(), replace(ORDER, language="de"), TRIAL)
    answer, lease, _ = Keys(PREFIX).flight(inquiry.name)
    assert client.exists(lease), "it is named as its keys are"
    inquiry.ask(lambda: 7.5, Told())
    assert given == [picture(), (picture(), "de", 7.5)]
    assert asking.pool.taken() == 0, "where no model was asked nothing is spent"
    assert client.exists(answer)


def led(desk: Desk, client: Redis) -> tuple[str, str]:
    """Return a question that somebody leads, and who."""
    name = desk.asking().look_up(picture(), ORDER, MEMBER).name
    return name, str(client.hget(Keys(PREFIX).flight(name)[1], "holder"))


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is asked of Redis: what one is to the question, and how one listens."""
    done: list[str] = []
    join, hear = FlightStore.join, FlightStore.hear

    def joined(store: FlightStore, *question: str, **how: object) -> Joined:
        answer = join(store, *question, **how)  # type: ignore[arg-type]
        done.append(answer.role)
        return answer

    def heard(store: FlightStore, question: str, last: str, seconds: float) -> list[Event]:
        events = hear(store, question, last, seconds)
        done.append("waits" if seconds else "looks")
        return events

    monkeypatch.setattr(FlightStore, "join", joined)
    monkeypatch.setattr(FlightStore, "hear", heard)
    return done


def test_who_follows_takes_back_what_is_void_once_and_waits_for_nothing_at_the_end(
    desk: Desk, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, leader = led(desk, client)
    done, told = watched(monkeypatch), Told()
    follows = desk.asking().look_up(picture(), ORDER, MEMBER)
    said = [("partial", "a red "), ("restart", ""), ("restart", ""), ("partial", "a kite")]
    for number, (event, data) in enumerate(said, 1):
        assert desk.flights.say(name, leader, number, event, data)
    seen = Seen(Analysis(prompt="a kite", title="Kite"), USAGE)
    assert desk.flights.land(name, leader, "known", SEEN.dump_json(seen).decode())
    assert follows.ask(lambda: SECONDS, told).analysis == seen.analysis
    assert (told.void, told.text) == (["a red "], "a kite")
    assert done == ["follows", "waits", "known", "looks"]


def test_who_never_heard_a_word_leads_once_the_leader_is_gone(desk: Desk, client: Redis) -> None:
    name, _ = led(desk, client)
    follows = desk.asking().look_up(picture(), ORDER, MEMBER)
    _, lease, words = Keys(PREFIX).flight(name)
    client.delete(words)
    client.pexpire(lease, 50)
    desk.script.go_on.set()
    seen = follows.ask(lambda: SECONDS, Told())
    assert seen.usage == USAGE
    assert desk.script.calls == 1
