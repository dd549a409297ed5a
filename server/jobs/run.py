"""One delivery of a job, to its one end."""

import logging
import time
from collections.abc import Callable

from server.domain.job import Charge, JobRef, Problem
from server.errors import InternalError, JobTimeout, PromptLensError
from server.jobs.extract import Rooms, extract
from server.jobs.job_store import Attempt, Busy, Ending, JobStore
from server.jobs.telling import Superseded, Teller

log = logging.getLogger(__name__)

SETTLED = Charge(unit="trial", amount=1, state="settled")
FREE = Charge(unit="none", amount=0, state="released")
GIVEN_BACK = Charge(unit="trial", amount=0, state="released")


class Runner:
    """Runs jobs. A job ends within `job_seconds`, or another attempt may take it over."""

    def __init__(
        self,
        store: JobStore,
        rooms: Rooms,
        job_seconds: float,
        publish_later: Callable[[JobRef, int], None],
    ) -> None:
        """`publish_later` queues a job again after so many seconds."""
        self._store = store
        self._rooms = rooms
        self._job_seconds = job_seconds
        self._publish_later = publish_later

    def run(self, ref: JobRef, holder: str) -> None:
        """Run one delivery of a job to its end. `holder` is unique to this delivery."""
        attempt = self._store.begin(ref, holder, time.time())
        if isinstance(attempt, Busy):
            # The one at work may yet be killed; whoever comes back then finds it given up.
            self._publish_later(ref, attempt.seconds + 1)
        elif attempt:
            try:
                worn_out = _failed(JobTimeout()) if attempt.worn_out else None
                self._store.finish(attempt, worn_out or self._end(attempt))
            except Superseded:
                log.info("attempt %d was taken over", attempt.number)

    def _end(self, attempt: Attempt) -> Ending:
        try:
            teller = Teller(self._store, attempt)
            result = extract(self._rooms, attempt.order, self._job_seconds, teller)
        except PromptLensError as error:
            log.info("job failed: %s (%s)", error.code, error)
            return _failed(error)
        except Exception:
            log.exception("job failed in a way we did not foresee")
            return _failed(InternalError())
        owed = result.origin == "inferred"
        return Ending(SETTLED if owed else FREE, result=result)


def _failed(error: PromptLensError) -> Ending:
    return Ending(GIVEN_BACK, problem=Problem.of(error))
