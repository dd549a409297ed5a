"""A ledger on ImgPilot's balances, as the tests of the ledger look into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, select

from server.credits.ledger import Ledger
from server.credits.tables import entries, holds
from tests.support.balances import Balances, balances
from tests.support.clock import Clock


@dataclass(frozen=True)
class Bank:
    """A migrated database with ImgPilot's table; accounts are opened with what they have."""

    url: str
    balances: Balances
    clock: Clock

    @property
    def engine(self) -> Engine:
        return self.balances.engine

    def open(self, **credits: int) -> Ledger:
        for account, amount in credits.items():
            self.balances.put(account, amount)
        return Ledger(self.engine, self.balances.names, self.clock)

    def credits(self, account: str) -> int:
        return self.balances.of(account)

    def states(self) -> dict[str, str]:
        with self.engine.begin() as sql:
            rows = sql.execute(select(holds.c.job_id, holds.c.state))
            return {row.job_id: row.state for row in rows}

    def kinds(self, job: str) -> list[str]:
        with self.engine.begin() as sql:
            asked = select(entries.c.kind).where(entries.c.job_id == job).order_by(entries.c.id)
            return list(sql.execute(asked).scalars())


@contextmanager
def bank_in(url: str) -> Iterator[Bank]:
    """Bring a database with both its parts."""
    with balances(url) as kept:
        yield Bank(url, kept, Clock())
