"""A member's own key in one job: it pays, it alone is asked with, and nobody else hears of it."""

import pytest
from redis import Redis

from server.analysis.ask import Listener
from server.credits.ledger import Ledger
from server.domain.account import Balance
from server.domain.analysis import Analysis
from server.domain.job import Charge, Job
from server.domain.picture import Normalised
from server.errors import OwnKeyRefused
from server.jobs.asking import Look
from server.jobs.compose import Seen
from server.jobs.job_store import JobStore
from server.jobs.keys import Keys
from server.jobs.queue import Publisher, make_queue
from server.jobs.redeem import Redeemer
from tests.jobs.conftest import PREFIX
from tests.jobs.deliveries import Desk
from tests.jobs.owners import MEMBER, ORDER, ref
from tests.jobs.shared_looks import USAGE, File, picture
from tests.support import pictures

HELD = Charge(unit="own-key", amount=0, state="held")
SETTLED = Charge(unit="own-key", amount=0, state="settled")
GIVEN_BACK = Charge(unit="own-key", amount=0, state="released")
ALL_OF_THREE = Balance(available=3, held=0)


@pytest.fixture
def redeemer(store: JobStore, ledger: Ledger, redis_url: str) -> Redeemer:
    """A door at which the member, and nobody else, has brought a key."""
    publisher = Publisher(make_queue(redis_url, 30, waits=False))
    return Redeemer(store, publisher, ledger, 3, lambda account: account == MEMBER.id)


@pytest.fixture
def desk(store: JobStore, ledger: Ledger) -> Desk:
    """Where a picture is looked at with the owner's key only."""
    return Desk(store, ledger, lambda *_: File(pictures.jpeg()), lambda *_: picture())


def told(store: JobStore) -> Job:
    return store.redeem(ref(), ORDER, closed=True, most_uses=None).job


def test_it_pays_from_the_proof_to_the_answer_and_names_no_question(
    redeemer: Redeemer, desk: Desk, store: JobStore, ledger: Ledger, client: Redis
) -> None:
    asked: list[tuple[str, Normalised, str]] = []

    def own_look(account: str) -> Look:
        def look(seen: Normalised, language: str, left: float, listener: Listener) -> Seen:
            asked.append((account, seen, language))
            assert 0 < left <= 30
            listener.gained("a kite")
            return Seen(Analysis(prompt="a kite", title="Kite"), USAGE)

        return look

    desk.own_look = own_look
    assert redeemer.redeem(ref(), ORDER, lapsed=False).job.charge == HELD
    assert ledger.balance("a1") == ALL_OF_THREE
    desk.run(ref())
    assert asked == [("a1", picture(), "en")]
    job = told(store)
    assert (job.state, job.charge) == ("succeeded", SETTLED)
    assert job.result is not None
    assert (job.result.origin, job.result.title) == ("inferred", "Kite")
    assert client.hget(Keys(PREFIX).job(ref()), "question") is None, "nobody shares it"
    assert desk.counted[0].labels == ("succeeded", "inferred", "account", "own-key")
    assert ledger.balance("a1") == ALL_OF_THREE


def refused(_: str) -> Look:
    def look(*_: object) -> Seen:
        raise OwnKeyRefused("as the provider said")

    return look


def test_where_it_is_refused_nobody_else_is_asked_and_nothing_is_owed(
    redeemer: Redeemer, desk: Desk, store: JobStore, ledger: Ledger
) -> None:
    desk.own_look = refused
    redeemer.redeem(ref(), ORDER, lapsed=False)
    desk.run(ref())
    job = told(store)
    assert job.charge == GIVEN_BACK
    assert job.problem is not None
    assert job.problem.code == OwnKeyRefused.code
    assert ledger.balance("a1") == ALL_OF_THREE
