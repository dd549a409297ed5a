"""The places for readers of events: bounded, and the oldest of a job makes room."""

import json

import pytest
from redis import Redis

from server.api import events
from server.api.streams import MOST_FOR_A_JOB, Streams
from server.errors import TooManyStreams
from tests.api.conftest import Door

URL = "https://pictures.example.org/a.png"


def test_a_fifth_reader_of_a_job_takes_the_place_of_the_first() -> None:
    streams = Streams(100)
    readers = [streams.enter("job") for _ in range(MOST_FOR_A_JOB + 1)]
    other = streams.enter("another")
    assert [reader.is_closed for reader in [*readers, other]] == [True] + [False] * 5


def test_a_full_process_takes_no_more_and_a_vanished_reader_makes_room() -> None:
    streams = Streams(2)
    first = streams.enter("a")
    streams.enter("b")
    with pytest.raises(TooManyStreams):
        streams.enter("c")
    streams.leave("a", first)
    streams.enter("c")


def test_a_closed_reader_that_leaves_late_frees_its_place_once() -> None:
    streams = Streams(MOST_FOR_A_JOB + 1)
    readers = [streams.enter("job") for _ in range(MOST_FOR_A_JOB + 1)]
    for reader in readers:
        streams.leave("job", reader)
    for _ in range(MOST_FOR_A_JOB + 1):
        streams.enter("other")
    with pytest.raises(TooManyStreams):
        streams.enter("one too many")


def test_a_quiet_stream_beats_and_gives_its_place_back(
    door: Door, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr("server.app.web.MOST_STREAMS", 1)
    web = door()
    who = {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}
    proof = web.post("/v1/proofs", json={"image_url": URL}, headers=who).get_json()
    web.post("/v1/extractions", json={"image_url": URL, "proof": proof["proof"]}, headers=who)
    path = f"/v1/extractions/{proof['id']}/events"

    stream = web.get(path, headers=who, buffered=False)
    pieces = iter(stream.response)
    assert b"event: state" in next(pieces)
    assert next(pieces) == events.HEARTBEAT.encode()
    refused = web.get(path, headers=who)
    assert (refused.status_code, json.loads(refused.data)["code"]) == (503, "too_many_streams")
    assert int(refused.headers["Retry-After"]) > 0
    stream.close()
    again = web.get(path, headers=who, buffered=False)
    assert again.status_code == 200
    again.close()


def test_a_malformed_last_event_id_is_the_beginning(door: Door, client: Redis) -> None:
    web = door()
    who = {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}
    proof = web.post("/v1/proofs", json={"image_url": URL}, headers=who).get_json()
    web.post("/v1/extractions", json={"image_url": URL, "proof": proof["proof"]}, headers=who)
    for last in ("nonsense", "1-2-3", "-", "9" * 40):
        stream = web.get(
            f"/v1/extractions/{proof['id']}/events",
            headers={**who, "Last-Event-ID": last},
            buffered=False,
        )
        assert b"event: state" in next(iter(stream.response))
        stream.close()


def test_who_follows_a_job_that_is_erased_is_let_go(
    door: Door, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "WAIT_SECONDS", 0.05)
    web = door()
    who = {"Authorization": f"Bearer {web.post('/v1/trial').get_json()['token']}"}
    proof = web.post("/v1/proofs", json={"image_url": URL}, headers=who).get_json()
    web.post("/v1/extractions", json={"image_url": URL, "proof": proof["proof"]}, headers=who)
    path = f"/v1/extractions/{proof['id']}"
    pieces = iter(web.get(f"{path}/events", headers=who, buffered=False).response)
    assert b"event: state" in next(pieces)
    assert web.delete(path, headers=who).status_code == 204
    assert list(pieces) == []
