"""What all processes have counted, in one hash in Redis.

A field is a metric's name and its labels, a histogram's also the bucket. A count whose reply is
lost may be there twice, and one whose process dies not at all: these are for an operator's
eyes, and what people owe stands in the ledger.
"""

import logging
from collections.abc import Iterator

from redis import Redis

from server.domain.metric import Count, Metric
from server.errors import ServiceUnavailable
from server.net.redis import translated

log = logging.getLogger(__name__)

# Each count renews it. Prometheus takes a counter that begins anew for what it is.
KEPT_SECONDS = 30 * 24 * 3600
SEPARATOR = "\t"
SUM, ENDLESS = "sum", "+Inf"
Kept = dict[tuple[str, ...], int]


class Tally:
    """Adds up, over all processes."""

    def __init__(self, client: Redis, prefix: str) -> None:
        """Its one key begins with `prefix`."""
        self._client = client
        self._key = f"{prefix}:{{tally}}"

    def count(self, *counts: Count) -> None:
        """Add these in one round trip. Without Redis they are lost: nobody waits for a count."""
        pipe = self._client.pipeline(transaction=False)
        for field, amount in (pair for each in counts for pair in _fields(each)):
            pipe.hincrby(self._key, field, amount)
        pipe.expire(self._key, KEPT_SECONDS)
        try:
            with translated():
                pipe.execute()
        except ServiceUnavailable as error:
            log.warning("not counted: %s", error)

    def read(self) -> Kept:
        """Return what there is, in whole units. Raises ServiceUnavailable."""
        with translated():
            kept: dict[str, str] = self._client.hgetall(self._key)  # type: ignore[assignment]
        return {tuple(field.split(SEPARATOR)): int(value) for field, value in kept.items()}


def bucket_of(metric: Metric, amount: float) -> str:
    """Name the bucket that an amount falls into by its upper bound."""
    return next((str(top) for top in metric.buckets if amount <= top), ENDLESS)


def _fields(count: Count) -> Iterator[tuple[str, int]]:
    metric, labels, amount = count
    name, whole = (metric.name, *labels), round(amount / metric.unit)
    if metric.buckets:
        yield SEPARATOR.join((*name, bucket_of(metric, amount))), 1
        name = (*name, SUM)
    yield SEPARATOR.join(name), whole
