"""The gate's own decisions: which limits bind whom, what is looked at first, what ends a trial."""

import pytest
from redis import Redis

from server.admission.gate import Allowance, Gate, Members, Rates
from server.admission.limits import Limiter, LimitsRefused
from server.admission.network import Networks
from server.admission.tokens import PROOF_SECONDS, ProofTokens, TrialTokens, owner_print
from server.admission.trial_store import TrialStore, uses_key
from server.domain.job import JobRef, Order
from server.domain.subject import Subject
from server.errors import (
    AllowanceUsedUp,
    CreditsUsedUp,
    ProofGone,
    ProofMismatch,
    RateLimited,
    TokenInvalid,
    TokenMissing,
)
from tests.support.clock import Clock

KEYS = ("k" * 32,)
ORDER = Order("https://pictures.example.org/a.png", "en", fresh=False)
MEMBER = Subject("account", "a1")
V4, V6, BESIDE, FAR = "198.51.100.7", "2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8:2:2::1"
RATES = Rates("2/day", "3/minute", "5/day", "4/day", "2/minute")
SESSION = "ipls_of-the-member"


def recognise(token: str) -> Subject | None:
    return MEMBER if token == SESSION else None


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def credits_left() -> dict[str, int]:
    return {"a1": 5}


@pytest.fixture
def keys() -> set[str]:
    """The accounts that bring a key of their own."""
    return set()


@pytest.fixture
def gate(client: Redis, clock: Clock, credits_left: dict[str, int], keys: set[str]) -> Gate:
    return Gate(
        trials=TrialTokens(KEYS, clock),
        proofs=ProofTokens(KEYS, clock),
        limiter=Limiter(client, "t", clock),
        networks=Networks(KEYS[0], clock),
        rates=RATES,
        trial_extractions=3,
        prefix="t",
        store=TrialStore(client, "t"),
        members=Members(recognise, credits_left.__getitem__, has_own_key=keys.__contains__),
    )


@pytest.fixture
def trial(gate: Gate) -> Subject:
    return gate.recognise(gate._trials.mint())


def refused(gate: Gate, owner: Subject, address: str) -> tuple[str, ...]:
    with pytest.raises(LimitsRefused) as refusal:
        gate.prove(owner, address, ORDER)
    return refusal.value.policies


def test_a_trial_is_given_with_all_of_its_allowance(gate: Gate) -> None:
    given = gate.mint_trial(V4)
    assert gate.recognise(given.token).kind == "trial"
    assert (given.id, given.allowance) == ("", Allowance("trial", 3, 3))
    (standing,) = given.standings
    assert (standing.name, standing.quota, standing.remaining) == ("trials", 2, 1)


def test_trials_are_limited_by_network_and_by_site(gate: Gate) -> None:
    given = [gate.mint_trial(address) for address in (V6, V6, BESIDE, BESIDE)]
    assert [s.name for s in given[0].standings] == ["trials", "site-trials"]
    with pytest.raises(LimitsRefused) as refusal:
        gate.mint_trial("2001:db8:1:4::1")
    assert refusal.value.policies == ("site-trials",)
    gate.mint_trial(FAR)
    gate.mint_trial(V4)
    gate.mint_trial(V4)
    with pytest.raises(LimitsRefused) as refusal:
        gate.mint_trial(V4)
    assert refusal.value.policies == ("trials",)


def test_proofs_are_limited_by_minute_day_and_site(
    gate: Gate, trial: Subject, clock: Clock
) -> None:
    for _ in range(3):
        gate.prove(trial, V6, ORDER)
    assert refused(gate, trial, V6) == ("minute",)
    gate.prove(trial, BESIDE, ORDER)
    assert refused(gate, trial, BESIDE) == ("site-day",)
    assert refused(gate, trial, V6) == ("minute", "site-day")
    gate.prove(trial, FAR, ORDER)
    for _ in range(5):
        clock.now += 61
        standings = gate.prove(trial, V4, ORDER).standings
        assert [s.name for s in standings] == ["minute", "day"]
    assert refused(gate, trial, V4) == ("day",)


def test_a_member_is_bound_by_the_accounts_limit_alone(gate: Gate, clock: Clock) -> None:
    given = gate.prove(MEMBER, V4, ORDER)
    assert given.allowance == Allowance("credit", None, 5)
    assert [(s.name, s.quota, s.window) for s in given.standings] == [("account", 2, 60)]
    gate.prove(MEMBER, V6, ORDER)
    assert refused(gate, MEMBER, FAR) == ("account",)
    limit = gate.account_limit()
    assert (limit.name, limit.rate.amount, limit.bucket) == ("account", 2, "")
    for _ in range(5):
        assert gate.recognise(gate._trials.mint()).kind == "trial"


