"""The worker's entrance: `celery --app server.worker worker --pool threads`."""

import logging
import sys
import uuid
from typing import Any, Literal

from celery import Task
from celery.signals import worker_shutdown

from server.app import make_worker
from server.domain.job import JobRef
from server.domain.subject import Subject
from server.errors import ServiceUnavailable
from server.jobs.queue import TASK
from server.settings import SettingsError, load

AGAIN_SECONDS = 5

# The libraries under the fetch name hosts and URLs at lower levels; none may reach a log.
for name in ("httpcore2", "httpx2", "openai"):
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


@worker_shutdown.connect
def stop(**_: object) -> None:
    """End the decoding processes with the worker."""
    worker.close()
