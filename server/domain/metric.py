"""What an operator may see of all processes together: how often, how long; never of whom."""

from dataclasses import dataclass
from typing import NamedTuple

SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60)


@dataclass(frozen=True, slots=True)
class Metric:
    """Something that is counted in whole steps of `unit`, once for each set of labels.

    With `buckets` it is a histogram of amounts. Names and base units
    are Prometheus' (https://prometheus.io/docs/practices/naming/). Labels come from closed
    lists and from settings, so that their number is bounded.
    """

    name: str
    says: str
    labels: tuple[str, ...]
    unit: float = 1
    buckets: tuple[float, ...] = ()


class Count(NamedTuple):
    """So much more of a metric, under these labels."""

    metric: Metric
    labels: tuple[str, ...]
    amount: float = 1


_PROVIDER = ("provider", "model")
CALLS = Metric(
    "provider_calls", "Calls to a model's provider, by how they ended.", (*_PROVIDER, "outcome")
)
CALL_SECONDS = Metric(
    "provider_call_seconds", "From a call to its end.", _PROVIDER, 1e-3, buckets=SECONDS
)
TOKENS = Metric(
    "provider_tokens", "Tokens that were billed, where the bill came.", (*_PROVIDER, "direction")
)
DOLLARS = Metric(
    "provider_cost_usd", "What was billed, where the bill came and the price is known.",
    _PROVIDER, 1e-6,
)  # fmt: skip
UNBILLED = Metric("provider_calls_unbilled", "Calls whose bill never came.", _PROVIDER)
EXTRACTIONS = Metric(
    "extractions", "Extractions that ended: how, where the prompt came from, who paid what.",
    ("outcome", "origin", "owner", "charge"),
)  # fmt: skip
EXTRACTION_SECONDS = Metric(
    "extraction_seconds", "From a worker's beginning to the end.", ("origin",), 1e-3, SECONDS
)
# How things are, asked when somebody looks.
QUEUED = Metric("queue_jobs", "Jobs that wait for a worker.", ())
POOL_TAKEN = Metric("free_pool_taken_usd", "What today's anonymous questions took of the pool.", ())
POOL_WHOLE = Metric("free_pool_usd", "What they may take in a day of UTC.", ())
CIRCUIT_OPEN = Metric(
    "provider_circuit_open", "Whether a provider is left alone, 0 or 1.", _PROVIDER
)
METRICS = (CALLS, CALL_SECONDS, TOKENS, DOLLARS, UNBILLED, EXTRACTIONS, EXTRACTION_SECONDS)
