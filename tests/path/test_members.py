"""A member's extraction through the whole service: paid once, given back where nothing is owed."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import pytest

from server.net.redis import connect
from tests.support import pictures
from tests.support.house import House, running_house, with_model
from tests.support.image_host import ImageHost
from tests.support.member import Member
from tests.support.postgres import empty_database
from tests.support.provider import ProviderServer
from tests.support.racing import at_once
from tests.support.waiting import until

pytestmark = pytest.mark.processes

SETTLED = {"unit": "credit", "amount": 1, "state": "settled"}
GIVEN_BACK = {"unit": "credit", "amount": 0, "state": "released"}
FREE = {"unit": "none", "amount": 0, "state": "released"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(
    request: pytest.FixtureRequest,
    images: ImageHost,
    scripted: ProviderServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """A service with a model, once on each kind of database."""
    with ExitStack() as stack:
        database_url = None
        if request.param == "postgresql":
            server = request.getfixturevalue("postgres")
            database_url = stack.enter_context(empty_database(server))
        yield stack.enter_context(
            running_house(
                tmp_path_factory.mktemp(request.param),
                port=None,
                redis_url=None,
                database_url=database_url,
                **with_model(images, scripted),
            )
        )


@pytest.fixture
def member(house: House, request: pytest.FixtureRequest) -> Iterator[Member]:
    """Somebody of this test alone, with five credits."""
    with (
        connect(house.redis_url) as client,
        Member(house.url, client, request.node.name) as somebody,
    ):
        house.balances.put(somebody.account, 5)
        yield somebody


def has(house: House, member: Member, credits_: int) -> None:
    # What is owed in SQL follows the job's end in Redis by a moment.
    until(lambda: house.balances.of(member.account) == credits_, what=f"a balance of {credits_}")


def test_an_answer_of_a_model_costs_one_credit(
    house: House, images: ImageHost, provider: ProviderServer, member: Member
) -> None:
    url = images.add("/a.png", pictures.png())
    proven = member.prove(url).json()
    assert proven["allowance"] == {"unit": "credit", "limit": None, "remaining": 5}
    job = member.extract(url)
    assert job["result"]["origin"] == "inferred"
    assert job["charge"] == SETTLED
    has(house, member, 4)


def test_what_fails_is_given_back(
    house: House, images: ImageHost, provider: ProviderServer, member: Member
) -> None:
    provider.script = "500"
    job = member.extract(images.add("/a.png", pictures.png()))
    assert job["charge"] == GIVEN_BACK
    has(house, member, 5)


def test_what_the_file_says_is_free(house: House, images: ImageHost, member: Member) -> None:
    job = member.extract(images.add("/told.png", pictures.png(pictures.PARAMETERS)))
    assert job["result"]["origin"] == "embedded"
    assert job["charge"] == FREE
    has(house, member, 5)


def test_a_retry_costs_nothing(
    house: House, images: ImageHost, provider: ProviderServer, member: Member
) -> None:
    url = images.add("/a.png", pictures.png())
    proof = member.prove(url).json()["proof"]
    answers = [member.redeem(url, proof) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [202, 200, 200, 200]
    job_id = answers[0].json()["id"]
    until(lambda: member.job(job_id)["finished_at"], what="the job")
    assert member.redeem(url, proof).json()["id"] == job_id
    has(house, member, 4)


def test_of_sixteen_at_once_on_a_balance_of_one_one_is_admitted(
    house: House, images: ImageHost, provider: ProviderServer, member: Member
) -> None:
    url = images.add("/a.png", pictures.png())
    proofs = [member.prove(url).json()["proof"] for _ in range(16)]
    house.balances.put(member.account, 1)
    answers = at_once([partial(member.redeem, url, proof) for proof in proofs])
    assert sorted(answer.status_code for answer in answers) == [202] + [402] * 15
    refused = next(answer.json() for answer in answers if answer.status_code == 402)
    assert refused["code"] == "credits_used_up"
    admitted = next(answer.json() for answer in answers if answer.status_code == 202)
    until(lambda: member.job(admitted["id"])["finished_at"], what="the job")
    assert member.job(admitted["id"])["charge"] == SETTLED
    has(house, member, 0)
    assert member.prove(url).json()["code"] == "credits_used_up"