def test_one_account_does_not_use_up_what_another_may(
    gate: Gate, credits_left: dict[str, int]
) -> None:
    credits_left["a2"] = 1
    for _ in range(2):
        gate.prove(MEMBER, V4, ORDER)
    assert refused(gate, MEMBER, V4) == ("account",)
    given = gate.prove(Subject("account", "a2"), V4, ORDER)
    assert given.allowance.remaining == 1, "its last credit is one to spend"


@pytest.mark.parametrize("left", [0, -1])
def test_a_member_without_credits_gets_no_proof_but_for_a_key_of_their_own(
    left: int, gate: Gate, credits_left: dict[str, int], keys: set[str]
) -> None:
    credits_left["a1"] = left
    with pytest.raises(CreditsUsedUp):
        gate.prove(MEMBER, V4, ORDER)
    keys.add("a1")
    assert gate.prove(MEMBER, V4, ORDER).allowance.remaining == left


def test_a_trial_that_is_used_up_gets_no_proof(gate: Gate, trial: Subject, client: Redis) -> None:
    assert gate.prove(trial, V4, ORDER).allowance == Allowance("trial", 3, 3)
    client.set(uses_key("t", trial), 2)
    assert gate.prove(trial, V6, ORDER).allowance == Allowance("trial", 3, 1)
    for used in (3, 4):
        client.set(uses_key("t", trial), used)
        with pytest.raises(AllowanceUsedUp):
            gate.prove(trial, FAR, ORDER)


def test_who_connects_too_often_is_refused(gate: Gate, clock: Clock) -> None:
    for _ in range(20):
        gate.let_connect(V4)
    with pytest.raises(RateLimited) as refusal:
        gate.let_connect(V4)
    assert refusal.value.policies == ("connect",)
    gate.let_connect(V6)
    gate.mint_trial(V4)
    clock.now += 61
    gate.let_connect(V4)


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_a_token_nobody_is_anybody(nothing: str | None, gate: Gate) -> None:
    with pytest.raises(TokenMissing):
        gate.recognise(nothing)
    with pytest.raises(TokenMissing):
        gate.admit(nothing)


def test_a_session_is_its_members_and_anything_else_a_trials(gate: Gate) -> None:
    assert gate.admit(SESSION) == MEMBER
    with pytest.raises(TokenInvalid):
        gate.recognise("ipls_of-nobody")


def test_a_trial_goes_over_to_one_account(gate: Gate, trial: Subject) -> None:
    token = gate._trials.mint()
    trial = gate.recognise(token)
    assert gate.admit(token) == trial
    assert gate.end_trial("nonsense", MEMBER) is None
    assert gate.end_trial(token, MEMBER) == trial
    assert gate.end_trial(token, MEMBER) == trial, "a retry of the same"
    assert gate.end_trial(token, Subject("account", "a2")) is None
    with pytest.raises(TokenInvalid, match="ended"):
        gate.admit(token)
    with pytest.raises(TokenInvalid, match="ended"):
        gate.prove(trial, V4, ORDER)
    assert gate.recognise(token) == trial


def test_the_mark_of_a_connected_trial_names_the_account_to_nobody(
    gate: Gate, client: Redis
) -> None:
    gate.end_trial(gate._trials.mint(), MEMBER)
    (key,) = client.scan_iter("t:*:ended")
    assert client.get(key) == owner_print(MEMBER)


def test_a_proof_is_checked_against_its_subject_before_its_order(
    gate: Gate, trial: Subject, clock: Clock
) -> None:
    given = gate.prove(trial, V4, ORDER)
    ref, proof = gate.check_proof(given.token, trial, ORDER)
    assert ref == JobRef(trial, given.id)
    assert not proof.lapsed
    other = Order(ORDER.image_url, "de", fresh=False)
    with pytest.raises(ProofMismatch):
        gate.check_proof(given.token, trial, other)
    with pytest.raises(ProofGone, match="somebody else's"):
        gate.check_proof(given.token, MEMBER, other)
    with pytest.raises(ProofGone):
        gate.check_proof("nonsense", trial, ORDER)
    clock.now += PROOF_SECONDS + 1
    assert gate.check_proof(given.token, trial, ORDER)[1].lapsed


@pytest.mark.parametrize(
    ("rates", "seconds"),
    [
        (RATES, 86400),
        (Rates("2/hour", "3/minute", "5/minute", "4/minute", "2/minute"), 3600),
        (Rates("2/minute", "3/minute", "5/minute", "4/minute", "2/hour"), 3600),
    ],
)
def test_the_longest_window_is_known(gate: Gate, rates: Rates, seconds: int) -> None:
    gate._rates = rates
    assert gate.longest_window == seconds


def test_a_trials_export_says_what_is_kept(client: Redis, trial: Subject) -> None:
    store = TrialStore(client, "t")
    assert store.export(trial) == {"id": trial.id, "uses": 0}
    client.set(uses_key("t", trial), 2)
    assert store.export(trial) == {"id": trial.id, "uses": 2}
