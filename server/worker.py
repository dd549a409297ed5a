"""The worker's entrance: `celery --app server.worker worker --pool threads`."""

import logging
import sys
import threading
import uuid
from typing import Any, Literal

from celery import Task
from celery.signals import worker_ready, worker_shutdown

from server.app.worker import make_worker
from server.domain.job import JobRef
from server.domain.subject import Subject
from server.errors import ServiceUnavailable
from server.jobs.queue import TASK
from server.jobs.sweep import PAUSE_SECONDS
from server.settings import SettingsError, load

AGAIN_SECONDS = 5
log = logging.getLogger(__name__)
stopping = threading.Event()

# The libraries under the fetch name hosts and URLs at lower levels; none may reach a log.
for name in ("authlib", "httpcore2", "httpx2", "openai"):
    logging.getLogger(name).setLevel(logging.WARNING)

try:
    worker = make_worker(load())
except SettingsError as error:
    sys.exit(str(error))

app = worker.queue


@app.task(name=TASK, bind=True, max_retries=None)
def extract(
    self: "Task[Any, Any]", kind: Literal["trial", "account"], owner: str, job: str
) -> None:
    """Run one delivery of a job. Where Redis is away, the message goes back to the queue."""
    try:
        worker.run(JobRef(Subject(kind, owner), job), uuid.uuid4().hex)
    except ServiceUnavailable as error:
        raise self.retry(exc=error, countdown=AGAIN_SECONDS) from error


@worker_ready.connect
def begin(**_: object) -> None:
    """Start the image processes; put right what crashes left, now and each minute."""
    worker.decoders.start()
    threading.Thread(target=_sweep, name="sweep", daemon=True).start()


def _sweep() -> None:
    while not stopping.is_set():
        try:
            worker.sweep()
        except ServiceUnavailable as error:
            log.warning("not swept: %s", error)
        except Exception:
            # One bad row must not end the sweeping of all others for good.
            log.exception("not swept, in a way we did not foresee")
        stopping.wait(PAUSE_SECONDS)


@worker_shutdown.connect
def stop(**_: object) -> None:
    """End the sweeping and the decoding processes with the worker."""
    stopping.set()
    worker.decoders.close()
