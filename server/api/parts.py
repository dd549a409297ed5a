"""What the door needs from the house; `app` fills it in."""

from collections.abc import Callable
from dataclasses import dataclass

from server.admission.gate import Gate
from server.jobs.event_store import EventStore
from server.jobs.history import History
from server.jobs.redeem import Redeemer
from server.rights.every_store import Rights


@dataclass(frozen=True, slots=True)
class Parts:
    """The rooms behind the door.

    `sample_origin` is where the sample images are fetched from, `credits_url` where a member
    gets more credits, empty where nowhere.
    """

    gate: Gate
    redeemer: Redeemer
    history: History
    events: EventStore
    rights: Rights
    is_ready: Callable[[], bool]
    most_streams: int
    public_url: str
    credits_url: str
    sample_origin: str
