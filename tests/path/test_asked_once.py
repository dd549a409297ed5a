"""A model is asked once about a picture: by ten at once, by one after another, by none twice."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis

from server.net.redis import connect
from tests.support import pictures
from tests.support.charges import FREE, GIVEN_BACK, SETTLED
from tests.support.children import child
from tests.support.house import House, environment, running_house, with_model, worker_command
from tests.support.image_host import ImageHost
from tests.support.member import Member
from tests.support.provider import SEEN, ProviderServer
from tests.support.readers import Readers
from tests.support.visitor import Visitor
from tests.support.waiting import until

pytestmark = pytest.mark.processes


@pytest.fixture
def redis(house: House) -> Iterator[Redis]:
    with connect(house.redis_url) as client:
        yield client


def answers(redis: Redis) -> set[str]:
    return set(redis.scan_iter("pl:{question:*:answer"))


def test_ten_visitors_at_once_are_one_call_ten_results_and_one_charge(
    house: House, images: ImageHost, provider: ProviderServer, tmp_path: Path
) -> None:
    provider.script = "wait"
    same = pictures.jpeg(1200, 900)
    urls = [images.add(f"/ten-{number}.jpg", same, "image/jpeg") for number in range(10)]
    env = environment(
        PROMPT_LENS_REDIS_URL=house.redis_url,
        PROMPT_LENS_DATABASE_URL=house.database_url,
        **with_model(images, provider),
    )
    with ExitStack() as stack:
        stack.enter_context(child(worker_command(), tmp_path / "second.log", env))
        readers = stack.enter_context(Readers(lambda: Visitor(house.url)))
        ten = [readers.start(url) for url in urls]
        # More than one worker has threads: all ten hear the same words at the same time.
        until(lambda: all("partial" in who.names for who, _ in ten), 40, "everybody to read")
        provider.go_on.set()
        jobs = [job.result() for _, job in ten]
        charges = [job["charge"] for job in jobs]
        assert len(provider.requests) == 1
        assert charges.count(SETTLED) == 1
        assert charges.count(FREE) == 9
        assert [who.grown for who, _ in ten] == [SEEN["prompt"]] * 10
        assert not any("restart" in who.names for who, _ in ten)
        assert [sorted(job["result"]) for job in jobs] == [sorted(jobs[0]["result"])] * 10
        told = [{k: v for k, v in job["result"].items() if k != "usage"} for job in jobs]
        assert told == [told[0]] * 10
        costs = sorted(job["result"]["usage"]["cost_usd"] for job in jobs)
        assert costs == [0] * 9 + [pytest.approx(0.0006)]
        left = [who.visitor.remaining(url) for (who, _), url in zip(ten, urls, strict=True)]
        assert sorted(left) == [2] + [3] * 9


def test_what_is_known_is_free_and_says_so(
    visitor: Visitor, images: ImageHost, provider: ProviderServer
) -> None:
    same = pictures.jpeg()
    first = visitor.extract(images.add("/known-1.jpg", same, "image/jpeg"))
    url = images.add("/known-2.jpg", same, "image/jpeg")
    second = visitor.extract(url)
    assert (first["charge"], second["charge"]) == (SETTLED, FREE)
    assert len(provider.requests) == 1
    assert second["result"]["origin"] == "inferred"
    assert second["result"]["prompts"] == first["result"]["prompts"]
    assert second["result"]["usage"] == {
        "provider": "openai", "model": "gpt-5.6-luna", "input_tokens": 0, "output_tokens": 0,
        "cost_usd": 0, "latency_ms": 0, "attempts": 0,
    }  # fmt: skip
    assert visitor.remaining(url) == 2

    assert visitor.extract(url, fresh=True)["charge"] == SETTLED
    assert visitor.extract(url, language="en-GB")["charge"] == SETTLED
    assert len(provider.requests) == 3


def test_a_refusal_is_kept_from_nobody_and_for_nobody(
    visitor: Visitor, images: ImageHost, provider: ProviderServer, redis: Redis
) -> None:
    before = answers(redis)
    url = images.add("/refused.jpg", pictures.jpeg(), "image/jpeg")
    provider.script = "refuse"
    for _ in range(2):
        job = visitor.extract(url)
        assert job["problem"]["code"] == "content_refused"
        assert job["charge"] == GIVEN_BACK
    assert len(provider.requests) == 2
    assert answers(redis) == before


@pytest.mark.parametrize("how", ["one", "all"])
@pytest.mark.parametrize("who", ["made", "used"])
def test_who_erases_an_extraction_erases_the_answer_that_it_made_or_used(
    who: str, how: str, house: House, images: ImageHost, provider: ProviderServer, redis: Redis
) -> None:
    before = answers(redis)
    url = images.add(f"/erased-{who}-{how}.jpg", pictures.jpeg(), "image/jpeg")
    with Visitor(house.url) as trial, Member(house.url, redis, f"{who}-{how}") as member:
        house.balances.put(member.account, 5)
        maker, user = (trial, member) if how == "one" else (member, trial)
        made, used = maker.extract(url), user.extract(url)
        assert used["charge"] == FREE
        assert len(answers(redis) - before) == 1
        eraser, job, other = (maker, made, user) if who == "made" else (user, used, maker)
        path = f"/v1/extractions/{job['id']}" if how == "one" else "/v1/me"
        assert eraser.http.delete(path, headers=eraser.headers).status_code == 204
        assert answers(redis) == before
        others = used if who == "made" else made
        assert other.job(others["id"])["result"], "what another was told is theirs"
        assert other.extract(url)["charge"]["state"] == "settled"
    assert len(provider.requests) == 2


@pytest.mark.parametrize("how", ["one", "all"])
def test_who_erases_while_the_model_writes_leaves_no_answer(
    how: str, house: House, images: ImageHost, provider: ProviderServer, redis: Redis
) -> None:
    before = answers(redis)
    provider.script = "wait"
    url = images.add(f"/erased-early-{how}.jpg", pictures.jpeg(), "image/jpeg")
    with Readers(lambda: Visitor(house.url)) as readers:
        leader, _ = readers.begin(url)
        path = f"/v1/extractions/{leader.job_id}" if how == "one" else "/v1/me"
        who = leader.visitor
        assert who.http.delete(path, headers=who.headers).status_code == 204
        assert not list(redis.scan_iter("pl:{question:*:lease"))
        provider.go_on.set()
        follower, job = readers.begin(url)
        assert job.result()["charge"] == SETTLED
        assert follower.grown == SEEN["prompt"]
    assert len(provider.requests) == 2
    assert len(answers(redis) - before) == 1, "the second one's, who has erased nothing"


def test_a_killed_leader_is_replaced_by_who_follows(
    images: ImageHost, provider: ProviderServer, tmp_path: Path
) -> None:
    provider.script = "wait"
    url = images.add("/killed.jpg", pictures.jpeg(), "image/jpeg")
    with ExitStack() as stack:
        house = stack.enter_context(
            running_house(tmp_path, port=None, redis_url=None, **with_model(images, provider))
        )
        os.killpg(house.worker.pid, signal.SIGTERM)
        house.worker.wait()
        env = environment(
            PROMPT_LENS_REDIS_URL=house.redis_url,
            PROMPT_LENS_DATABASE_URL=house.database_url,
            **with_model(images, provider),
        )
        *most, line = worker_command()
        narrow = [*most, line.replace("--concurrency 8", "--concurrency 1")]
        first = stack.enter_context(child(narrow, tmp_path / "narrow.log", env))
        readers = stack.enter_context(Readers(lambda: Visitor(house.url)))
        leader, _ = readers.begin(url)
        stack.enter_context(child(worker_command(), tmp_path / "wide.log", env))
        follow = [readers.begin(url) for _ in range(5)]
        assert len(provider.requests) == 1

        os.killpg(first.pid, signal.SIGKILL)
        provider.go_on.set()
        began = time.monotonic()
        jobs = [job.result() for _, job in follow]
        print(f"\nfollowers answered {time.monotonic() - began:.1f} s after the kill")
        assert time.monotonic() - began < 10
        assert len(provider.requests) == 2
        charges = [job["charge"] for job in jobs]
        assert charges.count(SETTLED) == 1
        assert charges.count(FREE) == 4
        assert [who.grown for who, _ in follow] == [SEEN["prompt"]] * 5

        # Its own job is delivered again when a model server's own long deadline is over.
        path = f"/v1/extractions/{leader.job_id}"
        assert leader.visitor.job(leader.job_id)["state"] == "running"
        leader.visitor.http.delete(path, headers=leader.visitor.headers)
