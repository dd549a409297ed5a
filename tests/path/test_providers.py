"""Two providers behind one service: where the first fails the second answers, in its dialect."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support import pictures
from tests.support.charges import GIVEN_BACK, SETTLED
from tests.support.house import House, running_house
from tests.support.image_host import ImageHost
from tests.support.kept import everything
from tests.support.provider import SEEN, ProviderServer, Script, provider_server
from tests.support.stray import STRAY
from tests.support.visitor import Visitor

pytestmark = pytest.mark.processes

OPENAI_KEY, GEMINI_KEY = "sk-test", "key-test"
FIRST_WORDS = "A kite that nobody will read of, "


@dataclass
class Two:
    """The service, and its providers in their order."""

    house: House
    first: ProviderServer
    second: ProviderServer

    def play(self, first: Script, second: Script) -> None:
        """Begin anew: nothing was asked yet, and no provider has failed."""
        self.house.forget()
        self.first.script, self.second.script = first, second
        for server in (self.first, self.second):
            server.requests.clear()
            server.headers.clear()


@pytest.fixture(scope="module")
def two(images: ImageHost, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Gemini is asked first, then a server that speaks Chat Completions."""
    folder: Path = tmp_path_factory.mktemp("two")
    with provider_server() as first, provider_server() as second:
        first.answer = json.dumps({**SEEN, "prompt": FIRST_WORDS + SEEN["prompt"]})
        settings = {
            "PROMPT_LENS_DEV_HOSTS": images.dev_hosts,
            "PROMPT_LENS_PROVIDERS": "gemini,openai",
            "PROMPT_LENS_OPENAI_KEY": OPENAI_KEY,
            "PROMPT_LENS_OPENAI_BASE_URL": second.base_url,
            "PROMPT_LENS_GEMINI_KEY": GEMINI_KEY,
            "PROMPT_LENS_GEMINI_BASE_URL": first.origin,
            "PROMPT_LENS_TRIAL_EXTRACTIONS": "50",
        }
        with running_house(folder, port=None, redis_url=None, **settings, **STRAY) as house:
            yield Two(house, first, second)
        assert first.faults + second.faults == []


@pytest.fixture
def somebody(two: Two) -> Iterator[Visitor]:
    with Visitor(two.house.url) as visitor:
        yield visitor


FAILURES: dict[Script, int] = {
    "503": 2, "500": 2, "429": 1, "cut": 1, "unended": 1, "incomplete": 2, "garbage": 2,
}  # fmt: skip


@pytest.mark.parametrize(("script", "asked"), FAILURES.items())
def test_where_the_first_fails_the_second_answers_and_nothing_of_the_first_is_left(
    script: Script, asked: int, two: Two, somebody: Visitor, images: ImageHost
) -> None:
    two.play(script, "whole")
    url = images.add(f"/first-{script}.jpg", pictures.jpeg(), "image/jpeg")

    events = list(somebody.events(somebody.start(url)))

    job = events[-1].data
    assert job["state"] == "succeeded"
    assert job["charge"] == SETTLED
    usage = job["result"]["usage"]
    assert (usage["provider"], usage["attempts"]) == ("openai", asked + 1)
    names = [event.name for event in events]
    assert names.count("restart") == (asked if script in {"cut", "unended", "incomplete"} else 0)
    if "restart" in names:
        assert "partial" in names[: names.index("restart")], "it was read for a while"
        events = events[len(names) - names[::-1].index("restart") :]
    told = "".join(event.data["text"] for event in events if event.name == "partial")
    assert told == SEEN["prompt"]
    assert FIRST_WORDS not in json.dumps([event.data for event in events])
    assert (len(two.first.requests), len(two.second.requests)) == (asked, 1)


def test_the_first_answers_and_the_second_hears_nothing(
    two: Two, somebody: Visitor, images: ImageHost
) -> None:
    two.play("whole", "whole")
    job = somebody.extract(images.add("/whole.jpg", pictures.jpeg(), "image/jpeg"))
    assert job["result"]["usage"]["provider"] == "gemini"
    assert job["result"]["prompts"]["general"]["prompt"].startswith(FIRST_WORDS)
    assert two.second.requests == []


