"""Put right what a crash left: credits that nobody let go, members' jobs that nobody queued.

Every step is safe to repeat, so that any number of workers may sweep at once.
"""

from dataclasses import dataclass

from server.domain.job import JobRef
from server.domain.subject import Subject
from server.jobs.job_store import JobStore
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
        for held in self.purse.unfinished(YOUNG_SECONDS):
            self._mend(_ref(held))
        for held in self.purse.expired():
            self._let_go(_ref(held))

    def _mend(self, ref: JobRef) -> None:
        job = self.store.get(ref)
        if job and job.finished_at:
            close(self.purse, ref, job.charge)
        elif self.store.is_stranded(ref):
            publish(ref, self.store, self.publisher)

    def _let_go(self, ref: JobRef) -> None:
        job = self.store.get(ref)
        if job and job.finished_at:
            close(self.purse, ref, job.charge)
        else:
            self.purse.release(ref.id)


def _ref(held: Held) -> JobRef:
    return JobRef(Subject("account", held.account), held.job_id)
