"""Tell listeners what a running job does; at most one message in 100 ms while it writes."""

import json
import time
from collections.abc import Callable

from server.domain.job import Stage
from server.jobs.job_store import Attempt, JobStore

PAUSE_SECONDS = 0.1


class Superseded(BaseException):
    """Another attempt has taken over: this one stops and writes nothing more.

    Like a cancellation it is no error, and must get past whoever turns errors into others
    on its way out of the provider's stream.
    """


class Teller:
    """The voice of one attempt. Every method raises Superseded where it is not current."""

    def __init__(
        self, store: JobStore, attempt: Attempt, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin at message 1; a message that is sent twice is told once."""
        self._store = store
        self._attempt = attempt
        self._clock = clock
        self._number = 0
        self._waiting = ""
        self._told_at = float("-inf")

    def stage(self, stage: Stage, question: str = "") -> None:
        """Say what the job does now, after what was still waiting; the job keeps both."""
        self._flush()
        self._tell("state", {"state": "running", "stage": stage}, stage, question)

    def gained(self, text: str) -> None:
        """Say what the prompt has gained, gathering what comes faster than listeners need."""
        self._waiting += text
        if self._clock() - self._told_at >= PAUSE_SECONDS:
            self._flush()

    def restarted(self) -> None:
        """Say that what was gained is void: somebody else begins anew."""
        self._waiting = ""
        self._tell("restart", {})

    def _flush(self) -> None:
        if self._waiting:
            self._tell("partial", {"text": self._waiting})
            self._waiting = ""
            self._told_at = self._clock()

    def _tell(
        self, event: str, data: dict[str, str], stage: Stage | None = None, question: str = ""
    ) -> None:
        self._number += 1
        text = json.dumps(data, ensure_ascii=False)
        if not self._store.tell(self._attempt, self._number, event, text, stage, question=question):
            raise Superseded
