"""ImgPilot's table of balances as a test makes it, and a ledger on it."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Engine, MetaData, Table, Text, make_url, select

from server.credits.ledger import Ledger
from server.credits.tables import BalanceTable, entries, holds
from server.net.sql import connect, migrate
from tests.support.clock import Clock

DEFAULT = BalanceTable("credit_balance", "user_id", "credits")
# Names that only a quoted identifier can carry: mixed case, and a word of SQL's own.
QUOTED = BalanceTable("userBalance", "user", "creditBalance")


@dataclass(frozen=True)
class Bank:
    """A migrated database with ImgPilot's table; accounts are opened with what they have."""

    url: str
    engine: Engine
    names: BalanceTable
    table: Table
    clock: Clock

    def open(self, **credits: int) -> Ledger:
        with self.engine.begin() as sql:
            for account, amount in credits.items():
                sql.execute(self.table.insert().values([account, amount]))
        return Ledger(self.engine, self.names, self.clock)

    def credits(self, account: str) -> int:
        with self.engine.begin() as sql:
            found = select(self.table.columns[1]).where(self.table.columns[0] == account)
            amount: int = sql.execute(found).scalar_one()
            return amount

    def states(self) -> dict[str, str]:
        with self.engine.begin() as sql:
            rows = sql.execute(select(holds.c.job_id, holds.c.state))
            return {row.job_id: row.state for row in rows}

    def kinds(self, job: str) -> list[str]:
        with self.engine.begin() as sql:
            asked = select(entries.c.kind).where(entries.c.job_id == job).order_by(entries.c.id)
            return list(sql.execute(asked).scalars())


def names_for(url: str) -> BalanceTable:
    return DEFAULT if make_url(url).get_backend_name() == "sqlite" else QUOTED


def make_bank(url: str) -> Bank:
    migrate(url)
    engine, names = connect(url), names_for(url)
    table = Table(
        names.table,
        MetaData(),
        Column(names.account_column, Text, primary_key=True),
        Column(names.balance_column, BigInteger, nullable=False),
    )
    table.create(engine)
    return Bank(url, engine, names, table, Clock())
