"""`GET /metrics`: what all processes counted, and how things are now, for Prometheus."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate, groupby

from flask import Blueprint, Response
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric as Family

from server.api.contract import call
from server.api.parts import Parts
from server.domain.metric import METRICS, Metric
from server.net.tally import ENDLESS, SUM, Kept

PREFIX = "prompt_lens_"
TEXT = "text/plain"


def metrics_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    @call(says="Read what all processes counted", gives={200: TEXT}, needs="operator")
    def metrics() -> Response:
        return Response(generate_latest(_Scrape(parts)), content_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes


class _Scrape:
    """One reading, as Prometheus' own library takes it."""

    def __init__(self, parts: Parts) -> None:
        self._kept = parts.tally.read()
        self._gauges = parts.gauges()

    def collect(self) -> Iterator[Family]:
        for metric in METRICS:
            yield _histogram(metric, self._kept) if metric.buckets else _counter(metric, self._kept)
        for metric, counts in groupby(self._gauges, key=lambda count: count.metric):
            gauge = GaugeMetricFamily(PREFIX + metric.name, metric.says, labels=metric.labels)
            for _, labels, amount in counts:
                gauge.add_metric(labels, amount)
            yield gauge


def _counter(metric: Metric, kept: Kept) -> Family:
    family = CounterMetricFamily(PREFIX + metric.name, metric.says, labels=metric.labels)
    for labels, amount in _under(metric, kept).items():
        family.add_metric(labels, amount * metric.unit)
    return family


def _histogram(metric: Metric, kept: Kept) -> Family:
    family = HistogramMetricFamily(PREFIX + metric.name, metric.says, labels=metric.labels)
    fields: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for names, value in _under(metric, kept).items():
        fields[names[:-1]][names[-1]] = value
    tops = [*map(str, metric.buckets), ENDLESS]
    for labels, of in fields.items():
        buckets = zip(tops, accumulate(of.get(top, 0) for top in tops), strict=True)
        family.add_metric(labels, list(buckets), of.get(SUM, 0) * metric.unit)
    return family


def _under(metric: Metric, kept: Kept) -> Kept:
    return {names[1:]: value for names, value in kept.items() if names[0] == metric.name}
