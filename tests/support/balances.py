"""ImgPilot's own table of balances, which is not ours to make: here the tests make it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Engine, MetaData, Table, Text, make_url, select

from server.credits.tables import BalanceTable
from server.net.sql import connect, insert, migrate

DEFAULT = BalanceTable("credit_balance", "user_id", "credits")
# Names that only a quoted identifier can carry: mixed case, and a word of SQL's own.
QUOTED = BalanceTable("userBalance", "user", "creditBalance")


@dataclass(frozen=True)
class Balances:
    """The balances in one database."""

    engine: Engine
    names: BalanceTable
    table: Table

    def put(self, account: str, credits_: int) -> None:
        """Give an account this balance."""
        names = self.names
        row = {names.account_column: account, names.balance_column: credits_}
        added = insert(self.engine, self.table).values(row)
        changed = added.on_conflict_do_update(
            index_elements=[names.account_column], set_={names.balance_column: credits_}
        )
        with self.engine.begin() as connection:
            connection.execute(changed)

    def of(self, account: str) -> int:
        owner, amount = self.table.columns
        with self.engine.begin() as connection:
            return int(connection.execute(select(amount).where(owner == account)).scalar_one())


def names_for(url: str) -> BalanceTable:
    """Return other names where the database is PostgreSQL: they are settings."""
    return DEFAULT if make_url(url).get_backend_name() == "sqlite" else QUOTED


@contextmanager
def balances(url: str) -> Iterator[Balances]:
    """Bring a database to its present shape, with ImgPilot's table in it."""
    migrate(url)
    engine, names = connect(url), names_for(url)
    table = Table(
        names.table,
        MetaData(),
        Column(names.account_column, Text, primary_key=True),
        Column(names.balance_column, BigInteger, nullable=False),
    )
    try:
        table.create(engine)
        yield Balances(engine, names, table)
    finally:
        engine.dispose()
