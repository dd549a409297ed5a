"""Holds on ImgPilot's balance: each takes a credit, and ends once, settled or released.

Every change is one transaction that touches the hold's own row first and the balance's
after it, so that two of them never wait for each other in a circle.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa

from server.credits.tables import BalanceTable, entries, holds
from server.domain.account import Balance
from server.errors import CreditsUsedUp
from server.net.sql import insert, translated

PRICE = 1
HOLD_SECONDS = 15 * 60
STATES = {"settle": "settled", "release": "released"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hold:
    """A credit that is held, for whoever asks its job what became of it."""

    job_id: str
    account: str


class Ledger:
    """Credits in whole numbers, each step whole or not at all. Raises ServiceUnavailable."""

    def __init__(
        self, engine: sa.Engine, balance: BalanceTable, clock: Callable[[], float]
    ) -> None:
        self._engine = engine
        self._table, self._account, self._credits = balance.columns()
        self._clock = clock

    def balance(self, account: str) -> Balance:
        """Return both sums as of one moment; an account that ImgPilot does not list has 0."""
        available = sa.select(self._credits).where(self._is(account))
        held = sa.select(sa.func.sum(holds.c.amount)).where(
            holds.c.account_id == account, holds.c.state == "held"
        )
        both = sa.select(available.scalar_subquery(), held.scalar_subquery())
        with translated(), self._engine.begin() as sql:
            return Balance(*(int(part or 0) for part in sql.execute(both).one()))

    def hold(self, job_id: str, account: str) -> bool:
        """Take a credit for this job, unless that was done before; tell whether it is held.

        Another account's job is not. Raise CreditsUsedUp where nothing is left to take.
        """
        now = int(self._clock())
        row = {
            "job_id": job_id, "account_id": account, "amount": PRICE, "state": "held",
            "created_at": now, "expires_at": now + HOLD_SECONDS,
        }  # fmt: skip
        taken = insert(self._engine, holds).on_conflict_do_nothing().returning(holds.c.job_id)
        with translated(), self._engine.begin() as sql:
            if sql.execute(taken, row).one_or_none() is None:
                return _read(sql, job_id) == (account, "held")
            if not self._change(sql, account, -PRICE, self._credits >= PRICE):
                raise CreditsUsedUp
            self._note(sql, job_id, account, "hold", PRICE)
        return True

    def settle(self, job_id: str) -> None:
        """Spend what is held; nothing happens where it was settled, released or never held."""
        with translated(), self._engine.begin() as sql:
            if self._end(sql, job_id, "settle") is None:
                found = _read(sql, job_id)
                if found and found.state == "released":
                    log.warning("job %s is to be paid after its credit was given back", job_id)

    def release(self, job_id: str) -> None:
        """Give back what is held; nothing happens where it was settled, released or never held."""
        with translated(), self._engine.begin() as sql:
            if held := self._end(sql, job_id, "release"):
                self._change(sql, held.account_id, held.amount)

    def expired(self) -> list[Hold]:
        """Return holds past their 15 minutes, oldest first; all stay held."""
        return self._held(holds.c.expires_at <= int(self._clock()))

    def unfinished(self, older_than_seconds: float) -> list[Hold]:
        """Return holds made longer ago than that, oldest first."""
        return self._held(holds.c.created_at <= int(self._clock() - older_than_seconds))

    def export(self, account: str) -> list[dict[str, str | int]]:
        """Return the account's entries, oldest first.

        Like the holds they outlive its erasure: the law wants them, and both are ids,
        amounts and times alone.
        """
        columns = (entries.c.job_id, entries.c.kind, entries.c.amount, entries.c.at)
        asked = sa.select(*columns).where(entries.c.account_id == account).order_by(entries.c.id)
        with translated(), self._engine.begin() as sql:
            return [{**row, "at": _written(row["at"])} for row in sql.execute(asked).mappings()]

    def _held(self, due: sa.ColumnElement[bool]) -> list[Hold]:
        asked = (
            sa.select(holds.c.job_id, holds.c.account_id)
            .where(holds.c.state == "held", due)
            .order_by(holds.c.expires_at, holds.c.job_id)
        )
        with translated(), self._engine.begin() as sql:
            return [Hold(*row) for row in sql.execute(asked)]

    def _end(
        self, sql: sa.Connection, job_id: str, kind: Literal["settle", "release"]
    ) -> sa.Row[str, int] | None:
        ended = (
            sa.update(holds)
            .where(holds.c.job_id == job_id, holds.c.state == "held")
            .values(state=STATES[kind])
            .returning(holds.c.account_id, holds.c.amount)
        )
        if held := sql.execute(ended).one_or_none():
            self._note(sql, job_id, held.account_id, kind, held.amount)
        return held

    def _change(
        self, sql: sa.Connection, account: str, amount: int, *where: sa.ColumnElement[bool]
    ) -> bool:
        changed = sa.update(self._table).where(self._is(account), *where)
        return bool(sql.execute(changed.values({self._credits: self._credits + amount})).rowcount)

    def _is(self, account: str) -> sa.ColumnElement[bool]:
        # Sent without a type: whether ImgPilot's ids are text or UUIDs, its column says it.
        return self._account == sa.literal(account, sa.types.NULLTYPE)

    def _note(self, sql: sa.Connection, job_id: str, account: str, kind: str, amount: int) -> None:
        what = {"job_id": job_id, "account_id": account, "kind": kind, "amount": amount}
        sql.execute(sa.insert(entries), {**what, "at": int(self._clock())})


def _read(sql: sa.Connection, job_id: str) -> sa.Row[str, str] | None:
    asked = sa.select(holds.c.account_id, holds.c.state).where(holds.c.job_id == job_id)
    return sql.execute(asked).one_or_none()


def _written(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
