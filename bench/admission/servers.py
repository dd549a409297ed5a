"""A Redis of the measurement's own, and the gate over it as it is out of the box."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from server.admission.gate import Gate, Members, Rates
from server.admission.limits import Limiter
from server.admission.network import Networks
from server.admission.tokens import ProofTokens, TrialTokens
from server.admission.trial_store import TrialStore
from server.domain.job import Order
from server.net.redis import connect
from server.settings import Settings
from tests.support.redis_server import redis_server

KEYS = ("k" * 32,)
PREFIX = "pl"
ORDER = Order("https://pictures.example.org/a.png", "en", fresh=False)


@contextmanager
def a_redis() -> Iterator[tuple[Redis, str]]:
    """Run a server; yield a client of it and its URL."""
    with (
        tempfile.TemporaryDirectory() as folder,
        redis_server(Path(folder)) as url,
        connect(url) as client,
    ):
        yield client, url


def a_gate(client: Redis, clock: Callable[[], float] | None = None) -> Gate:
    """Return the gate over this Redis, without members."""
    s = Settings()
    return Gate(
        trials=TrialTokens(KEYS),
        proofs=ProofTokens(KEYS),
        limiter=Limiter(client, PREFIX, clock),
        networks=Networks(KEYS[0]),
        rates=Rates(
            s.limit_trials, s.limit_proofs_minute, s.limit_proofs_day, s.limit_proofs_48,
            s.limit_account,
        ),
        trial_extractions=s.trial_extractions,
        prefix=PREFIX,
        store=TrialStore(client, PREFIX),
        members=Members(lambda _: None, lambda _: 0, lambda _: False),
    )  # fmt: skip
