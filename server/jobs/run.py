"""One delivery of a job, to its one end."""

import logging
import time
from collections.abc import Callable, Iterator

from server.domain.job import JobRef
from server.domain.metric import EXTRACTION_SECONDS, EXTRACTIONS, Count
from server.domain.subject import Subject
from server.errors import InternalError, JobTimeout, PromptLensError
from server.jobs.ending import FREE, Ending, price
from server.jobs.extract import Rooms, extract
from server.jobs.job_store import Attempt, Busy, JobStore
from server.jobs.purse import Purse, close
from server.jobs.telling import Superseded, Teller

log = logging.getLogger(__name__)


class Runner:
    """Runs jobs. A job ends within `job_seconds`, or another attempt may take it over."""

    def __init__(
        self,
        store: JobStore,
        rooms: Rooms,
        purse: Purse,
        job_seconds: float,
        publish_later: Callable[[JobRef, int], None],
        *,
        count: Callable[..., None],
    ) -> None:
        """`publish_later` queues a job again after so many seconds; `count` is told of each end."""
        self._store = store
        self._rooms = rooms
        self._purse = purse
        self._job_seconds = job_seconds
        self._publish_later = publish_later
        self._count = count

    def run(self, ref: JobRef, holder: str) -> None:
        """Run one delivery of a job to its end. `holder` is unique to this delivery."""
        attempt = self._store.begin(ref, holder, time.time())
        if isinstance(attempt, Busy):
            # The one at work may yet be killed; whoever comes back then finds it given up.
            self._publish_later(ref, attempt.seconds + 1)
        elif attempt:
            self._take(attempt)
        else:
            # Whoever ended it may have died before its credit went.
            close(self._purse, ref, self._store.owed(ref))

    def _take(self, attempt: Attempt) -> None:
        began = time.monotonic()
        try:
            worn_out = Ending.failed(attempt.unit, JobTimeout()) if attempt.worn_out else None
            ending = worn_out or self._end(attempt)
            if self._store.finish(attempt, ending):
                close(self._purse, attempt.ref, ending.charge)
                self._count(*_counts(attempt.ref.owner, ending, time.monotonic() - began))
        except Superseded:
            log.info("attempt %d was taken over", attempt.number)

    def _end(self, attempt: Attempt) -> Ending:
        owner, unit = attempt.ref.owner, attempt.unit
        rooms = self._rooms.with_key_of(owner) if unit == "own-key" else self._rooms
        try:
            teller = Teller(self._store, attempt)
            result = extract(rooms, attempt.order, owner, self._job_seconds, teller)
        except PromptLensError as error:
            log.info("job failed: %s (%s)", error.code, error)
            return Ending.failed(unit, error)
        except Exception:
            log.exception("job failed in a way we did not foresee")
            return Ending.failed(unit, InternalError())
        # What the file states, what we measured and what others were told already costs nothing.
        was_asked = result.usage is not None and result.usage.attempts > 0
        return Ending(price(unit, "settled") if was_asked else FREE, result=result)


def _counts(owner: Subject, ending: Ending, seconds: float) -> Iterator[Count]:
    outcome = ending.problem.code if ending.problem else "succeeded"
    origin = ending.result.origin if ending.result else "none"
    charge = ending.charge.unit if ending.charge.state == "settled" else "none"
    yield Count(EXTRACTIONS, (outcome, origin, owner.kind, charge))
    yield Count(EXTRACTION_SECONDS, (origin,), seconds)
