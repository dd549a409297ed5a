"""What a record holds: these fields, and no place for anything else."""

import json
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import inspect

from server.api.payloads import ProofRequest
from server.domain.job import Job
from server.domain.result import Result
from tests.api.conftest import Door
from tests.privacy.story import ACCOUNT, Story
from tests.support.connecting import EMAIL, Window
from tests.support.house import House
from tests.support.imgpilot import ImgPilotServer
from tests.support.kept import in_database, in_redis

ORDER = {"image_url", "language", "fresh"}
COURSE = {"state", "attempt", "created_at", "charge", "published", "holder", "started", "told"}
ANSWER = {"finished_at", "question", "result", "problem"}
OURS = {
    "lens_account": {"id", "email", "connected_at"},
    "lens_own_key": {"account_id", "provider", "model", "secret", "kept_at"},
    "lens_hold": {"job_id", "account_id", "amount", "state", "created_at", "expires_at"},
    "lens_entry": {"id", "job_id", "account_id", "kind", "amount", "at"},
}
MORE = {"name": "Somebody-in-Full", "picture": "https://a.example/face", "phone_number": "555-0100"}


def _hashes(house: House, pattern: str) -> list[dict[str, str]]:
    with Redis.from_url(house.redis_url, decode_responses=True) as client:
        names = [name for name in client.scan_iter(pattern) if client.type(name) == "hash"]
        return [client.hgetall(name) for name in names]


@pytest.mark.parametrize("field", ["page_url", "page_title", "referrer", "cookies", "alt"])
def test_pl_02_a_request_has_no_place_for_the_page(field: str, door: Door) -> None:
    """The address of the image and two wishes; whatever else is sent is refused unread."""
    web = door()
    who = {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}
    asked = {"image_url": "https://pictures.example.org/a.png", field: "of the page"}
    assert set(ProofRequest.model_fields) == ORDER
    for path, more in (("/v1/proofs", {}), ("/v1/extractions", {"proof": "a proof"})):
        answer = web.post(path, json={**asked, **more}, headers=who)
        assert (answer.status_code, answer.get_json(force=True)["code"]) == (400, "bad_request")


@pytest.mark.processes
def test_pl_03_a_job_holds_the_order_its_course_and_the_answer(story: Story, house: House) -> None:
    """Every field of every job's record; and the answer has no place for a page."""
    jobs = _hashes(house, "pl:*:job:*")
    assert len(jobs) >= len(story.jobs)
    held = {field for job in jobs for field in job}
    assert held == ORDER | COURSE | ANSWER, "stage is only there while somebody works"
    for job in story.jobs:
        assert set(job) == set(Job.model_fields)
        assert job["result"] is None or set(job["result"]) == set(Result.model_fields)
    assert set(Result.model_fields) == {
        "origin", "title", "language", "prompts", "slots", "tags", "image", "source",
        "declared_ai", "warnings", "usage", "versions",
    }  # fmt: skip


@pytest.mark.processes
def test_pl_05_the_rows_of_an_account_have_these_columns_and_no_others(house: House) -> None:
    """Its id and email, own keys, and what was booked; the balance is in ImgPilot's own table."""
    tables = inspect(house.balances.engine)
    names = set(tables.get_table_names()) - {house.balances.names.table, "lens_version"}
    found = {name: {each["name"] for each in tables.get_columns(name)} for name in names}
    assert found == OURS


@pytest.mark.processes
def test_pl_05_a_session_is_whose_and_when(story: Story, house: House) -> None:
    """Under a hash of its token lie the account and two moments: no browser's name, no place."""
    with Redis.from_url(house.redis_url, decode_responses=True) as client:
        records: list[Any] = [json.loads(client.get(n)) for n in client.scan_iter("pl:session:*")]
    mine = [record for record in records if record[0] == ACCOUNT]
    assert mine
    for account, *moments in mine:
        assert account == ACCOUNT
        assert [type(each) for each in moments] == [float, float]


def test_pl_05_whatever_else_imgpilot_tells_of_somebody_is_not_kept(
    door: Door, signs_in: ImgPilotServer, client: Redis, redis_url: str
) -> None:
    """A name, a face and a number in the signed answer go no further than the sign-in."""
    signs_in.forge(**MORE)
    window = Window(door(**signs_in.settings))
    export = window.web.get("/v1/me/export", headers=window.member()).get_json()
    assert set(export) == {"account", "sessions"}
    assert set(export["account"]) == OURS["lens_account"]
    assert export["account"]["email"] == EMAIL
    kept = [*in_database(signs_in.database_url), *in_redis(redis_url)]
    assert any(EMAIL in each.text for each in kept)
    assert [each for each in kept for word in MORE.values() if word in each.text] == []
