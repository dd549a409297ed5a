"""One delivery of a job, to its one end."""

import logging
import time
from collections.abc import Callable

from server.domain.job import Charge, JobRef, Problem
from server.errors import InternalError, JobTimeout, PromptLensError
from server.jobs.extract import Rooms, extract
from server.jobs.job_store import Attempt, Busy, Ending, JobStore, Unit, unit_of
from server.jobs.purse import Purse, close
from server.jobs.telling import Superseded, Teller

log = logging.getLogger(__name__)

FREE = Charge(unit="none", amount=0, state="released")


class Runner:
    """Runs jobs. A job ends within `job_seconds`, or another attempt may take it over."""

    def __init__(
        self,
        store: JobStore,
        rooms: Rooms,
        purse: Purse,
        job_seconds: float,
        publish_later: Callable[[JobRef, int], None],
    ) -> None:
        """`publish_later` queues a job again after so many seconds."""
        self._store = store
        self._rooms = rooms
        self._purse = purse
        self._job_seconds = job_seconds
        self._publish_later = publish_later

    def run(self, ref: JobRef, holder: str) -> None:
        """Run one delivery of a job to its end. `holder` is unique to this delivery."""
        attempt = self._store.begin(ref, holder, time.time())
        if isinstance(attempt, Busy):
            # The one at work may yet be killed; whoever comes back then finds it given up.
            self._publish_later(ref, attempt.seconds + 1)
        elif attempt:
            self._take(attempt)
        else:
            self._close_again(ref)

    def _take(self, attempt: Attempt) -> None:
        unit = unit_of(attempt.ref.owner)
        try:
            worn_out = _failed(unit, JobTimeout()) if attempt.worn_out else None
            ending = worn_out or self._end(attempt, unit)
            if self._store.finish(attempt, ending):
                close(self._purse, attempt.ref, ending.charge)
        except Superseded:
            log.info("attempt %d was taken over", attempt.number)

    def _close_again(self, ref: JobRef) -> None:
        """Follow a job that is over: whoever ended it may have died before its credit went."""
        job = self._store.get(ref)
        if job and job.finished_at:
            close(self._purse, ref, job.charge)

    def _end(self, attempt: Attempt, unit: Unit) -> Ending:
        try:
            teller = Teller(self._store, attempt)
            result = extract(self._rooms, attempt.order, self._job_seconds, teller)
        except PromptLensError as error:
            log.info("job failed: %s (%s)", error.code, error)
            return _failed(unit, error)
        except Exception:
            log.exception("job failed in a way we did not foresee")
            return _failed(unit, InternalError())
        settled = Charge(unit=unit, amount=1, state="settled")
        return Ending(settled if result.origin == "inferred" else FREE, result=result)


def _failed(unit: Unit, error: PromptLensError) -> Ending:
    given_back = Charge(unit=unit, amount=0, state="released")
    return Ending(given_back, problem=Problem.of(error))
