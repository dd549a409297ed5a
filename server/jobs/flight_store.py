"""Answers of models in Redis, and who is asking for one just now.

A question's keys are its answer, the lease of whoever asks for it, and the words that this
leader has heard. None of them names a person. Only the holder of the lease writes.
"""

from typing import Literal, NamedTuple

from redis import Redis

from server.jobs.event_store import Event, EventStore
from server.jobs.keys import Keys
from server.net.redis import lua, translated

ANSWER_SECONDS = 7 * 24 * 3600
LEASE_SECONDS = 5.0
WORDS_SECONDS = 300
LAST_WORDS_SECONDS = 10


class Joined(NamedTuple):
    """What somebody is to a question. `said` is the answer where it is known, else the leader."""

    role: Literal["known", "leads", "follows"]
    said: str


class FlightStore:
    """Questions are named by a digest. Raises ServiceUnavailable where Redis is away."""

    def __init__(self, client: Redis, prefix: str) -> None:
        """Every key begins with `prefix`."""
        self._client = client
        self._keys = Keys(prefix)
        self._events = EventStore(client)
        self._join = client.register_script(lua("jobs", "join"))
        self._say = client.register_script(lua("jobs", "say"))
        self._land = client.register_script(lua("jobs", "land"))

    def join(
        self, question: str, holder: str, *, fresh: bool = False, instead_of: str = ""
    ) -> Joined:
        """Return the answer, or lead, or learn who does.

        `fresh` passes over an answer that is there; whoever leads `instead_of` another ends
        that one's lead.
        """
        with translated():
            role, said = self._join(
                keys=self._keys.flight(question),
                args=[holder, int(fresh), instead_of, int(LEASE_SECONDS * 1000), WORDS_SECONDS],
            )
        return Joined(role, said)

    def say(self, question: str, holder: str, number: int, event: str, data: str) -> bool:
        """Renew the lease and tell message `number`, if it is one; False where it is lost."""
        _, *keys = self._keys.flight(question)
        with translated():
            return bool(
                self._say(keys=keys, args=[holder, int(LEASE_SECONDS * 1000), number, event, data])
            )

    def land(self, question: str, holder: str, how: str, answer: str = "") -> bool:
        """End a lead, keeping the answer if there is one; False where the lease is lost."""
        with translated():
            return bool(
                self._land(
                    keys=self._keys.flight(question),
                    args=[holder, how, answer, ANSWER_SECONDS, LAST_WORDS_SECONDS],
                )
            )

    def hear(self, question: str, last: str, seconds: float) -> list[Event]:
        """Return what the leader said after the event `last`, waiting for the first."""
        return self._events.after(self._keys.flight(question)[-1], last, seconds)

    def forget(self, question: str) -> None:
        """Erase the answer, and end a lead, so that whoever is asking now writes none."""
        with translated():
            self._client.delete(*self._keys.flight(question))
