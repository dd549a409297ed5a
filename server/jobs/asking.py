"""Ask once: give what is known, follow who is asking, and only then ask, with money at hand.

A question is the pixels, who is asked, how and in which language; never who wants to know. An
answer that was known or followed costs nothing: its usage counts no attempt.
"""

import hashlib
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from server.admission.free_pool import FreePool
from server.analysis import ceiling, schema
from server.analysis.ask import Listener
from server.domain.job import Order
from server.domain.picture import Normalised
from server.domain.subject import Subject
from server.errors import ProviderFailed
from server.jobs.compose import Seen
from server.jobs.event_store import BEGINNING, Event
from server.jobs.flight_store import FlightStore, Joined
from server.jobs.leading import SHARED, leading

PAUSE_SECONDS = 0.25

Look = Callable[[Normalised, str, float, Listener], Seen]
Left = Callable[[], float]


SEEN = TypeAdapter(Seen)
# A release that keeps answers in another shape finds none of this one's.
SHAPE = json.dumps(SEEN.json_schema(), sort_keys=True)
NOTHING = {
    "input_tokens": 0, "output_tokens": 0, "cost_usd": 0.0, "latency_ms": 0, "attempts": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Model:
    """Who is asked; `app` hands it in.

    `identity` is another one wherever answers may be others, `at_most` tells the millionths of
    a dollar that a question may cost, and `silence` for how many seconds nothing may be heard
    while all is well.
    """

    look: Look
    identity: str
    at_most: Callable[[Normalised], int]
    silence: float


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A look that is about to be had. `name` is its question's, empty where nobody shares it."""

    name: str
    ask: Callable[[Left, Listener], Seen]


LookUp = Callable[[Normalised, Order, Subject | None], Inquiry]


def unshared(look: Look) -> LookUp:
    """Return what looks without asking others: neither kept, nor led, nor followed."""

    def look_up(picture: Normalised, order: Order, _: Subject | None) -> Inquiry:
        return Inquiry("", lambda left, told: look(picture, order.language, left(), told))

    return look_up


@dataclass(frozen=True, slots=True)
class Asking:
    """Looks that are shared, over all processes."""

    flights: FlightStore
    pool: FreePool
    model: Model

    def look_up(self, picture: Normalised, order: Order, owner: Subject | None) -> Inquiry:
        """Find out whether the answer is known or somebody asks; ask nobody yet.

        Who goes no further than this is overtaken when the lease lapses.
        """
        seen = hashlib.sha256(picture.jpeg).hexdigest()
        parts = (seen, self.model.identity, order.language.lower(), schema.VERSION, SHAPE)
        name = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        return Inquiry(name, _Shared(self, name, picture, order, owner).ask)


class _Shared:
    """One job's way to an answer that others may have, want or wait for."""

    def __init__(
        self, asking: Asking, name: str, picture: Normalised, order: Order, owner: Subject | None
    ) -> None:
        self._flights, self._pool, self._model = asking.flights, asking.pool, asking.model
        self._name = name
        self._picture = picture
        self._language = order.language
        self._is_anonymous = owner is not None and owner.kind == "trial"
        self._fresh = order.fresh
        self._holder = uuid.uuid4().hex
        self._has_gained = False
        self._last = BEGINNING
        self._heard_at = time.monotonic()
        self._joined = self._join("")

    def ask(self, left: Left, listener: Listener) -> Seen:
        """Return the answer, known, followed or our own; raises what asking for it raised."""
        self._listener = listener
        while True:
            role, said = self._joined
            if role == "known":
                self._follow_to_the_end()
                return _remembered(said)
            if role == "leads":
                return self._lead(left)
            self._follow(left)
            is_silent = time.monotonic() - self._heard_at > self._model.silence
            self._joined = self._join(said if is_silent else "")

    def gained(self, text: str) -> None:
        self._has_gained = True
        self._listener.gained(text)

    def restarted(self) -> None:
        if self._has_gained:
            self._has_gained = False
            self._listener.restarted()

    def _join(self, instead_of: str) -> Joined:
        return self._flights.join(
            self._name, self._holder, fresh=self._fresh, instead_of=instead_of
        )

    def _follow(self, left: Left) -> None:
        """Pass on what the leader says, until it is over or quiet for a moment."""
        names: set[str] = set()
        while "over" not in names:
            events = self._flights.hear(self._name, self._last, min(PAUSE_SECONDS, left()))
            if not events:
                return
            self._heard_at, self._last = time.monotonic(), events[-1].id
            for event in events:
                self._hear(event)
            names = {event.name for event in events}

    def _follow_to_the_end(self) -> None:
        """Pass on the last words, where some were: the answer may have come since we listened."""
        if self._has_gained:
            self._follow(lambda: 0)

    def _hear(self, event: Event) -> None:
        if event.name == "partial":
            self.gained(event.data)
        elif event.name == "restart":
            self.restarted()
        elif event.data in SHARED:
            raise SHARED[event.data]("of the leader")
        else:
            # An answer that was made while we waited is as fresh as can be.
            self._fresh = self._fresh and event.data != "known"

    def _lead(self, left: Left) -> Seen:
        self.restarted()
        with leading(self._flights, self._name, self._holder, self) as leader:
            seen = self._paid(left, leader) if self._is_anonymous else self._asked(left, leader)
            leader.answer = SEEN.dump_json(seen).decode()
        return seen

    def _paid(self, left: Left, listener: Listener) -> Seen:
        """Ask on the free pool's money."""
        with self._pool.reserved(self._model.at_most(self._picture)) as reservation:
            try:
                seen = self._asked(left, listener)
            except ProviderFailed as failure:
                reservation.used = ceiling.spent_in_vain(failure)
                raise
            reservation.used = ceiling.spent(seen.usage) if seen.usage else 0
            return seen

    def _asked(self, left: Left, listener: Listener) -> Seen:
        return self._model.look(self._picture, self._language, left(), listener)


def _remembered(answer: str) -> Seen:
    seen = SEEN.validate_json(answer)
    return replace(seen, usage=seen.usage and seen.usage.model_copy(update=NOTHING))
