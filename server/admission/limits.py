"""Several moving windows in one round trip, with the `limits` library's own scripts.

A refused call counts nowhere: what its earlier windows took is given back in a second
round trip. Identifiers are hashes of fixed length, so that none can reach into another.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from redis import Redis
from redis.exceptions import NoScriptError

from server.errors import RateLimited
from server.net.redis import translated


@dataclass(frozen=True, slots=True)
class Limit:
    """One policy on one bucket: at most `rate` for `bucket`. `name` is shown to callers."""

    name: str
    rate: RateLimitItem
    bucket: str

    @classmethod
    def of(cls, name: str, rate: str, bucket: str) -> "Limit":
        """Read a rate such as `6/minute`."""
        return cls(name, parse(rate), bucket)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands with one policy after this call. Times in whole seconds."""

    name: str
    quota: int
    window: int
    remaining: int
    reset: int
    refused: bool


class LimitsRefused(RateLimited):
    """A refusal that knows how the caller stands with every policy asked."""

    def __init__(self, standings: Sequence[Standing]) -> None:
        """At least one of the standings is refused."""
        refused = [standing for standing in standings if standing.refused]
        super().__init__(
            retry_after=max(standing.reset for standing in refused),
            policies=tuple(standing.name for standing in refused),
        )
        self.standings = standings


class Limiter:
    """Counts calls in Redis. Raises ServiceUnavailable where Redis is away: it fails closed."""

    def __init__(
        self, client: Redis, url: str, prefix: str, clock: Callable[[], float] = time.time
    ) -> None:
        """Every key begins with `prefix`. Nothing is dialled yet."""
        self._client = client
        self._clock = clock
        self._storage = RedisStorage(
            url, connection_pool=client.connection_pool, key_prefix=f"{prefix}:limit"
        )

    def take(
        self, limits: Sequence[Limit], also_read: Sequence[str] = ()
    ) -> tuple[list[Standing], Sequence[str | None]]:
        """Count one call in every limit and read more keys of one slot, in one round trip.

        Returns the standings in order and the keys' values. Raises LimitsRefused, having
        counted nothing, and ServiceUnavailable.
        """
        # Sixty-fourths of a second print alike here and in Lua, so that giving back finds them.
        now = math.floor(self._clock() * 64) / 64
        with translated():
            answers = self._ask(limits, now, also_read)
            standings = [
                _standing(limit, answers[2 * place], answers[2 * place + 1], now)
                for place, limit in enumerate(limits)
            ]
            if any(standing.refused for standing in standings):
                raise LimitsRefused(self._given_back(limits, standings, now))
        return standings, answers[-1] if also_read else ()

    def _ask(self, limits: Sequence[Limit], now: float, also_read: Sequence[str]) -> list[Any]:
        try:
            return self._pipelined(limits, now, also_read)
        except NoScriptError:
            # A restarted Redis forgot the scripts. They are always loaded together, so the
            # refused round trip counted nothing.
            self._client.script_load(self._storage.lua_acquire_moving_window.script)
            self._client.script_load(self._storage.lua_moving_window.script)
            return self._pipelined(limits, now, also_read)

    def _pipelined(
        self, limits: Sequence[Limit], now: float, also_read: Sequence[str]
    ) -> list[Any]:
        acquire, stats = self._storage.lua_acquire_moving_window, self._storage.lua_moving_window
        pipe = self._client.pipeline(transaction=False)
        for limit in limits:
            key, seconds = self._key(limit), limit.rate.get_expiry()
            pipe.evalsha(acquire.sha, 1, key, _text(now), limit.rate.amount, seconds, 1)
            pipe.evalsha(stats.sha, 1, key, _text(now - seconds), limit.rate.amount)
        if also_read:
            pipe.mget(also_read)
        return list(pipe.execute())

    def _given_back(
        self, limits: Sequence[Limit], standings: Sequence[Standing], now: float
    ) -> list[Standing]:
        """Take this call out of every window that had let it in."""
        pipe = self._client.pipeline(transaction=False)
        for limit, standing in zip(limits, standings, strict=True):
            if not standing.refused:
                pipe.lrem(self._key(limit), 1, _text(now))
        pipe.execute()
        return [s if s.refused else replace(s, remaining=s.remaining + 1) for s in standings]

    def _key(self, limit: Limit) -> str:
        return str(self._storage.prefixed_key(limit.rate.key_for(limit.name, limit.bucket)))


def _text(moment: float) -> str:
    return format(moment, ".17g")


def _standing(limit: Limit, acquired: object, stats: Any, now: float) -> Standing:  # noqa: ANN401
    oldest, count = (float(stats[0]), int(stats[1])) if stats else (now, 0)
    window = limit.rate.get_expiry()
    return Standing(
        name=limit.name,
        quota=limit.rate.amount,
        window=window,
        remaining=max(limit.rate.amount - count, 0),
        # The script writes the oldest call with four decimals; that must not round up a second.
        reset=max(math.ceil(round(oldest + window - now, 3)), 1),
        refused=not acquired,
    )
