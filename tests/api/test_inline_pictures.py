"""A picture that is its own address: one proof for all its spellings, and few bytes after."""

import json
import logging
from base64 import b64encode

import pytest
from redis import Redis

from server.api.payloads import ProofRequest
from server.net.data_url import NO_PICTURE, canonical_data_url
from tests.api.conftest import Door
from tests.support import pictures

LETTERS = b64encode(pictures.png()).decode()
URL = f"data:image/png;base64,{LETTERS}"
OTHER_WORDS = f"DATA:image/jpeg;name=a;base64,%20{LETTERS.rstrip('=')}#top"


def bearer(web: object) -> dict[str, str]:
    token = web.post("/v1/trial").get_json()["token"]  # type: ignore[attr-defined]
    return {"Authorization": f"Bearer {token}"}


def test_a_proof_for_one_spelling_is_redeemed_with_another(door: Door) -> None:
    web = door()
    who = bearer(web)
    proof = web.post("/v1/proofs", json={"image_url": URL}, headers=who).get_json()["proof"]
    another = {"image_url": f"data:image/png;base64,{LETTERS[:-8]}", "proof": proof}
    refused = web.post("/v1/extractions", json=another, headers=who)
    assert (refused.status_code, refused.get_json(force=True)["code"]) == (422, "proof_mismatch")
    for status, spelt in ((202, OTHER_WORDS), (200, URL)):
        body = {"image_url": spelt, "proof": proof}
        assert web.post("/v1/extractions", json=body, headers=who).status_code == status


def test_what_is_told_of_a_job_holds_no_picture(
    door: Door, client: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    web = door()
    who = bearer(web)
    proof = web.post("/v1/proofs", json={"image_url": URL}, headers=who).get_json()
    body = {"image_url": URL, "proof": proof["proof"]}
    told = [
        web.post("/v1/extractions", json=body, headers=who),
        web.post("/v1/extractions", json=body, headers=who),
        web.get(f"/v1/extractions/{proof['id']}", headers=who),
        web.get("/v1/extractions", headers=who),
    ]
    assert all(LETTERS[100:140] not in answer.text for answer in told)
    assert LETTERS[100:140] not in caplog.text
    assert LETTERS[100:140] not in json.dumps(client.lrange("celery", 0, -1))
    exported = web.get("/v1/me/export", headers=who).get_json()
    assert exported["extractions"][0]["image_url"] == canonical_data_url(URL)
    assert canonical_data_url(URL).startswith(NO_PICTURE)


def test_the_longest_picture_is_taken(door: Door) -> None:
    web = door()
    url = "data:image/png;base64," + b64encode(bytes(1024 * 1024)).decode()
    assert len(url) < ProofRequest.most_bytes
    answer = web.post("/v1/proofs", json={"image_url": url}, headers=bearer(web))
    assert answer.status_code == 201
