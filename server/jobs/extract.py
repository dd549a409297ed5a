"""One extraction, in the order of the story: fetch, read, normalise, look up, ask, render."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, Self

from server.analysis.ask import Listener
from server.domain.job import Order, Stage
from server.domain.picture import Head, Normalised
from server.domain.result import Result
from server.domain.subject import Subject
from server.embedded.asked import hidden_in, statement_of
from server.errors import JobTimeout
from server.images.guard import check_structure
from server.jobs import compose
from server.jobs.asking import Look, LookUp, unshared
from server.jobs.compose import Brought


class Progress(Listener, Protocol):
    """Whoever is told how far an extraction is."""

    def stage(self, stage: Stage, question: str = "", /) -> None:
        """Hear what is done now, and the name of the question where others may share it."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """What an extraction needs of the other rooms; `app` hands it in. Seconds are those left.

    `own_look` asks with the keys of an account's own.
    """

    fetch: Callable[[str, float], Brought]
    normalise: Callable[[bytes, float], Normalised]
    look_up: LookUp
    own_look: Callable[[str], Look]

    def with_key_of(self, owner: Subject) -> Self:
        """Return rooms that ask with a member's own key, for nobody else and at no circuit."""
        return replace(self, look_up=unshared(self.own_look(owner.id)))


def extract(
    rooms: Rooms, order: Order, owner: Subject | None, seconds: float, progress: Progress
) -> Result:
    """Return the answer within `seconds`; `owner` is None at a terminal.

    Raises any of our errors, JobTimeout among them.
    """
    left = _countdown(seconds)

    progress.stage("fetching")
    brought = rooms.fetch(order.image_url, left())

    progress.stage("reading")
    stated = statement_of(brought.data, whole=brought.whole)
    if stated.prompt:
        head = check_structure(brought.data, whole=brought.whole)
        return compose.from_file(stated.prompt, stated.declared, head, brought)
    picture = rooms.normalise(brought.data, left())
    if hidden := hidden_in(picture.hidden):
        head = Head(picture.format, picture.width, picture.height)
        return compose.from_file(hidden, stated.declared, head, brought)

    inquiry = rooms.look_up(picture, order, owner)
    progress.stage("asking", inquiry.name)
    seen = inquiry.ask(left, progress)

    progress.stage("rendering")
    return compose.from_look(seen, picture, brought, stated)


def _countdown(seconds: float) -> Callable[[], float]:
    ends = time.monotonic() + seconds

    def left() -> float:
        remaining = ends - time.monotonic()
        if remaining <= 0:
            raise JobTimeout
        return remaining

    return left
