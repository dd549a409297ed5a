"""What a job needs of an account's credits; `app` hands in whoever keeps them."""

from collections.abc import Sequence
from typing import Protocol

from server.domain.job import Charge, JobRef


class Held(Protocol):
    """A credit that is held for a job."""

    @property
    def job_id(self) -> str:
        """Give the job's id."""

    @property
    def account(self) -> str:
        """Give the account's id."""


class Purse(Protocol):
    """Holds a credit for a job and lets it go, each once. Raises ServiceUnavailable."""

    def hold(self, job_id: str, account: str) -> bool:
        """Say whether the job's credit is held, from now or from before. Raises CreditsUsedUp."""

    def settle(self, job_id: str) -> None:
        """Take what is held, if anything is."""

    def release(self, job_id: str) -> None:
        """Give back what is held, if anything is."""

    def expired(self) -> Sequence[Held]:
        """Return what was held for too long."""

    def unfinished(self, older_than_seconds: float) -> Sequence[Held]:
        """Return what has been held for longer than that."""


def close(purse: Purse, ref: JobRef, charge: Charge | None) -> None:
    """Do with a held credit what the job's charge says, if it has one. Safe to repeat."""
    if charge is None or ref.owner.kind != "account":
        return
    # Where a key pays, a credit may have been held before the key was brought.
    if charge.state == "settled" and charge.unit == "credit":
        purse.settle(ref.id)
    else:
        purse.release(ref.id)
