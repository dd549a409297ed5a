"""What a connection remembers between its steps, in Redis: each record can be taken once.

A key is the hash of the secret that opens it, so that a copy of the store opens nothing.
"""

import hashlib
from typing import ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict
from redis import Redis

from server.net.redis import translated


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)

    seconds: ClassVar[int]


class Flow(_Record):
    """A sign-in under way: what the extension asked, and what ImgPilot's answer must fit."""

    seconds = 600

    asked: dict[str, str]
    cookie_hash: str
    nonce: str
    verifier: str


class Code(_Record):
    """What our one-time code stands for, until the extension shows the challenge's verifier."""

    seconds = 60

    account_id: str
    redirect_uri: str
    code_challenge: str
    code_challenge_method: Literal["S256"] = "S256"

    def get_redirect_uri(self) -> str:
        """Return where the code was sent; Authlib asks by this name."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Return no scope: there is one kind of session."""
        return ""


R = TypeVar("R", bound=_Record)


class OneTimeStore(Generic[R]):
    """Records of one kind. A reply that is lost on the way out loses the record: it fails closed.

    Raises ServiceUnavailable where Redis is away.
    """

    def __init__(self, client: Redis, prefix: str, kind: type[R]) -> None:
        """Keep records of `kind` for as many seconds as it says."""
        self._client = client
        self._prefix = f"{prefix}:{kind.__name__.lower()}"
        self._kind = kind

    def keep(self, secret: str, record: R) -> None:
        """Keep the record for whoever brings the secret."""
        with translated():
            self._client.set(self._key(secret), record.model_dump_json(), ex=self._kind.seconds)

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
