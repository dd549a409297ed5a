"""The tables of the ledger, ours and ImgPilot's, as `migrations` and ImgPilot made them."""

from dataclasses import dataclass

import sqlalchemy as sa

metadata = sa.MetaData()

holds = sa.Table(
    "lens_hold",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("amount", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.CheckConstraint("amount > 0", "lens_hold_amount"),
    sa.CheckConstraint("state IN ('held', 'settled', 'released')", "lens_hold_state"),
    sa.Index("lens_hold_due", "state", "expires_at"),
    sa.Index("lens_hold_account", "account_id", "state"),
)

entries = sa.Table(
    "lens_entry",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("job_id", sa.Text, sa.ForeignKey("lens_hold.job_id"), nullable=False),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("amount", sa.Integer, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.CheckConstraint("kind IN ('hold', 'settle', 'release')", "lens_entry_kind"),
    sa.UniqueConstraint("job_id", "kind", name="lens_entry_once"),
    sa.Index("lens_entry_account", "account_id"),
)


@dataclass(frozen=True, slots=True)
class BalanceTable:
    """What ImgPilot calls its table of balances, one row an account, and the columns we touch."""

    table: str
    account_column: str
    balance_column: str

    def columns(self) -> tuple[sa.Table, sa.Column[str], sa.Column[int]]:
        """Return the table, its account and its balance."""
        account = sa.Column[str](self.account_column)
        balance = sa.Column(self.balance_column, sa.Integer)
        return sa.Table(self.table, sa.MetaData(), account, balance), account, balance
