"""A member's own key through the whole service: used for them alone, charged nowhere else."""

from collections.abc import Iterator

import pytest

from server.net.redis import connect
from tests.support import pictures
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.member import Member
from tests.support.provider import ProviderServer
from tests.support.visitor import Visitor

pytestmark = pytest.mark.processes

KEY = "sk-of-my-own-4711"
SETTLED = {"unit": "own-key", "amount": 0, "state": "settled"}
GIVEN_BACK = {"unit": "own-key", "amount": 0, "state": "released"}
FREE = {"unit": "none", "amount": 0, "state": "released"}


@pytest.fixture
def owner(house: House, request: pytest.FixtureRequest) -> Iterator[Member]:
    """Somebody of this test alone, with a key and without credits."""
    house.forget()
    with (
        connect(house.redis_url) as client,
        Member(house.url, client, request.node.name) as somebody,
    ):
        brought = somebody.http.put(
            "/v1/account/keys/openai", json={"key": KEY}, headers=somebody.headers
        )
        assert brought.status_code == 204, brought.text
        yield somebody


def keys(provider: ProviderServer) -> list[str]:
    """Return the keys that the last questions came with."""
    used = [each["authorization"] for each in provider.headers[-len(provider.requests) :]]
    return used if provider.requests else []


def test_it_pays_for_its_owner_and_shares_nothing(
    owner: Member, visitor: Visitor, images: ImageHost, provider: ProviderServer, house: House
) -> None:
    url = images.add("/own-key.png", pictures.png())
    first = owner.extract(url)
    assert (first["result"]["origin"], first["charge"]) == ("inferred", SETTLED)
    assert first["result"]["usage"]["attempts"] == 1
    assert keys(provider) == [f"Bearer {KEY}"]
    assert visitor.extract(url)["result"]["usage"]["attempts"] == 1, "what it said was not kept"
    assert owner.extract(url)["charge"] == SETTLED, "what others were told is not given"
    assert keys(provider) == [f"Bearer {KEY}", "Bearer sk-test", f"Bearer {KEY}"]
    told = owner.extract(images.add("/own-told.png", pictures.png(pictures.PARAMETERS)))
    assert (told["result"]["origin"], told["charge"]) == ("embedded", FREE)
    assert "of-my-own" not in house.logs()


@pytest.mark.parametrize(("script", "code"), [("401", "own_key_refused"), ("500", "provider")])
def test_where_it_fails_nobody_else_is_asked_and_nobody_else_suffers(
    script: str, code: str, owner: Member, visitor: Visitor, images: ImageHost,
    provider: ProviderServer, house: House,
) -> None:  # fmt: skip
    provider.script = "401" if script == "401" else "500"
    url = images.add(f"/own-{script}.png", pictures.png())
    for _ in range(5):
        failed = owner.extract(url)
        assert failed["problem"]["code"].startswith(code)
        assert failed["charge"] == GIVEN_BACK
    assert set(keys(provider)) == {f"Bearer {KEY}"}
    provider.script = "whole"
    assert visitor.extract(url)["result"]["origin"] == "inferred", "no circuit knows of it"
    assert "of-my-own" not in house.logs()


def test_a_key_that_is_gone_when_its_job_begins_is_said(
    owner: Member, images: ImageHost, provider: ProviderServer, house: House
) -> None:
    url = images.add("/own-gone.png", pictures.png())
    proof = owner.prove(url).json()["proof"]
    owner.http.delete("/v1/account/keys/openai", headers=owner.headers)
    assert owner.redeem(url, proof).json()["code"] == "credits_used_up"
    assert provider.requests == []
