"""ImgPilot's people and their credits, in the table that Prompt Lens debits."""

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa

from server.net import sql

FIRST_CREDITS = 5
BALANCES = sa.Table(
    "credit_balance",
    sa.MetaData(),
    sa.Column("user_id", sa.Text, primary_key=True),
    sa.Column("credits", sa.Integer, sa.CheckConstraint("credits >= 0"), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by their email; the id is the same for every spelling of it."""

    email: str

    @property
    def id(self) -> str:
        folded = self.email.strip().casefold()
        return "dev-" + hashlib.sha256(folded.encode()).hexdigest()[:24]


class People:
    """Everybody's balance."""

    def __init__(self, database_url: str) -> None:
        """Make the table where it is not there."""
        self._engine = sql.connect(database_url)
        BALANCES.metadata.create_all(self._engine)

    def welcome(self, person: Person) -> None:
        """Give a new person their first credits."""
        first = sql.insert(self._engine, BALANCES).values(user_id=person.id, credits=FIRST_CREDITS)
        with self._engine.begin() as connection:
            connection.execute(first.on_conflict_do_nothing())

    def grant(self, person: Person, more: int) -> int:
        """Add credits; return what the person has now."""
        self.welcome(person)
        mine = BALANCES.c.user_id == person.id
        added = sa.update(BALANCES).where(mine).values(credits=BALANCES.c.credits + more)
        with self._engine.begin() as connection:
            connection.execute(added)
            return int(connection.execute(sa.select(BALANCES.c.credits).where(mine)).scalar_one())

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()
