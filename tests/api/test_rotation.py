"""Keys rotate over hosts that change one after the other: nobody is refused, in the right order."""

from itertools import pairwise, product

import pytest
from flask.testing import FlaskClient

from server.admission import tokens
from tests.api.conftest import Door
from tests.support.clock import Clock

URL = "https://pictures.example.org/a.png"
OLD, NEW = "o" * 32, "n" * 32
# The keys of two hosts, step by step. The old one is dropped when no token of it lives.
RIGHT = [
    ((OLD,), (OLD,)),
    ((NEW, OLD), (OLD,)),
    ((NEW, OLD), (NEW, OLD)),
    ((OLD, NEW), (NEW, OLD)),
    ((OLD, NEW), (OLD, NEW)),
]
DROPPED = [((OLD, NEW), (OLD, NEW)), ((NEW,), (OLD, NEW)), ((NEW,), (NEW,))]
WRONG = [((OLD,), (OLD,)), ((OLD, NEW), (OLD,)), ((OLD, NEW), (OLD, NEW))]
Step = tuple[tuple[str, ...], tuple[str, ...]]


def extraction(trial: FlaskClient, prover: FlaskClient, redeemer: FlaskClient) -> list[int]:
    """Go the way over up to three hosts; return what each said."""
    who = {"Authorization": f"Bearer {trial.post('/v1/trial').get_json()['token']}"}
    given = prover.post("/v1/proofs", json={"image_url": URL}, headers=who)
    body = {"image_url": URL, "proof": (given.get_json() or {}).get("proof", "")}
    return [given.status_code, redeemer.post("/v1/extractions", json=body, headers=who).status_code]


def refused(door: Door, steps: list[Step]) -> int:
    """Return how many calls were refused of all that span two hosts and two steps."""
    plenty = {"limit_trials": "1000/day", "limit_proofs_minute": "1000/day",
              "limit_proofs_day": "1000/day"}  # fmt: skip
    hosts = {keys: door(secret_keys=keys, **plenty) for step in steps for keys in step}
    said: list[int] = []
    for before, after in pairwise(steps):
        for way in product([*before, *after], after, after):
            said += extraction(*(hosts[keys] for keys in way))
    return len(said) - said.count(201) - said.count(202)


@pytest.mark.parametrize("steps", [RIGHT, DROPPED], ids=["added", "dropped"])
def test_a_key_that_is_known_everywhere_before_it_signs_refuses_nobody(
    steps: list[Step], door: Door
) -> None:
    assert refused(door, steps) == 0


def test_a_key_that_signs_before_it_is_known_everywhere_does(door: Door) -> None:
    assert refused(door, WRONG) > 0


@pytest.mark.parametrize(
    ("ahead", "accepted"), [(30, True), (-30, True), (31, False), (29.9, True), (-31, False)]
)
def test_a_host_whose_clock_is_off(
    ahead: float, accepted: bool, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(1_800_000_000.0)
    default = tokens._Signed.__init__
    monkeypatch.setattr(default, "__defaults__", (clock,))
    here = door()
    monkeypatch.setattr(default, "__defaults__", (Clock(clock.now + ahead),))
    there = door()
    statuses = [*extraction(there, here, there), *extraction(here, there, here),
                *extraction(there, there, here)]  # fmt: skip
    assert (set(statuses) == {201, 202}) is accepted, statuses
