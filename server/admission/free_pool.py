"""The money that a day's anonymous extractions may cost together, in millionths of a US dollar.

What a call may cost at most is reserved before it and corrected after it. Whoever is killed
in between leaves the reservation as it is: the pool may give too little, never too much.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from redis import Redis

from server.errors import FreePoolSpent, ServiceUnavailable
from server.net.redis import lua, translated

KEPT_SECONDS = 2 * 24 * 3600


@dataclass(slots=True)
class Reservation:
    """`used` is what the call cost; as long as that is None, what was reserved stays taken."""

    used: int | None = None


class FreePool:
    """One pool for each day of UTC. Raises ServiceUnavailable where Redis is away."""

    def __init__(
        self, client: Redis, prefix: str, micro_usd: int, clock: Callable[[], float] = time.time
    ) -> None:
        """`micro_usd` is the whole of a day's; every key begins with `prefix`."""
        self._client = client
        self._prefix = prefix
        self._whole = micro_usd
        self._clock = clock
        self._reserve = client.register_script(lua("admission", "reserve"))
        self._correct = client.register_script(lua("admission", "correct"))

    @contextmanager
    def reserved(self, most: int) -> Iterator[Reservation]:
        """Hold so many millionths while the block runs. Raises FreePoolSpent."""
        day = self._day()
        name = uuid.uuid4().hex
        with translated():
            if not self._reserve(keys=[day], args=[name, most, self._whole, KEPT_SECONDS]):
                raise FreePoolSpent
        reservation = Reservation()
        try:
            yield reservation
        finally:
            if reservation.used is not None:
                # Where this is lost, too much stays taken: no reason to lose an answer too.
                with suppress(ServiceUnavailable), translated():
                    self._correct(keys=[day], args=[name, reservation.used])

    def taken(self) -> int:
        """Return the millionths that today's calls hold or have spent."""
        with translated():
            return int(self._client.hget(self._day(), "taken") or 0)

    def _day(self) -> str:
        day = time.strftime("%Y-%m-%d", time.gmtime(self._clock()))
        return f"{self._prefix}:{{pool}}:{day}"
