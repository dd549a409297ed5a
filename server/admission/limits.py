"""Several moving windows in one round trip, with the `limits` library's own scripts.

They run inside `take.lua`, so that one call counts in all of its windows or, where one
refuses, in none, however often its reply is lost. Time is Redis' own: the clocks of many
hosts never agree well enough for a window without overshoot.
"""

import math
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from redis import Redis
from redis.exceptions import NoScriptError

from server.errors import RateLimited
from server.net.redis import lua, translated

# Longer than all of a client's tries together.
MARK_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Limit:
    """One policy on one bucket: at most `rate` for `bucket`. `name` is shown to callers.

    A bucket is a hash of fixed length behind its hash tag, so that none can reach into another.
    """

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
        self, client: Redis, prefix: str, clock: Callable[[], float] | None = None
    ) -> None:
        """Every key begins with `prefix`. Without a clock, Redis' own is asked."""
        self._client = client
        self._prefix = f"{prefix}:limit"
        self._clock = clock
        self._take = client.register_script(
            _function("acquire", RedisStorage.SCRIPT_ACQUIRE_MOVING_WINDOW)
            + _function("stand", RedisStorage.SCRIPT_MOVING_WINDOW)
            + lua("admission", "take")
        )

    def take(
        self, limits: Sequence[Limit], also_read: Sequence[str] = ()
    ) -> tuple[list[Standing], Sequence[str | None]]:
        """Count one call in every limit and read more keys, in one round trip.

        The limits' buckets share one hash tag. Returns the standings in order and the keys'
        values. Raises LimitsRefused, having counted nothing, and ServiceUnavailable.
        """
        mark = self._key(limits[0], uuid.uuid4().hex)
        rates = [(limit.rate.amount, limit.rate.get_expiry()) for limit in limits]
        windows = ["{}/{}".format(*rate) for rate in rates]
        keys = [mark, *map(self._key, limits, windows)]
        asked = [
            len(keys),
            *keys,
            self._clock() if self._clock else "",
            MARK_SECONDS,
            *chain(*rates),
        ]
        with translated():
            (now, *said), *values = self._asked(asked, also_read)
        standings = [
            _standing(limit, each, float(now)) for limit, each in zip(limits, said, strict=True)
        ]
        if any(standing.refused for standing in standings):
            raise LimitsRefused(standings)
        return standings, values

    def _asked(self, asked: Sequence[str | float], also_read: Sequence[str]) -> list[Any]:
        try:
            return self._pipelined(asked, also_read)
        except NoScriptError:  # A restarted Redis forgot it, and has counted nothing.
            self._client.script_load(self._take.script)
            return self._pipelined(asked, also_read)

    def _pipelined(self, asked: Sequence[str | float], also_read: Sequence[str]) -> list[Any]:
        pipe = self._client.pipeline(transaction=False)
        # By its name, because a cluster's pipeline refuses the method, as it does MGET.
        pipe.execute_command("EVALSHA", self._take.sha, *asked)  # type: ignore[no-untyped-call]
        for key in also_read:
            pipe.get(key)
        return list(pipe.execute())

    def _key(self, limit: Limit, what: str) -> str:
        return f"{self._prefix}:{limit.bucket}:{limit.name}:{what}"


def _function(name: str, script: bytes) -> str:
    return f"local function {name}(KEYS, ARGV)\n{script.decode()}\nend\n"


def _standing(limit: Limit, said: tuple[int, str, int], now: float) -> Standing:
    refused, oldest, count = said
    window = limit.rate.get_expiry()
    return Standing(
        name=limit.name,
        quota=limit.rate.amount,
        window=window,
        remaining=limit.rate.amount - count,
        # The script writes the oldest call with four decimals; that must not round up a second.
        reset=max(math.ceil(round(float(oldest) + window - now, 3)), 1),
        refused=bool(refused),
    )
