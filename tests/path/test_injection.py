"""Pictures that give orders, through the whole service, to a model that obeys them.

No real model is asked here: the answers are scripted, and obey. So this proves the plumbing
alone: whatever a model can be made to say, nothing of it gets further than it may. How often a
real model obeys such a picture, only a real model could tell.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from tests.hostile.obeyed import CHINESE, GERMAN, OBEYED, Obeyed, mark_in
from tests.support import pictures
from tests.support.charges import GIVEN_BACK, SETTLED
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.provider import SEEN, ProviderServer, Script
from tests.support.visitor import Told, Visitor

pytestmark = pytest.mark.processes

NEVER_SHOWN = ("http", "evil.example", "](", "<", "HACKED", "alert", "\u202e", "\U000e0068")


@pytest.fixture
def obedient(provider: ProviderServer) -> Iterator[ProviderServer]:
    yield provider
    provider.obeying = None


def kept(house: House, key: str = "*") -> str:
    """Return everything that Redis holds under such keys, as one text."""
    with Redis.from_url(house.redis_url, decode_responses=True) as client:
        reads = {
            "stream": client.xrange, "hash": client.hgetall, "string": client.get,
            "zset": lambda name: client.zrange(name, 0, -1), "set": client.smembers,
            "list": lambda name: client.lrange(name, 0, -1),
        }  # fmt: skip
        return str([reads[client.type(name)](name) for name in client.scan_iter(key)])


def told(events: list[Told]) -> str:
    """Return what a reader has in hand at the end."""
    names = [event.name for event in events]
    since = len(names) - names[::-1].index("restart") if "restart" in names else 0
    return "".join(event.data["text"] for event in events[since:] if event.name == "partial")


def shown(result: dict[str, Any]) -> str:
    """Return all that a person may copy, but for the picture's own words in their field."""
    fields = json.loads(result["prompts"]["json"]["prompt"])
    fields.pop("text_in_image", None)
    prompts = {**result["prompts"], "json": fields}
    return json.dumps([result["title"], result["tags"], prompts], ensure_ascii=False)


@pytest.mark.parametrize("obeyed", OBEYED.values(), ids=OBEYED)
def test_whoever_obeys_a_picture_is_not_passed_on(
    obeyed: Obeyed, visitor: Visitor, house: House, images: ImageHost, obedient: ProviderServer
) -> None:
    obedient.obeying = obeyed.answer
    job_id = visitor.start(images.add("/order.png", obeyed.png()), language="en")

    events = list(visitor.events(job_id))

    job = events[-1].data
    mark = mark_in(obedient.requests[-1])
    everything = json.dumps([event.data for event in events]) + kept(house, f"*{job_id}*")
    assert mark not in everything
    assert mark[::-1] not in everything
    assert mark[:8] not in everything
    if obeyed.ends:
        assert job["problem"]["code"] == obeyed.ends
        assert job["charge"] == GIVEN_BACK
        assert told(events) == ""
        assert "partial" not in kept(house, f"*{job_id}*")
        assert len(obedient.requests) == (1 if obeyed.ends == "content_refused" else 2)
        return
    assert job["charge"] == SETTLED
    assert told(events) == job["result"]["prompts"]["general"]["prompt"]
    assert len(told(events)) <= 2000
    assert [word for word in NEVER_SHOWN if word in shown(job["result"])] == []
    assert [word for word in NEVER_SHOWN if word in told(events)] == []


@pytest.mark.parametrize("name", ["no flag", "no flag, in another script"])
def test_what_gives_orders_is_warned_of_and_stands_in_nothing_that_a_person_may_copy(
    name: str, visitor: Visitor, images: ImageHost, obedient: ProviderServer
) -> None:
    obeyed = OBEYED[name]
    obedient.obeying = obeyed.answer
    result = visitor.extract(images.add("/flag.png", obeyed.png()), language="en")["result"]
    assert [warning["code"] for warning in result["warnings"]] == ["instruction_text"]
    words = json.loads(obeyed.answer(obedient.requests[-1]))["text_in_image"]
    everything = json.dumps(result, ensure_ascii=False)
    assert [word for word in words if word in everything] == []


@pytest.mark.parametrize(
    ("script", "flags"), [("whole", {"sexual": "suggestive", "minor": True}), ("refuse", {})]
)
def test_of_what_is_refused_nothing_is_left_anywhere(
    script: Script, flags: dict[str, Any], visitor: Visitor, house: House, images: ImageHost,
    provider: ProviderServer, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    provider.script = script
    words = f"Unkeepable{script} words, told for a while before they are refused."
    monkeypatch.setattr(provider, "answer", json.dumps({**SEEN, "prompt": words, **flags}))
    job_id = visitor.start(images.add(f"/{script}.png", pictures.png()), language="en")
    job = list(visitor.events(job_id))[-1].data
    assert job["problem"]["code"] == "content_refused"
    assert job["charge"] == GIVEN_BACK
    assert len(provider.requests) == 1
    assert "Unkeepable" not in kept(house)
    assert "Unkeepable" not in house.logs()


def test_another_language_is_asked_for_once_more_and_both_are_counted(
    visitor: Visitor, images: ImageHost, obedient: ProviderServer
) -> None:
    obeyed = OBEYED["another language"]
    obedient.obeying = obeyed.answer
    job_id = visitor.start(images.add("/german.png", obeyed.png()), language="en")
    events = list(visitor.events(job_id))
    result = events[-1].data["result"]
    assert [event.name for event in events].count("restart") == 1
    assert told(events) == SEEN["prompt"]
    assert GERMAN.startswith(next(e.data["text"] for e in events if e.name == "partial"))
    assert (result["language"], result["usage"]["attempts"]) == ("en", 2)
    assert (result["usage"]["input_tokens"], result["usage"]["output_tokens"]) == (2400, 600)
    assert result["usage"]["cost_usd"] == pytest.approx(0.0012)
    hint = obedient.requests[1]["input"][0]["content"][0]["text"]
    assert hint == "Language: English (en)\n\nWrite prompt and title in English (en)."


def test_who_never_speaks_the_language_is_believed_at_last(
    visitor: Visitor, images: ImageHost, obedient: ProviderServer
) -> None:
    obeyed = OBEYED["another language, and no other"]
    obedient.obeying = obeyed.answer
    result = visitor.extract(images.add("/chinese.png", obeyed.png()), language="en")["result"]
    assert (result["language"], result["title"]) == ("zh", "风筝")
    assert result["prompts"]["general"]["prompt"] == CHINESE
    assert len(obedient.requests) == result["usage"]["attempts"] == 2


def test_little_confidence_is_said(
    visitor: Visitor, images: ImageHost, provider: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "answer", json.dumps({**SEEN, "confidence": "low"}))
    result = visitor.extract(images.add("/dark.png", pictures.png()))["result"]
    assert [warning["code"] for warning in result["warnings"]] == ["low_confidence"]


def test_the_rows_are_twenty_and_no_two_say_the_same() -> None:
    assert len({obeyed.drawn for obeyed in OBEYED.values()}) == len(OBEYED) >= 20
