"""The gate before a platform's provider, kept in Redis for all processes together.

It knows the provider's circuit, its places and its money of the day. Keys of people's own
never come here: their routes have no gate. Without Redis nothing is asked, as nothing runs.
"""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from redis import Redis

from server.analysis.ask import MOST_TOKENS, Answer, Endpoint, Limits, PassedOver
from server.analysis.consequences import CONSEQUENCES, spent_on
from server.analysis.prices import highest_price, micro
from server.errors import ProviderFailed
from server.net.redis import lua, translated

log = logging.getLogger(__name__)

# Beyond what a call may take: who has not come back by then was killed.
MARGIN_SECONDS = 10
# What puts a provider out of use until somebody mends it, by name.
OUT = {kind.__name__: kind for kind, row in CONSEQUENCES.items() if row.health == "out"}
SPENT_SECONDS = 2 * 24 * 3600
NO_LIMIT = -1
# More than a picture and all that is said beside it take at a model whose price is known.
MOST_INPUT_TOKENS = 10_000


class Gate:
    """Lets the calls to one provider through, or none. Raises ServiceUnavailable."""

    def __init__(
        self,
        client: Redis,
        prefix: str,
        endpoint: Endpoint,
        limits: Limits,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`clock` tells the seconds since 1970."""
        self._client = client
        self._circuit = client.register_script(lua("analysis", "circuit"))
        self._load = client.register_script(lua("analysis", "load"))
        self._name = endpoint.provider
        self._key = f"{prefix}:{{provider:{endpoint.provider}}}"
        self._circuit_key = f"{self._key}:{endpoint.mark}:circuit"
        self._calls_key = f"{self._key}:{endpoint.mark}:calls"
        self._seconds = endpoint.patience.total + MARGIN_SECONDS
        self._highest = highest_price(endpoint.model, MOST_INPUT_TOKENS, 2 * MOST_TOKENS) or 0
        usd = limits.usd_per_day
        self._at_once = NO_LIMIT if limits.at_once is None else limits.at_once
        self._micro_per_day = NO_LIMIT if usd is None else micro(usd)
        self._clock = clock

    def __call__(self, call: Callable[[], Answer]) -> Answer:
        """Return what `call` does, and remember how it went. PassedOver: it was not made."""
        name, today = uuid.uuid4().hex, str(datetime.fromtimestamp(self._clock(), UTC).date())
        if not self._tell("ask", name):
            raise PassedOver("its circuit is open", self._why_out())
        if not self._account("take", name, today, self._highest):
            self._tell("unknown", name)
            raise PassedOver("it is at its limits")
        try:
            answer = call()
        except ProviderFailed as error:
            kind, spent = type(error).__name__, spent_on(error)
            said = kind if kind in OUT else CONSEQUENCES[type(error)].health
            if self._leave(name, today, said, spent[2] if spent else None):
                level = logging.ERROR if said == kind else logging.WARNING
                log.log(level, "%s is not asked for a while (%s: %s)", self._name, kind, error)
            raise
        except BaseException:
            # Whoever listened has gone: that says nothing of the provider.
            self._leave(name, today, "unknown", None)
            raise
        self._leave(name, today, "well", answer.usage.cost_usd)
        return answer

    def is_open(self) -> bool:
        """Say whether the provider is left alone just now, or tried by one probe."""
        with translated():
            return bool(self._client.exists(self._circuit_key))

    def _why_out(self) -> ProviderFailed | None:
        """Return what the provider is out of, where that does not mend by itself."""
        with translated():
            kind = OUT.get(str(self._client.hget(self._circuit_key, "why")))
        return kind("still") if kind else None

    def _leave(self, name: str, day: str, said: str, cost: float | None) -> bool:
        """Settle what a call cost, where that is known; say whether it opened the circuit."""
        self._account("settle", name, day, 0 if cost is None else micro(cost) - self._highest)
        return self._tell(said, name)

    def _tell(self, said: str, name: str) -> bool:
        keys = [self._circuit_key, self._calls_key]
        with translated():
            return bool(self._circuit(keys, [said, name, self._clock(), self._seconds]))

    def _account(self, what: str, name: str, day: str, amount: int) -> bool:
        keys = [f"{self._key}:places", f"{self._key}:spent:{day}"]
        limits = [self._seconds, self._at_once, self._micro_per_day, SPENT_SECONDS]
        with translated():
            return bool(self._load(keys, [what, name, self._clock(), amount, *limits]))
