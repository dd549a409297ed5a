"""What the door needs from the house; `app` fills it in."""

from collections.abc import Callable
from dataclasses import dataclass

from server.admission.gate import Gate
from server.jobs.event_store import EventStore
from server.jobs.job_store import JobStore
from server.jobs.queue import Publisher


@dataclass(frozen=True, slots=True)
class Parts:
    """The rooms behind the door. `sample_origin` is where the sample images are fetched from."""

    gate: Gate
    jobs: JobStore
    events: EventStore
    publisher: Publisher
    is_ready: Callable[[], bool]
    most_streams: int
    public_url: str
    sample_origin: str
