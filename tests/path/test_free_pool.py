"""The day's money for everybody without an account is spent; who needs none of it goes on."""

from collections.abc import Iterator

import pytest

from server.net.redis import connect
from tests.support import pictures
from tests.support.charges import FREE, GIVEN_BACK, SETTLED
from tests.support.house import House, running_house, with_model
from tests.support.image_host import ImageHost
from tests.support.member import Member
from tests.support.provider import ProviderServer
from tests.support.visitor import Visitor

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def house(
    images: ImageHost, scripted: ProviderServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A service whose pool pays for one question at a time, and not for two."""
    settings = {**with_model(images, scripted), "PROMPT_LENS_FREE_POOL_USD_PER_DAY": "0.022"}
    folder = tmp_path_factory.mktemp("pool")
    with running_house(folder, port=None, redis_url=None, **settings) as running:
        yield running


def taken(house: House) -> int:
    with connect(house.redis_url) as redis:
        return sum(int(redis.hget(day, "taken") or 0) for day in redis.scan_iter("pl:{pool}:*"))


def test_a_spent_pool_stops_trials_plainly_and_nobody_else(
    house: House, images: ImageHost, provider: ProviderServer
) -> None:
    known, new = pictures.jpeg(), pictures.jpeg()
    known_url = images.add("/known.jpg", known, "image/jpeg")
    url = images.add("/new.jpg", new, "image/jpeg")
    own = images.add("/own.png", pictures.png(pictures.PARAMETERS))
    with Visitor(house.url) as trial, connect(house.redis_url) as redis:
        assert trial.extract(known_url)["charge"] == SETTLED
        assert taken(house) == 600, "what was reserved is corrected to what was billed"
        (day,) = redis.scan_iter("pl:{pool}:*")
        redis.hset(day, "taken", 16_000)

        job = trial.extract(url)
        assert job["state"] == "failed"
        assert job["charge"] == GIVEN_BACK
        assert job["problem"]["code"] == "free_pool_spent"
        assert job["problem"]["retryable"] is False
        assert "account" in job["problem"]["next_step"]
        assert len(provider.requests) == 1

        assert trial.extract(own)["result"]["origin"] == "embedded"
        assert trial.extract(known_url)["charge"] == FREE
        assert trial.remaining(url) == 2
        with Member(house.url, redis, "a1") as member:
            house.balances.put("a1", 2)
            assert member.extract(url)["charge"]["unit"] == "credit"
        assert trial.extract(url)["charge"] == FREE, "what the member was told is known now"
        assert taken(house) == 16_000


def test_what_fails_without_a_bill_is_not_taken_from_the_pool(
    house: House, images: ImageHost, provider: ProviderServer
) -> None:
    provider.script = "503"
    with Visitor(house.url) as trial, connect(house.redis_url) as redis:
        redis.delete(*redis.scan_iter("pl:{pool}:*"))
        job = trial.extract(images.add("/away.jpg", pictures.jpeg(), "image/jpeg"))
        assert job["problem"]["code"] == "provider_unavailable"
        assert taken(house) == 0
