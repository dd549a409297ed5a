"""A worker process: the queue it listens on, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass

from celery import Celery

from server.app.providers import job_seconds
from server.app.rooms import make_rooms
from server.app.stores import open_stores
from server.domain.job import JobRef
from server.images.pool import NormaliserPool
from server.jobs.queue import Publisher, make_queue
from server.jobs.run import Runner
from server.jobs.sweep import Sweeper
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Worker:
    """The queue that a worker listens on, what it does, and the processes that help it."""

    queue: Celery
    run: Callable[[JobRef, str], None]
    sweep: Callable[[], None]
    decoders: NormaliserPool


def make_worker(settings: Settings) -> Worker:
    """Return what a worker process needs. Nothing is dialled before the first job."""
    seconds = job_seconds(settings)
    queue = make_queue(settings.broker_url, seconds, waits=True)
    publisher = Publisher(queue)
    stores = open_stores(settings)
    rooms, decoders = make_rooms(settings, stores)
    runner = Runner(
        stores.jobs,
        rooms,
        stores.ledger,
        seconds,
        lambda ref, wait: publisher.publish(ref, after_seconds=wait),
        count=stores.tally.count,
    )
    sweeper = Sweeper(stores.jobs, publisher, stores.ledger)
    return Worker(queue, runner.run, sweeper.sweep, decoders)
