"""Somebody farms the free trial with every address that can be had, for two days."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from redis import Redis

from server.admission.free_pool import FreePool
from server.admission.gate import Gate, Members, Rates
from server.admission.limits import Limiter
from server.admission.network import Networks
from server.admission.tokens import ProofTokens, TrialTokens
from server.admission.trial_store import TrialStore
from server.domain.job import Order
from server.domain.subject import Subject
from server.errors import AllowanceUsedUp, FreePoolSpent, RateLimited
from server.jobs.job_store import JobStore
from server.settings import Settings
from tests.support.clock import Clock

KEYS = ("k" * 32,)
ORDER = Order("https://pictures.example.org/a.png", "en", fresh=False)
DAY = 24 * 3600
# The first second of a month, so that two days have one pepper.
START = 1_796_083_200.0
DICE = random.Random(7)


@dataclass
class Farm:
    """A gate as it is out of the box, and what somebody got past it."""

    gate: Gate
    jobs: JobStore
    clock: Clock

    def mint(self, address: str) -> Subject | None:
        try:
            return self.gate.recognise(self.gate.mint_trial(address).token)
        except RateLimited:
            return None

    def extract(self, trial: Subject, address: str) -> bool | None:
        """Say whether it went through; None where this trial has nothing left."""
        try:
            proof = self.gate.prove(trial, address, ORDER).token
            ref, _ = self.gate.check_proof(proof, trial, ORDER)
            self.jobs.redeem(ref, ORDER, closed=False, most_uses=3)
        except AllowanceUsedUp:
            return None
        except RateLimited:
            return False
        return True

    def work(self, address: str, trials: list[Subject], minted: list[Subject]) -> int:
        """Take all there is to be had from one address just now."""
        got = 0
        if trial := self.mint(address):
            minted.append(trial)
            trials.append(trial)
        while trials:
            went = self.extract(trials[-1], address)
            if went is None:
                trials.pop()
            elif went:
                got += 1
            else:
                break
        return got


@pytest.fixture
def farm(client: Redis) -> Farm:
    clock, s = Clock(START), Settings()
    gate = Gate(
        trials=TrialTokens(KEYS, clock),
        proofs=ProofTokens(KEYS, clock),
        limiter=Limiter(client, "t", clock),
        networks=Networks(KEYS[0], clock),
        rates=Rates(
            s.limit_trials, s.limit_proofs_minute, s.limit_proofs_day, s.limit_proofs_48,
            s.limit_account,
        ),
        trial_extractions=s.trial_extractions,
        prefix="t",
        store=TrialStore(client, "t"),
        members=Members(lambda _: None, lambda _: 0, lambda _: False),
    )  # fmt: skip
    return Farm(gate, JobStore(client, "t", 30), clock)


def one_v4() -> Iterator[str]:
    while True:
        yield "198.51.100.7"


def one_64() -> Iterator[str]:
    while True:
        yield f"2001:db8:1:2::{DICE.getrandbits(16):x}:{DICE.getrandbits(16):x}"


def one_48() -> Iterator[str]:
    while True:
        yield f"2001:db8:1:{DICE.getrandbits(16):x}::{DICE.getrandbits(16):x}"


def one_v4_in_disguise() -> Iterator[str]:
    while True:
        yield "198.51.100.7"
        yield "::ffff:198.51.100.7"
        yield "64:ff9b::c633:6407"
        yield f"2002:c633:6407:{DICE.getrandbits(16):x}::{DICE.getrandbits(16):x}"


FARMS = {
    "one v4": (one_v4, 12, 3),
    "one v4, in disguise": (one_v4_in_disguise, 12, 3),
    "one /64": (one_64, 12, 3),
    "one /48": (one_48, 60, 60),
}


@pytest.mark.parametrize("name", FARMS)
@pytest.mark.parametrize("has_tokens", [False, True], ids=["storage cleared", "tokens from afar"])
def test_a_network_gets_no_more_than_its_allowance(name: str, has_tokens: bool, farm: Farm) -> None:
    addresses, most, most_trials = FARMS[name]
    trials: list[Subject] = []
    minted: list[Subject] = []
    if has_tokens:
        # Bought, or farmed elsewhere: a token says nothing of where it may be used.
        trials = [farm.gate.recognise(farm.gate._trials.mint()) for _ in range(200)]
    got: list[float] = []
    for address, _ in zip(addresses(), range(192), strict=False):
        got += [farm.clock.now] * farm.work(address, trials, minted)
        farm.clock.now += 900
    days = [[m for m in got if edge < m <= edge + DAY] for edge in [START - 1, *got]]
    assert max(map(len, days)) <= most
    assert len(got) >= most, "and no less than what an honest person may have"
    assert len(minted) <= 2 * most_trials


def test_any_number_of_addresses_get_no_more_than_the_pool_pays_for(
    farm: Farm, client: Redis
) -> None:
    pool = FreePool(client, "t", 1000, farm.clock)
    asked = 0
    for number in range(1000):
        address = f"198.18.{number >> 8}.{number & 255}"
        trial = farm.gate.recognise(farm.gate._trials.mint())
        farm.gate.prove(trial, address, ORDER)
        try:
            with pool.reserved(7) as reservation:
                reservation.used = 5
            asked += 1
        except FreePoolSpent:
            pass
    assert 195 <= asked <= 200
    assert pool.taken() <= 1000


def test_erasing_is_no_refill_and_neither_is_connecting(farm: Farm, client: Redis) -> None:
    store = TrialStore(client, "t")
    token = farm.gate.mint_trial("198.51.100.7").token
    trial = farm.gate.recognise(token)
    assert farm.extract(trial, "198.51.100.7")
    store.erase(trial)
    for later in (0, DAY, 29 * DAY):
        farm.clock.now = START + later
        with pytest.raises(Exception, match="ended"):
            farm.gate.admit(token)
        with pytest.raises(Exception, match="ended"):
            farm.gate.prove(trial, "198.51.100.9", ORDER)


def test_a_member_has_no_network(farm: Farm, client: Redis) -> None:
    object.__setattr__(farm.gate, "_members", Members(lambda _: None, lambda _: 5, lambda _: False))
    one, other = Subject("account", "a1"), Subject("account", "a2")
    while farm.mint("198.51.100.7"):
        pass
    for _ in range(20):
        farm.gate.prove(one, "198.51.100.7", ORDER)
    with pytest.raises(RateLimited):
        farm.gate.prove(one, "203.0.113.1", ORDER)
    farm.gate.prove(other, "198.51.100.7", ORDER)
