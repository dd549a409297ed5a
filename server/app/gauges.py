"""How things are, gathered when an operator looks."""

from collections.abc import Iterator

from redis import Redis

from server.analysis.gate_store import Gate
from server.app.providers import endpoints, limits
from server.app.stores import PREFIX, Stores
from server.domain.metric import CIRCUIT_OPEN, POOL_TAKEN, POOL_WHOLE, QUEUED, Count
from server.jobs.queue import waiting
from server.settings import Settings


def gauges(settings: Settings, stores: Stores, broker: Redis) -> Iterator[Count]:
    """Yield every gauge, those of a metric together. Raises ServiceUnavailable."""
    yield Count(QUEUED, (), waiting(broker))
    yield Count(POOL_TAKEN, (), stores.pool.taken() / 1e6)
    yield Count(POOL_WHOLE, (), settings.free_pool_usd_per_day)
    for each in endpoints(settings):
        gate = Gate(stores.client, PREFIX, each, limits(settings, each.provider))
        yield Count(CIRCUIT_OPEN, (each.provider, each.model), gate.is_open())
