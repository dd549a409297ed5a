"""The gate: mint a trial, give a proof for one image, read both back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from server.admission.limits import Limit, Limiter, Standing
from server.admission.network import Network, Networks
from server.admission.tokens import Proof, ProofTokens, TrialTokens
from server.domain.job import JobRef, Order
from server.domain.subject import Subject
from server.errors import (
    AllowanceUsedUp,
    ProofGone,
    ProofMismatch,
    TokenInvalid,
    TokenMissing,
)


@dataclass(frozen=True, slots=True)
class Rates:
    """The operator's limits, each as `6/minute`, for one network (`proofs_48`: for one site)."""

    trials: str
    proofs_minute: str
    proofs_day: str
    proofs_48: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many extractions a trial has, and how many are left."""

    limit: int
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
    ) -> None:
        self._trials = trials
        self._proofs = proofs
        self._limiter = limiter
        self._networks = networks
        self._rates = rates
        self._prefix = prefix
        self.trial_extractions = trial_extractions

    def mint_trial(self, address: str) -> Granted:
        """Give a trial to a new visitor. Nothing is kept of it until it is used."""
        host = self._networks.of(address).host
        standings, _ = self._limiter.take([Limit.of("trials", self._rates.trials, host)])
        fresh = Allowance(self.trial_extractions, self.trial_extractions)
        return Granted(self._trials.mint(), "", fresh, standings)

    def recognise(self, token: str | None) -> Subject:
        """Return who holds this bearer token."""
        if not token:
            raise TokenMissing
        return self._trials.read(token)

    def prove(self, owner: Subject, address: str, order: Order) -> Granted:
        """Give a proof for this order, if the network's limits and the trial's allowance let."""
        standings, uses = self._limiter.take(
            self._proof_limits(self._networks.of(address)), also_read=uses_key(self._prefix, owner)
        )
        remaining = self.trial_extractions - int(uses or 0)
        if remaining <= 0:
            raise AllowanceUsedUp
        token, proof_id = self._proofs.mint(owner, fingerprint(order))
        return Granted(token, proof_id, Allowance(self.trial_extractions, remaining), standings)

    def check_proof(self, token: str, owner: Subject, order: Order) -> tuple[JobRef, Proof]:
        """Return the job that this proof stands for, redeemed or not, lapsed or not."""
        try:
            proof = self._proofs.read(token)
        except TokenInvalid as error:
            raise ProofGone from error
        if proof.owner != str(owner):
            raise ProofGone("somebody else's")
        if proof.fingerprint != fingerprint(order):
            raise ProofMismatch
        return JobRef(owner, proof.id), proof

    def _proof_limits(self, network: Network) -> list[Limit]:
        limits = [
            Limit.of("minute", self._rates.proofs_minute, network.host),
            Limit.of("day", self._rates.proofs_day, network.host),
        ]
        if network.site:
            limits.append(Limit.of("site-day", self._rates.proofs_48, network.site))
        return limits


def uses_key(prefix: str, owner: Subject) -> str:
    """Name the count of a trial's uses; it shares its hash slot with the trial's jobs."""
    return f"{prefix}:{{{owner}}}:uses"


def fingerprint(order: Order) -> str:
    """Return what binds a proof to its request, the same for every spelling of the URL."""
    parts = (order.image_url, order.language, "fresh" if order.fresh else "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
