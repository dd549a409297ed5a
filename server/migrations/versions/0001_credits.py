"""Holds, and the entries that tell what became of each."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "lens_hold",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.CheckConstraint("amount > 0", "lens_hold_amount"),
        sa.CheckConstraint("state IN ('held', 'settled', 'released')", "lens_hold_state"),
    )
    op.create_index("lens_hold_due", "lens_hold", ["state", "expires_at"])
    op.create_index("lens_hold_account", "lens_hold", ["account_id", "state"])
    op.create_table(
        "lens_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("job_id", sa.Text, sa.ForeignKey("lens_hold.job_id"), nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.CheckConstraint("kind IN ('hold', 'settle', 'release')", "lens_entry_kind"),
        sa.UniqueConstraint("job_id", "kind", name="lens_entry_once"),
    )
    op.create_index("lens_entry_account", "lens_entry", ["account_id"])
