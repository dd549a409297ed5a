"""Redeem a proof: hold a member's credit, make the job, queue it, in this order.

A crash between two steps is repaired by the next retry of the same proof, which goes on
at the missing step, or by the sweep.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from server.domain.job import JobRef, Order
from server.errors import ProofGone
from server.jobs.job_store import JobStore, Redeemed
from server.jobs.purse import Purse, close
from server.jobs.queue import Publisher

PATIENCE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Redeemer:
    """`trial_extractions` is how many uses a trial has; an account its credits, or its own key."""

    store: JobStore
    publisher: Publisher
    purse: Purse
    trial_extractions: int
    has_own_key: Callable[[str], bool]

    def redeem(self, ref: JobRef, order: Order, *, lapsed: bool) -> Redeemed:
        """Return the proof's job, made now or before.

        Raises ProofGone, AllowanceUsedUp, CreditsUsedUp, TokenInvalid and ServiceUnavailable.
        """
        redeemed = self._of_account(ref, order, lapsed=lapsed) or self.store.redeem(
            ref, order, closed=lapsed, most_uses=self.trial_extractions
        )
        if redeemed.is_new or (not redeemed.published and self._is_left(ref)):
            publish(ref, self.store, self.publisher)
        return redeemed

    def _is_left(self, ref: JobRef) -> bool:
        # Whoever made the job a moment ago is about to queue it; a crowd of retries would too.
        time.sleep(PATIENCE_SECONDS)
        return self.store.is_stranded(ref)

    def _of_account(self, ref: JobRef, order: Order, *, lapsed: bool) -> Redeemed | None:
        if ref.owner.kind != "account":
            return None
        by_key = self.has_own_key(ref.owner.id)
        # A credit that was let go pays for nothing more: then only a job that is there counts.
        pays = not lapsed and (by_key or self.purse.hold(ref.id, ref.owner.id))
        try:
            return self.store.redeem(ref, order, closed=not pays, most_uses=None, by_key=by_key)
        except ProofGone:
            close(self.purse, ref, self.store.owed(ref))
            raise


def publish(ref: JobRef, store: JobStore, publisher: Publisher) -> None:
    """Queue a job and remember it; dying between the two queues it twice, which is harmless."""
    publisher.publish(ref)
    store.mark_published(ref)
