"""ImgPilot's own table of balances, which is not ours to make: here the tests make it."""

from dataclasses import dataclass

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, insert, select, update

from server.net import sql

TABLE = Table(
    "credit_balance",
    MetaData(),
    Column("user_id", String, primary_key=True),
    Column("credits", Integer, nullable=False),
)


@dataclass(frozen=True)
class Balances:
    """The balances in one database."""

    engine: Engine

    def put(self, account: str, credits_: int) -> None:
        """Give an account this balance."""
        with self.engine.begin() as connection:
            row = TABLE.c.user_id == account
            changed = connection.execute(update(TABLE).where(row).values(credits=credits_))
            if not changed.rowcount:
                connection.execute(insert(TABLE).values(user_id=account, credits=credits_))

    def of(self, account: str) -> int:
        with self.engine.connect() as connection:
            row = TABLE.c.user_id == account
            return int(connection.execute(select(TABLE.c.credits).where(row)).scalar_one())


def balances(database_url: str) -> Balances:
    """Bring a database to its present shape, with ImgPilot's table in it."""
    sql.migrate(database_url)
    engine = sql.connect(database_url)
    TABLE.metadata.create_all(engine)
    return Balances(engine)
