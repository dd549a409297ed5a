"""Put right what a crash left: credits that nobody let go, members' jobs that nobody queued.

Every step is safe to repeat, so that any number of workers may sweep at once.
"""

import time
import uuid
from dataclasses import dataclass

from server.domain.job import JobRef
from server.domain.subject import Subject
from server.errors import JobTimeout
from server.jobs.ending import FREE, Ending
from server.jobs.job_store import Attempt, JobStore
from server.jobs.purse import Held, Purse, close
from server.jobs.queue import Publisher
from server.jobs.redeem import publish

YOUNG_SECONDS = 30.0
PAUSE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Asks the job before it touches a credit."""

    store: JobStore
    publisher: Publisher
    purse: Purse

    def sweep(self) -> None:
        """Go over what is held. Raises ServiceUnavailable where a part is away."""
        # First what needs no queue, so that credits go back while the broker is away.
        for held in self.purse.expired():
            self._let_go(_ref(held))
        for held in self.purse.unfinished(YOUNG_SECONDS):
            self._mend(_ref(held))

    def _mend(self, ref: JobRef) -> None:
        if charge := self.store.owed(ref):
            close(self.purse, ref, charge)
        elif self.store.is_stranded(ref):
            publish(ref, self.store, self.publisher)

    def _let_go(self, ref: JobRef) -> None:
        # As an attempt of its own: nobody may answer any more what is paid for no more.
        attempt = self.store.begin(ref, uuid.uuid4().hex, time.time())
        if isinstance(attempt, Attempt):
            self.store.finish(attempt, Ending.failed(attempt.unit, JobTimeout()))
        close(self.purse, ref, self.store.owed(ref) or (None if attempt else FREE))


def _ref(held: Held) -> JobRef:
    return JobRef(Subject("account", held.account), held.job_id)
