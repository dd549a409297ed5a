"""Connected accounts, in SQL: ImgPilot's id of each, its email, and when it was last connected."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, Column, Engine, MetaData, Table, Text, delete, select

from server.domain.account import Account
from server.net.sql import insert, translated

ACCOUNT = Table(
    "lens_account",
    MetaData(),
    Column("id", Text, primary_key=True),
    Column("email", Text, nullable=False),
    Column("connected_at", BigInteger, nullable=False),
)


class AccountStore:
    """Keeps accounts. Raises ServiceUnavailable where the database is away."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        """Nothing is dialled yet."""
        self._engine = engine
        self._clock = clock

    def keep(self, account: Account) -> None:
        """Store the account as it is now; what was known of it before is replaced."""
        now = {"email": account.email, "connected_at": int(self._clock())}
        added = insert(self._engine, ACCOUNT).values(id=account.id, **now)
        with translated(), self._engine.begin() as connection:
            connection.execute(added.on_conflict_do_update(index_elements=["id"], set_=now))

    def get(self, account_id: str) -> Account | None:
        """Return the account, or None where it was never connected or is erased."""
        row = self._row(account_id)
        return None if row is None else Account(row["id"], row["email"])

    def export(self, account_id: str) -> dict[str, Any] | None:
        """Return everything kept of the account; its moment in seconds since 1970."""
        return self._row(account_id)

    def erase(self, account_id: str) -> None:
        """Forget the account."""
        with translated(), self._engine.begin() as connection:
            connection.execute(delete(ACCOUNT).where(ACCOUNT.c.id == account_id))

    def _row(self, account_id: str) -> dict[str, Any] | None:
        with translated(), self._engine.connect() as connection:
            found = connection.execute(select(ACCOUNT).where(ACCOUNT.c.id == account_id))
            row = found.mappings().first()
        return None if row is None else dict(row)
