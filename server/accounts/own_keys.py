"""Provider keys of members' own, in SQL, encrypted; nobody ever reads one back but the worker.

`cryptography`'s Fernet under keys that come of the service's secrets by HKDF (RFC 5869): the
last secret encrypts, all decrypt. The account stands inside what is encrypted, so that a row
that is moved to another account opens for nobody.
"""

import base64
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import BigInteger, Column, Engine, MetaData, Table, Text, delete, select

from server.domain.account import OwnKey
from server.errors import OwnKeyRefused
from server.net.sql import insert, translated

OWN_KEY = Table(
    "lens_own_key",
    MetaData(),
    Column("account_id", Text, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("model", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("kept_at", BigInteger, nullable=False),
)
_SHOWN = (OWN_KEY.c.provider, OWN_KEY.c.model, OWN_KEY.c.kept_at)


class OwnKeys:
    """At most one key for each provider and account. Raises ServiceUnavailable."""

    def __init__(
        self, engine: Engine, secrets: Sequence[str], clock: Callable[[], float] = time.time
    ) -> None:
        """Nothing is dialled yet; of `secrets` the last is the newest."""
        self._engine = engine
        self._box = MultiFernet([Fernet(_derived(secret)) for secret in reversed(secrets)])
        self._clock = clock

    def keep(self, account: str, own: OwnKey) -> None:
        """Store a key in the place of an earlier one for its provider."""
        sealed = self._box.encrypt(json.dumps([account, own.provider, own.key]).encode())
        now = {"model": own.model, "secret": sealed.decode(), "kept_at": int(self._clock())}
        added = insert(self._engine, OWN_KEY).values(
            account_id=account, provider=own.provider, **now
        )
        with translated(), self._engine.begin() as connection:
            connection.execute(
                added.on_conflict_do_update(index_elements=["account_id", "provider"], set_=now)
            )

    def forget(self, account: str, *providers: str) -> None:
        """Erase the keys for these providers, or all."""
        gone = delete(OWN_KEY).where(OWN_KEY.c.account_id == account)
        if providers:
            gone = gone.where(OWN_KEY.c.provider.in_(providers))
        with translated(), self._engine.begin() as connection:
            connection.execute(gone)

    def shown(self, account: str) -> list[dict[str, Any]]:
        """Return what there is but the keys: provider, model, and when in seconds since 1970."""
        return self._rows(account, *_SHOWN)

    def has_any(self, account: str) -> bool:
        """Say whether an account has brought a key."""
        return bool(self.shown(account))

    def read(self, account: str) -> list[OwnKey]:
        """Return the keys. Raises OwnKeyRefused where one cannot be opened any more."""
        return [
            OwnKey(row["provider"], self._opened(account, row), row["model"])
            for row in self._rows(account, *OWN_KEY.c)
        ]

    def _opened(self, account: str, row: dict[str, Any]) -> str:
        try:
            owner, provider, key = json.loads(self._box.decrypt(row["secret"]))
        except InvalidToken as error:
            raise OwnKeyRefused("sealed with a secret that is gone") from error
        if (owner, provider) != (account, row["provider"]):
            raise OwnKeyRefused("sealed for another")
        return str(key)

    def _rows(self, account: str, *columns: Column[Any]) -> list[dict[str, Any]]:
        found = select(*columns).where(OWN_KEY.c.account_id == account).order_by(OWN_KEY.c.provider)
        with translated(), self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(found).mappings()]


def _derived(secret: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"own-key")
    return base64.urlsafe_b64encode(kdf.derive(secret.encode()))