def test_a_refusal_is_not_taken_elsewhere(two: Two, somebody: Visitor, images: ImageHost) -> None:
    two.play("refuse", "whole")
    job = somebody.extract(images.add("/refused.jpg", pictures.jpeg(), "image/jpeg"))
    assert job["problem"]["code"] == "content_refused"
    assert job["charge"] == GIVEN_BACK
    assert two.second.requests == []


def test_where_both_fail_it_is_said_once_and_costs_nothing(
    two: Two, somebody: Visitor, images: ImageHost
) -> None:
    two.play("429", "500")
    job = somebody.extract(images.add("/both.jpg", pictures.jpeg(), "image/jpeg"))
    assert job["problem"]["code"] == "provider_busy"
    assert job["problem"]["retryable"] is True
    assert job["charge"] == GIVEN_BACK
    assert (len(two.first.requests), len(two.second.requests)) == (1, 2)


def test_who_fails_five_times_is_passed_over_and_everybody_is_answered(
    two: Two, somebody: Visitor, images: ImageHost
) -> None:
    two.play("503", "whole")
    used = [extracted(somebody, images)["result"]["usage"] for _ in range(5)]
    assert [usage["provider"] for usage in used] == ["openai"] * 5
    assert [usage["attempts"] for usage in used] == [3, 3, 2, 1, 1], "the fifth failure opens it"
    assert len(two.first.requests) == 5


def test_a_refused_key_is_tried_once_and_said_once(
    two: Two, somebody: Visitor, images: ImageHost
) -> None:
    two.play("401", "whole")
    said = len(refused(two.house))
    used = [extracted(somebody, images)["result"]["usage"] for _ in range(3)]
    attempts = [usage["attempts"] for usage in used]
    assert attempts == [2, 1, 1]
    assert len(two.first.requests) == 1
    lines = refused(two.house)
    assert len(lines) == said + 1
    assert "ERROR" in lines[-1]


def extracted(somebody: Visitor, images: ImageHost) -> Any:
    """Return the job of a picture that nobody has asked about."""
    return somebody.extract(images.add("/another.jpg", pictures.jpeg(), "image/jpeg"))


def refused(house: House) -> list[str]:
    line = "gemini is not asked for a while (ProviderRefusedKey: 401)"
    return [said for said in house.logs().splitlines() if line in said]


def test_while_every_key_is_refused_everybody_reads_so_and_pays_nothing(
    two: Two, somebody: Visitor, images: ImageHost
) -> None:
    two.play("401", "401")
    for _ in range(2):
        job = extracted(somebody, images)
        assert job["problem"]["code"] == "provider_refused_key"
        assert job["problem"]["retryable"] is False
        assert job["charge"] == GIVEN_BACK
    assert len(two.first.requests) == len(two.second.requests) == 1


def test_each_host_gets_its_own_key_and_the_log_gets_none(
    two: Two, somebody: Visitor, images: ImageHost
) -> None:
    two.play("503", "whole")
    somebody.extract(images.add("/keys.jpg", pictures.jpeg(), "image/jpeg"))
    sent_first, sent_second = json.dumps(two.first.headers), json.dumps(two.second.headers)
    assert (sent_first.count(GEMINI_KEY), sent_first.count(OPENAI_KEY)) == (2, 0), "asked twice"
    assert (sent_second.count(OPENAI_KEY), sent_second.count(GEMINI_KEY)) == (1, 0)
    bodies = json.dumps([two.first.requests, two.second.requests])
    assert "stray" not in (sent_first + sent_second + bodies).lower()
    logs = two.house.logs()
    for word in (OPENAI_KEY, GEMINI_KEY, "stray", "sk-secret", SEEN["title"]):
        assert word not in logs
    assert "gemini failed: provider_unavailable (503)" in logs


@pytest.mark.parametrize("script", ["401", "garbage", "whole"])
def test_no_key_is_kept_or_told(
    script: Script, two: Two, somebody: Visitor, images: ImageHost
) -> None:
    two.play(script, script)
    job = somebody.extract(images.add(f"/kept-{script}.jpg", pictures.jpeg(), "image/jpeg"))
    held = [json.dumps(job), *(each.text for each in everything(two.house))]
    held.append(Path(two.house.database_url.removeprefix("sqlite:///")).read_text("latin-1"))
    assert len(held) > 10
    for word in (OPENAI_KEY, GEMINI_KEY, "stray", "sk-secret"):
        assert [text for text in held if word in text] == []
