"""Signed tokens: what a bearer holds, and what a proof states.

A kind of token is a class with a salt of its own, so that one can never pass for
another. The text of a token is not its identity (the signature's base64 is read
leniently, so many spellings verify): only what stands inside it is.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from server.domain.subject import Subject
from server.errors import TokenExpired, TokenInvalid

TRIAL_SECONDS = 30 * 24 * 3600
PROOF_SECONDS = 120
SKEW_SECONDS = 30
LONGEST = 512

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Proof:
    """A request proof that we signed. `lapsed`: too old to be redeemed for the first time."""

    id: str
    owner_print: str
    fingerprint: str
    lapsed: bool


def owner_print(owner: Subject) -> str:
    """Return what stands for an owner in a proof: of one length, and telling nobody who it is."""
    return hashlib.sha256(str(owner).encode()).hexdigest()[:32]


class _Signed:
    """Signs and reads the payloads of one kind of token."""

    SALT: ClassVar[str]

    def __init__(self, keys: tuple[str, ...], clock: Clock = time.time) -> None:
        """Keys run oldest to newest: the last signs, all verify."""

        class Stamped(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(clock())

        self._clock = clock
        self._serializer = URLSafeTimedSerializer(
            list(keys),
            salt=self.SALT,
            signer=Stamped,
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def _sign(self, payload: dict[str, Any]) -> str:
        return str(self._serializer.dumps(payload))

    def _open(self, token: str) -> tuple[dict[str, Any], float]:
        """Return the payload and its age in seconds, at least -SKEW_SECONDS."""
        if len(token) > LONGEST or not token.isascii():
            raise TokenInvalid("not a token")
        try:
            payload, signed_at = self._serializer.loads(token, return_timestamp=True)
        except BadData as error:
            raise TokenInvalid(type(error).__name__) from error
        # The library's own max_age refuses a host whose clock is a second ahead.
        age = self._clock() - signed_at.timestamp()
        if age < -SKEW_SECONDS:
            raise TokenInvalid("signed in the future")
        return payload, age


class TrialTokens(_Signed):
    """The anonymous bearer token: a label for counting, with nothing behind it until used."""

    SALT = "prompt-lens.trial.v1"

    def mint(self) -> str:
        """Return a token for a new trial. Nothing is written anywhere."""
        return self._sign({"t": secrets.token_urlsafe(16)})

    def read(self, token: str) -> Subject:
        """Return whose token this is, or raise TokenInvalid or TokenExpired."""
        payload, age = self._open(token)
        if age > TRIAL_SECONDS:
            raise TokenExpired
        return Subject("trial", payload["t"])


class ProofTokens(_Signed):
    """The request proof: single use, for one subject and one request."""

    SALT = "prompt-lens.proof.v1"

    def mint(self, owner: Subject, fingerprint: str) -> tuple[str, str]:
        """Return the new proof's text and its id, which will be the job's id."""
        proof_id = secrets.token_urlsafe(16)
        payload = {"j": proof_id, "s": owner_print(owner), "f": fingerprint}
        return self._sign(payload), proof_id

    def read(self, token: str) -> Proof:
        """Return what the proof states, lapsed or not, or raise TokenInvalid."""
        payload, age = self._open(token)
        return Proof(payload["j"], payload["s"], payload["f"], lapsed=age > PROOF_SECONDS)
