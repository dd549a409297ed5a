"""Erasing through the whole service: what is looked for afterwards is not found."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
from redis import Redis

from server.jobs.keys import MARK_SECONDS
from server.net.redis import connect
from tests.support import pictures
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.kept import Kept, everything
from tests.support.member import Member
from tests.support.provider import SEEN, ProviderServer
from tests.support.visitor import Visitor
from tests.support.waiting import until

pytestmark = pytest.mark.processes

KEY = "sk-of-one-who-goes"


@pytest.fixture
def redis(house: House) -> Iterator[Redis]:
    house.forget()
    with connect(house.redis_url) as client:
        yield client


def member(house: House, redis: Redis, account: str) -> AbstractContextManager[Member]:
    house.balances.put(account, 5)
    return Member(house.url, redis, account)


def holding(house: House, *words: str) -> list[Kept]:
    return [each for each in everything(house) if any(word in each.text for word in words)]


def quiet(redis: Redis) -> bool:
    """Tell whether no message of a job is on its way."""
    return not redis.exists("celery", "unacked")


def test_pl_14_sb_11_of_an_erased_member_only_what_was_booked_is_found(
    house: House, images: ImageHost, provider: ProviderServer, redis: Redis
) -> None:
    """Jobs, the answer that they made, keys and sessions are gone; ids and amounts are left."""
    url = images.add("/member-who-goes.png", pictures.png())
    with member(house, redis, "member-who-goes") as somebody:
        job_id = somebody.extract(url)["id"]
        body = {"key": KEY}
        somebody.http.put("/v1/account/keys/openai", json=body, headers=somebody.headers)
        question = str(redis.hget(f"pl:{{account:member-who-goes}}:job:{job_id}", "question"))
        assert redis.exists(f"pl:{{question:{question}}}:answer")
        assert somebody.http.delete("/v1/me", headers=somebody.headers).status_code == 204
    until(lambda: quiet(redis), what="the queue to be empty")
    assert holding(house, "member-who-goes.png", KEY, question) == []
    left = holding(house, "member-who-goes")
    marks = {each.where.split()[0] for each in left if each.where.startswith("pl:")}
    assert marks == {f"pl:{{account:member-who-goes}}:job:{job_id}"}
    assert all(0 < int(redis.ttl(mark)) <= MARK_SECONDS for mark in marks)
    assert set(redis.hgetall(marks.pop())) == {"state", "charge"}
    rows = {each.where for each in left if not each.where.startswith("pl:")}
    assert rows == {"lens_hold", "lens_entry", house.balances.names.table}


def test_pl_14_of_an_erased_trial_only_a_mark_is_found(
    house: House, images: ImageHost, provider: ProviderServer, redis: Redis
) -> None:
    """The mark stays as long as the token could live: forgetting it would be a refill."""
    url = images.add("/trial-who-goes.png", pictures.png())
    with Visitor(house.url) as somebody:
        job_id = somebody.extract(url)["id"]
        held = somebody.http.get("/v1/me/export", headers=somebody.headers).json()
        trial = held["trial"]["id"]
        assert somebody.http.delete("/v1/me", headers=somebody.headers).status_code == 204
        assert somebody.prove(url).status_code == 401
    until(lambda: quiet(redis), what="the queue to be empty")
    assert holding(house, "trial-who-goes.png", held["extractions"][0]["question"]) == []
    names = {each.where.split()[0] for each in holding(house, trial)}
    assert names == {f"pl:{{trial:{trial}}}:ended", f"pl:{{trial:{trial}}}:job:{job_id}"}


def test_pl_13_sb_11_an_export_tells_all_that_the_stores_hold_of_somebody(
    house: House, images: ImageHost, provider: ProviderServer, redis: Redis
) -> None:
    """The order, the answer, the bookings, the sessions and that there is a key."""
    url = images.add("/exported.png?all", pictures.png())
    with member(house, redis, "member-who-asks") as somebody:
        job = somebody.extract(url)
        somebody.http.put("/v1/account/keys/gemini", json={"key": KEY}, headers=somebody.headers)
        held = somebody.http.get("/v1/me/export", headers=somebody.headers).json()
    (told,) = held["extractions"]
    assert {name: told[name] for name in ("id", "charge")} == {n: job[n] for n in ("id", "charge")}
    assert (told["image_url"], told["language"]) == (url, "en")
    assert told["result"]["prompts"]["general"]["prompt"] == SEEN["prompt"]
    assert [each["job_id"] for each in held["credits"]] == [job["id"]] * len(held["credits"])
    assert [each["provider"] for each in held["own_keys"]] == ["gemini"]
    assert len(held["sessions"]) == 1
    rows = {each.where for each in holding(house, "member-who-asks")}
    stores = {where.rpartition("}:")[2].partition(":")[0] for where in rows if "pl:{" in where}
    assert stores == {"job", "jobs", "sessions"}, "each of them is told"


def test_sb_03_sb_06_a_member_lists_extractions_and_erases_one(
    house: House, images: ImageHost, provider: ProviderServer, redis: Redis
) -> None:
    """The newest first; what is erased is gone from the list, from sight and from the store."""
    urls = [images.add(f"/listed-{n}.png", pictures.png()) for n in range(2)]
    with member(house, redis, "member-who-lists") as somebody:
        first, second = (somebody.extract(url)["id"] for url in urls)
        assert listed(somebody) == [second, first]
        path = f"/v1/extractions/{first}"
        assert somebody.http.delete(path, headers=somebody.headers).status_code == 204
        assert listed(somebody) == [second]
        for method in ("GET", "DELETE"):
            assert somebody.http.request(method, path, headers=somebody.headers).status_code == 404
    assert holding(house, "listed-0.png") == []


def listed(somebody: Member) -> list[str]:
    answer = somebody.http.get("/v1/extractions", headers=somebody.headers)
    assert answer.status_code == 200, answer.text
    return [job["id"] for job in answer.json()["extractions"]]
