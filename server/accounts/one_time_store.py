"""What a connection remembers between its steps, in Redis: each record can be taken once.

A key is the hash of the secret that opens it, so that a copy of the store opens nothing.
"""

import hashlib
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from redis import Redis

from server.net.redis import translated

FLOW_SECONDS = 600
CODE_SECONDS = 60


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Flow(_Record):
    """A sign-in under way: what the extension asked, and what ImgPilot's answer must fit."""

    asked: dict[str, str]
    cookie_hash: str
    nonce: str
    verifier: str


class Code(_Record):
    """What our one-time code stands for, until the extension shows the challenge's verifier."""

    account_id: str
    redirect_uri: str
    challenge: str


R = TypeVar("R", bound=_Record)


class OneTimeStore(Generic[R]):
    """Records of one kind. A reply that is lost on the way out loses the record: it fails closed.

    Raises ServiceUnavailable where Redis is away.
    """

    def __init__(self, client: Redis, prefix: str, kind: type[R], seconds: int) -> None:
        """Keep records of `kind` for `seconds`."""
        self._client = client
        self._prefix = f"{prefix}:{kind.__name__.lower()}"
        self._kind = kind
        self._seconds = seconds

    def keep(self, secret: str, record: R) -> None:
        """Keep the record for whoever brings the secret."""
        with translated():
            self._client.set(self._key(secret), record.model_dump_json(), ex=self._seconds)

    def take(self, secret: str) -> R | None:
        """Return the record once; of many callers at the same time one gets it."""
        with translated():
            text = self._client.getdel(self._key(secret))
        return None if text is None else self._kind.model_validate_json(str(text))

    def _key(self, secret: str) -> str:
        return f"{self._prefix}:{digest(secret)}"


def digest(secret: str) -> str:
    """Return what may be kept of a secret of ours, which has more than 200 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
