"""An image that is its own address: there for whoever works on it, and gone with the end."""

from base64 import b64encode
from typing import Any

import pytest
from redis import Redis

from server.domain.job import Order
from server.errors import JobTimeout, ProofGone
from server.jobs.ending import Ending
from server.jobs.event_store import BEGINNING, EventStore
from server.jobs.history import History
from server.jobs.job_store import Attempt, JobStore, Redeemed
from server.jobs.keys import PICTURE_SECONDS, Keys
from server.net.data_url import NO_PICTURE
from tests.jobs.conftest import PREFIX
from tests.jobs.owners import MEMBER, ORDER, TRIAL, begun, ended, made, ref

PICTURE = NO_PICTURE + b64encode(bytes(range(256)) * 4000).decode()
INLINE = Order(PICTURE, "en", fresh=False)
KEY = Keys(PREFIX).picture(ref())


def redeem(store: JobStore, job_id: str = "j1") -> Redeemed:
    return store.redeem(ref(job_id), INLINE, closed=False, most_uses=None)


def held(client: Redis) -> list[str]:
    """Return every key under which a part of the picture lies."""
    part = PICTURE[500:600]
    keys: list[str] = client.keys()  # type: ignore[assignment]
    return [key for key in keys if part.encode() in (client.dump(key) or b"")]


@pytest.fixture(autouse=True)
def unpacked(client: Redis) -> None:
    client.config_set("rdbcompression", "no")  # or a dump would hide what it holds


def test_it_lies_beside_its_job_for_a_quarter_of_an_hour(store: JobStore, client: Redis) -> None:
    redeem(store)
    assert held(client) == [KEY]
    assert PICTURE_SECONDS - 10 <= int(client.ttl(KEY)) <= PICTURE_SECONDS == 15 * 60
    job, picture = (key.partition("}")[0] for key in (Keys(PREFIX).job(ref()), KEY))
    assert job == picture, "one hash slot"


def test_whoever_works_on_the_job_gets_it_a_second_attempt_too(store: JobStore) -> None:
    redeem(store)
    for number in range(3):
        attempt = store.begin(ref(), f"h{number}", 1000 + 31 * number)
        assert isinstance(attempt, Attempt)
        assert attempt.order == INLINE
        assert not attempt.worn_out


def test_it_goes_when_the_job_ends(store: JobStore, client: Redis) -> None:
    redeem(store)
    ended(store, ref(), settled=True)
    assert held(client) == []
    assert not client.exists(KEY)


def test_the_end_of_an_attempt_that_was_taken_over_leaves_it(
    store: JobStore, client: Redis
) -> None:
    redeem(store)
    old = begun(store, ref())
    assert isinstance(store.begin(ref(), "another", 2000), Attempt)
    assert not store.finish(old, Ending.failed("credit", JobTimeout()))
    assert held(client) == [KEY]


def test_a_job_that_kills_its_workers_keeps_none(store: JobStore, client: Redis) -> None:
    redeem(store)
    for number in range(4):
        attempt = store.begin(ref(), f"h{number}", 1000 + 31 * number)
    assert isinstance(attempt, Attempt)
    assert attempt.worn_out
    assert store.finish(attempt, Ending.failed("credit", JobTimeout()))
    assert held(client) == []


@pytest.mark.parametrize("state", ["queued", "running", "ended"])
def test_erasing_the_job_takes_it_away(
    state: str, store: JobStore, history: History, client: Redis
) -> None:
    redeem(store)
    if state == "running":
        begun(store, ref())
    elif state == "ended":
        ended(store, ref(), settled=False)
    assert history.erase_one(MEMBER, "j1")
    assert held(client) == []
    with pytest.raises(ProofGone):
        redeem(store)
    assert held(client) == [], "nor does its proof bring it back"


def test_a_job_that_comes_to_its_turn_too_late_is_given_up(store: JobStore, client: Redis) -> None:
    redeem(store)
    client.delete(KEY)  # as Redis does in time
    attempt = begun(store, ref())
    assert attempt.worn_out
    assert store.finish(attempt, Ending.failed("credit", JobTimeout()))


def test_the_proof_again_after_the_end_keeps_nothing(store: JobStore, client: Redis) -> None:
    redeem(store)
    ended(store, ref(), settled=True)
    assert not redeem(store).is_new
    assert held(client) == []


def test_a_job_that_may_not_be_made_keeps_nothing(store: JobStore, client: Redis) -> None:
    with pytest.raises(ProofGone):
        store.redeem(ref(), INLINE, closed=True, most_uses=None)
    assert held(client) == []


def test_no_reader_drags_it_along(store: JobStore, history: History, client: Redis) -> None:
    def sent() -> int:
        told: Any = client.info("stats")
        return int(told["total_net_output_bytes"])

    redeem(store)
    before = sent()
    for _ in range(20):
        redeem(store)
        assert history.find(MEMBER, "j1")
        assert history.all(MEMBER)
        EventStore(client).after(history.events_key(ref()), BEGINNING, 0)
        store.owed(ref())
        store.is_stranded(ref())
    assert sent() - before < len(PICTURE) / 10


def test_it_is_exported_while_it_is_held(store: JobStore, history: History) -> None:
    redeem(store)
    (running,) = history.export(MEMBER)
    assert running["image_url"] == PICTURE
    ended(store, ref(), settled=True)
    (over,) = history.export(MEMBER)
    assert over["image_url"] == NO_PICTURE


def test_an_account_exports_what_its_trial_still_holds(store: JobStore, history: History) -> None:
    store.redeem(ref("t", TRIAL), INLINE, closed=False, most_uses=3)
    history.adopt(MEMBER, TRIAL)
    assert [job["image_url"] for job in history.export(MEMBER)] == [PICTURE]


def test_an_address_elsewhere_is_kept_with_its_job(
    store: JobStore, history: History, client: Redis
) -> None:
    made(store, ref())
    assert not client.exists(KEY)
    assert begun(store, ref()).order == ORDER
    ended(store, ref(), settled=True)
    assert history.export(MEMBER)[0]["image_url"] == ORDER.image_url


def test_no_order_prints_its_image(store: JobStore) -> None:
    redeem(store)
    assert PICTURE[:40] not in f"{INLINE} {INLINE!r} {begun(store, ref())!r}"
