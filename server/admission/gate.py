"""The gate: mint a trial, give a proof for one image, read both back."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from typing import Literal

from server.admission.limits import Limit, Limiter, Standing
from server.admission.network import Network, Networks
from server.admission.tokens import Proof, ProofTokens, TrialTokens, owner_print
from server.admission.trial_store import TrialStore, ended_key, uses_key
from server.domain.job import JobRef, Order
from server.domain.subject import Subject
from server.errors import (
    AdmissionRefused,
    AllowanceUsedUp,
    CreditsUsedUp,
    ProofGone,
    ProofMismatch,
    TokenInvalid,
    TokenMissing,
)

# Nobody connects so often; each try costs a record and a look at ImgPilot's discovery.
CONNECTIONS = "20/minute"


@dataclass(frozen=True, slots=True)
class Rates:
    """The operator's limits, each as `6/minute`.

    The first four bind trials, for one network (`proofs_48`: for one site), the last an account.
    """

    trials: str
    proofs_minute: str
    proofs_day: str
    proofs_48: str
    account: str


@dataclass(frozen=True, slots=True)
class Members:
    """What the gate asks about accounts; `app` hands it in.

    `recognise` returns whose session a token is or raises TokenInvalid, None where it is no
    session at all; `credits` tells how many an account could spend now, `has_own_key` whether
    it needs none.
    """

    recognise: Callable[[str], Subject | None]
    credits: Callable[[str], int]
    has_own_key: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many extractions are left, and of how many; an account's credits have no limit."""

    unit: Literal["trial", "credit"]
    limit: int | None
    remaining: int


@dataclass(frozen=True, slots=True)
class Granted:
    """A token that was given, with the allowance and how the caller stands with each limit.

    `id` is the job's to come; a trial has none.
    """

    token: str
    id: str
    allowance: Allowance
    standings: Sequence[Standing]


class Gate:
    """Who may do what. Raises what `AdmissionRefused` covers, and ServiceUnavailable."""

    def __init__(
        self,
        *,
        trials: TrialTokens,
        proofs: ProofTokens,
        limiter: Limiter,
        networks: Networks,
        rates: Rates,
        trial_extractions: int,
        prefix: str,
        store: TrialStore,
        members: Members,
    ) -> None:
        self._trials = trials
        self._proofs = proofs
        self._limiter = limiter
        self._networks = networks
        self._rates = rates
        self._prefix = prefix
        self._store = store
        self._members = members
        self._trial_extractions = trial_extractions

    @property
    def longest_window(self) -> int:
        """Return for how many seconds calls are counted at most."""
        rates = astuple(self._rates)
        return max(Limit.of("", rate, "").rate.get_expiry() for rate in rates)

    def mint_trial(self, address: str) -> Granted:
        """Give a trial to a new visitor. Nothing is kept of it until it is used."""
        network = self._networks.of(address)
        limits = [Limit.of("trials", self._rates.trials, network.host)]
        if network.site:
            # A site has no use for more trials than it may ask for proofs.
            limits.append(Limit.of("site-trials", self._rates.proofs_48, network.site))
        standings, _ = self._limiter.take(limits)
        fresh = Allowance("trial", self._trial_extractions, self._trial_extractions)
        return Granted(self._trials.mint(), "", fresh, standings)

    def let_connect(self, address: str) -> None:
        """Let a network begin to connect an account. Raises LimitsRefused."""
        self._limiter.take([Limit.of("connect", CONNECTIONS, self._networks.of(address).host)])

    def recognise(self, token: str | None) -> Subject:
        """Return whose token this is. A trial may have ended: whoever goes on must look."""
        if not token:
            raise TokenMissing
        return self._members.recognise(token) or self._trials.read(token)

    def admit(self, token: str | None) -> Subject:
        """Return whose token this is, a trial's only while it has not ended."""
        owner = self.recognise(token)
        if owner.kind == "trial" and self._store.has_ended(owner):
            raise TokenInvalid("ended")
        return owner

    def prove(self, owner: Subject, address: str, order: Order) -> Granted:
        """Give a proof for this order, if the limits and the allowance or the balance let."""
        if owner.kind == "account":
            allowance, standings = self._of_account(owner)
        else:
            allowance, standings = self._of_trial(owner, address)
        token, proof_id = self._proofs.mint(owner, fingerprint(order))
        return Granted(token, proof_id, allowance, standings)

    def check_proof(self, token: str, owner: Subject, order: Order) -> tuple[JobRef, Proof]:
        """Return the job that this proof stands for, redeemed or not, lapsed or not."""
        try:
            proof = self._proofs.read(token)
        except TokenInvalid as error:
            raise ProofGone from error
        if proof.owner_print != owner_print(owner):
            raise ProofGone("somebody else's")
        if proof.fingerprint != fingerprint(order):
            raise ProofMismatch
        return JobRef(owner, proof.id), proof

    def end_trial(self, token: str, account: Subject) -> Subject | None:
        """End the trial that becomes this account's; None where there is none to be had."""
        try:
            trial = self._trials.read(token)
        except AdmissionRefused:
            return None
        return trial if self._store.end(trial, owner_print(account)) else None

    def account_limit(self) -> Limit:
        """Return the policy that every account has, with nobody's bucket."""
        return Limit.of("account", self._rates.account, "")

    def _of_trial(self, owner: Subject, address: str) -> tuple[Allowance, Sequence[Standing]]:
        standings, (uses, ended) = self._limiter.take(
            self._proof_limits(self._networks.of(address)),
            also_read=(uses_key(self._prefix, owner), ended_key(self._prefix, owner)),
        )
        if ended:
            raise TokenInvalid("ended")
        remaining = self._trial_extractions - int(uses or 0)
        if remaining <= 0:
            raise AllowanceUsedUp
        return Allowance("trial", self._trial_extractions, remaining), standings

    def _of_account(self, owner: Subject) -> tuple[Allowance, Sequence[Standing]]:
        limit = Limit.of("account", self._rates.account, f"{{{owner_print(owner)}}}")
        standings, _ = self._limiter.take([limit])
        credits_left = self._members.credits(owner.id)
        if credits_left <= 0 and not self._members.has_own_key(owner.id):
            raise CreditsUsedUp
        return Allowance("credit", None, credits_left), standings

    def _proof_limits(self, network: Network) -> list[Limit]:
        limits = [
            Limit.of("minute", self._rates.proofs_minute, network.host),
            Limit.of("day", self._rates.proofs_day, network.host),
        ]
        if network.site:
            limits.append(Limit.of("site-day", self._rates.proofs_48, network.site))
        return limits


def fingerprint(order: Order) -> str:
    """Return what binds a proof to its request, the same for every spelling of the URL."""
    parts = (order.image_url, order.language, "fresh" if order.fresh else "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
