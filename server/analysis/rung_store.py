"""How strict a schema a model's server takes, remembered in Redis for all processes, for a day."""

from redis import Redis

from server.analysis.ask import Endpoint
from server.net.redis import translated

KEPT_SECONDS = 24 * 3600


class RungStore:
    """The rung of one server's ladder, 0 the strictest. Raises ServiceUnavailable."""

    def __init__(self, client: Redis, prefix: str, endpoint: Endpoint) -> None:
        """Every key begins with `prefix`."""
        self._client = client
        self._key = f"{prefix}:{{provider:{endpoint.provider}}}:{endpoint.mark}:rung"

    def read(self) -> int:
        """Return the rung that it last took; after a day the strictest is tried again."""
        with translated():
            return int(self._client.get(self._key) or 0)

    def keep(self, rung: int) -> None:
        """Remember the rung that it takes."""
        with translated():
            self._client.set(self._key, rung, ex=KEPT_SECONDS)
