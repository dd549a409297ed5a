"""What a token is, and what it can never be taken for."""

import base64
import hashlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.admission.tokens import LONGEST, ProofTokens, TrialTokens, owner_print
from server.domain.subject import Subject
from server.errors import TokenExpired, TokenInvalid
from tests.support.clock import Clock

OLD, NEW = "o" * 32, "n" * 32
OWNER = Subject("trial", "somebody")
DAY = 24 * 3600
ALPHABET = string.ascii_letters + string.digits + "-_"


def test_a_trial_token_is_read_back_until_its_thirtieth_day() -> None:
    clock = Clock()
    trials = TrialTokens((NEW,), clock)
    token = trials.mint()
    subject = trials.read(token)
    assert subject.kind == "trial"
    clock.now += 30 * DAY
    assert trials.read(token) == subject
    clock.now += 1
    with pytest.raises(TokenExpired):
        trials.read(token)


def test_no_two_trials_are_the_same() -> None:
    trials = TrialTokens((NEW,))
    assert len({trials.read(trials.mint()).id for _ in range(100)}) == 100


def test_a_trial_token_is_no_proof_and_a_proof_no_trial_token() -> None:
    trials, proofs = TrialTokens((NEW,)), ProofTokens((NEW,))
    with pytest.raises(TokenInvalid):
        proofs.read(trials.mint())
    with pytest.raises(TokenInvalid):
        trials.read(proofs.mint(OWNER, "f")[0])


def test_a_proof_lapses_after_two_minutes_and_can_still_be_read() -> None:
    clock = Clock()
    proofs = ProofTokens((NEW,), clock)
    token, proof_id = proofs.mint(OWNER, "print")
    clock.now += 120
    assert not proofs.read(token).lapsed
    clock.now += 1
    proof = proofs.read(token)
    assert proof.lapsed
    assert (proof.id, proof.owner_print, proof.fingerprint) == (
        proof_id,
        owner_print(OWNER),
        "print",
    )


@pytest.mark.parametrize(("seconds", "accepted"), [(30, True), (31, False)])
def test_a_host_whose_clock_is_ahead_is_tolerated_for_thirty_seconds(
    seconds: int, accepted: bool
) -> None:
    ahead, here = Clock(1000 + seconds), Clock(1000)
    token = TrialTokens((NEW,), ahead).mint()
    if accepted:
        TrialTokens((NEW,), here).read(token)
    else:
        with pytest.raises(TokenInvalid):
            TrialTokens((NEW,), here).read(token)


def test_keys_rotate_without_a_refused_token() -> None:
    old, both, new = TrialTokens((OLD,)), TrialTokens((OLD, NEW)), TrialTokens((NEW,))
    both.read(old.mint())
    new.read(both.mint())
    with pytest.raises(TokenInvalid):
        new.read(old.mint())


def test_every_accepted_spelling_of_a_proof_is_the_same_proof() -> None:
    proofs = ProofTokens((NEW,))
    token, proof_id = proofs.mint(OWNER, "print")
    accepted = 0
    for last in ALPHABET:
        try:
            assert proofs.read(token[:-1] + last).id == proof_id
            accepted += 1
        except TokenInvalid:
            pass
    assert accepted > 1, "the signature is read leniently: this is why ids are keyed, not texts"


@given(st.text(max_size=600))
def test_no_text_gets_through_or_breaks_the_reading(text: str) -> None:
    for tokens in (TrialTokens((NEW,)), ProofTokens((NEW,))):
        with pytest.raises(TokenInvalid):
            tokens.read(text)


def test_a_signature_has_all_256_bits() -> None:
    for token in (TrialTokens((NEW,)).mint(), ProofTokens((NEW,)).mint(OWNER, "f")[0]):
        signature = token.rpartition(".")[2]
        assert len(base64.urlsafe_b64decode(f"{signature}=")) == hashlib.sha256().digest_size


def test_a_long_token_is_refused_before_any_work() -> None:
    with pytest.raises(TokenInvalid, match="not a token"):
        TrialTokens((NEW,)).read("a" * 513)


def test_a_proof_fits_the_longest_account_and_names_it_to_nobody() -> None:
    owner = Subject("account", "a" * 255)
    text, _ = ProofTokens((NEW,)).mint(owner, "f" * 32)
    assert len(text) <= LONGEST
    assert "aaaa" not in str(ProofTokens((NEW,)).read(text))
