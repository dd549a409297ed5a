"""How often Redis is asked on the way of one anonymous extraction."""

import pytest
from flask.testing import FlaskClient
from redis import ConnectionPool

from tests.api.conftest import Door

URL = "https://pictures.example.org/a.png"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Note every time that a connection is taken, which is once for each round trip."""
    taken: list[object] = []
    original = ConnectionPool.get_connection

    def counted(self: ConnectionPool, *args: object, **more: object) -> object:
        # The queue has its own pool, of another library's making.
        if type(self) is ConnectionPool and self.connection_kwargs.get("protocol") == 2:
            taken.append(self)
        return original(self, *args, **more)

    monkeypatch.setattr(ConnectionPool, "get_connection", counted)
    return taken


def test_a_proof_takes_one_and_a_redemption_two(door: Door, asked: list[object]) -> None:
    web = door()
    who = {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}
    redeem(web, who)  # the scripts are loaded
    asked.clear()
    body = {"image_url": URL}
    proof = web.post("/v1/proofs", json=body, headers=who).get_json()["proof"]
    assert len(asked) == 1
    web.post("/v1/extractions", json={**body, "proof": proof}, headers=who)
    assert len(asked) == 3, "one redeems, one remembers that it is queued"


def redeem(web: FlaskClient, who: dict[str, str]) -> None:
    body = {"image_url": URL}
    proof = web.post("/v1/proofs", json=body, headers=who).get_json()["proof"]
    web.post("/v1/extractions", json={**body, "proof": proof}, headers=who)
