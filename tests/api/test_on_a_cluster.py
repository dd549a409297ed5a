"""The whole door over a cluster of three nodes; the queue has a Redis of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from server.net.redis import connect, kept_too_long
from tests.api.conftest import Door
from tests.support.redis_kinds import cluster

URL = "https://pictures.example.org/a.png"


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[str]:
    with cluster(tmp_path) as url:
        yield url


def test_a_trial_goes_its_way_over_a_cluster(
    door: Door, nodes: str, redis_url: str, client: Redis
) -> None:
    web = door(redis_url=nodes, broker_url=redis_url)
    from_v6 = {"REMOTE_ADDR": "2001:db8::1"}
    trial = web.post("/v1/trial", environ_base=from_v6).get_json()
    who = {"Authorization": f"Bearer {trial['token']}"}
    asked = {"image_url": URL}
    for number in range(3):
        proof = web.post("/v1/proofs", json=asked, headers=who, environ_base=from_v6).get_json()
        assert proof["allowance"]["remaining"] == 3 - number
        body = {**asked, "proof": proof["proof"]}
        said = [web.post("/v1/extractions", json=body, headers=who).status_code for _ in range(2)]
        assert said == [202, 200]
    assert client.llen("celery") == 3
    refused = web.post("/v1/proofs", json=asked, headers=who, environ_base=from_v6)
    assert refused.status_code == 402
    assert len(web.get("/v1/extractions", headers=who).get_json()["extractions"]) == 3
    assert web.get("/readyz").status_code == 200
    with connect(nodes) as kept:
        assert list(kept_too_long(kept, 30 * 24 * 3600)) == []
    assert web.delete("/v1/me", headers=who).status_code == 204
    assert web.get("/v1/me/export", headers=who).status_code == 401
