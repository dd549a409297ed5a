"""What an operator sees, and that nobody else does."""

import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from server.app.stores import PREFIX
from server.domain.metric import CALL_SECONDS, CALLS, DOLLARS, EXTRACTIONS, METRICS, Count
from server.jobs.queue import make_queue
from server.net.tally import KEPT_SECONDS, Tally
from tests.api.conftest import Door

TOKEN = "what-only-the-operator-of-it-knows"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
WHO = ("openai", "gpt-5.6-luna")
MODEL, PROVIDER = WHO[::-1]


def read(door: Door, **settings: object) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and its labels' values, in the alphabet of their names."""
    answer = door(operator_token=TOKEN, **settings).get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    families = list(text_string_to_metric_families(answer.text))
    assert all(family.documentation.endswith(".") for family in families)
    return {
        (one.name.removeprefix("prompt_lens_"), *_values(one.labels)): one.value
        for family in families
        for one in family.samples
    }


def _values(labels: dict[str, str]) -> list[str]:
    return [labels[name] for name in sorted(labels)]


def test_nobody_reads_them_without_the_operators_token(door: Door) -> None:
    web = door(operator_token=TOKEN)
    for headers, status, code in (
        ({}, 401, "token_missing"),
        ({"Authorization": "Bearer " + TOKEN[:-1]}, 401, "token_invalid"),
        ({"Authorization": "Bearer ü"}, 401, "token_invalid"),
    ):
        answer = web.get("/metrics", headers=headers)
        assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    trial = web.post("/v1/trial").get_json()["token"]
    assert web.get("/metrics", headers={"Authorization": f"Bearer {trial}"}).status_code == 401


def test_where_there_is_no_such_token_there_is_nothing(door: Door) -> None:
    assert door().get("/metrics", headers=BEARER).get_json()["code"] == "not_found"
    assert door().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_counters_and_histograms_are_what_all_processes_added(door: Door, client: Redis) -> None:
    for tally in (Tally(client, PREFIX), Tally(client, PREFIX)):
        tally.count(Count(CALLS, (*WHO, "answered")), Count(DOLLARS, WHO, 0.0006))
        for seconds in (0.05, 0.3, 0.3, 100):
            tally.count(Count(CALL_SECONDS, WHO, seconds))
    seen = read(door)
    assert seen["provider_calls_total", MODEL, "answered", PROVIDER] == 2
    assert seen["provider_cost_usd_total", MODEL, PROVIDER] == pytest.approx(0.0012)
    buckets = {
        name[1]: value for name, value in seen.items() if name[0] == "provider_call_seconds_bucket"
    }
    assert buckets["0.1"] == buckets["0.25"] == 2
    assert buckets["0.5"] == buckets["60"] == 6
    assert buckets["+Inf"] == seen["provider_call_seconds_count", MODEL, PROVIDER] == 8
    assert seen["provider_call_seconds_sum", MODEL, PROVIDER] == pytest.approx(201.3)
    (ttl,) = (client.ttl(key) for key in client.keys("*tally*"))
    assert 0 < ttl <= KEPT_SECONDS == 30 * 24 * 3600


def test_how_things_are_is_asked_when_somebody_looks(
    door: Door, client: Redis, redis_url: str
) -> None:
    make_queue(redis_url, 30, waits=False).send_task("any")
    seen = read(door, openai_key="k", free_pool_usd_per_day=2.5)
    assert seen["queue_jobs",] == 1
    assert seen["free_pool_usd",] == 2.5
    assert seen["free_pool_taken_usd",] == 0
    assert seen["provider_circuit_open", MODEL, PROVIDER] == 0
    for key in ("a", "b"):
        client.hset(f"{PREFIX}:{{provider:openai}}:{key}:circuit", "since", 1)
    assert read(door, openai_key="k")["provider_circuit_open", MODEL, PROVIDER] == 0, "another key"


def test_a_label_cannot_be_made_into_another_line(door: Door, client: Redis) -> None:
    name = 'a"b\nc 1\\'
    Tally(client, PREFIX).count(Count(CALLS, (PROVIDER, name, "answered")))
    assert read(door)["provider_calls_total", name, "answered", PROVIDER] == 1


def test_without_redis_nothing_is_made_up(door: Door) -> None:
    for away in ("redis_url", "broker_url"):
        web = door(operator_token=TOKEN, **{away: "redis://127.0.0.1:1/0"})
        answer = web.get("/metrics", headers=BEARER)
        assert (answer.status_code, answer.get_json()["code"]) == (503, "service_unavailable")


def test_a_count_without_redis_is_lost_and_nobody_waits_for_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with Redis(port=1, socket_connect_timeout=0.1) as nowhere:
        Tally(nowhere, PREFIX).count(Count(EXTRACTIONS, ("succeeded", "offline", "trial", "none")))
    assert "not counted: ConnectionError" in caplog.text


def test_a_name_says_what_it_counts_in(door: Door) -> None:
    names = [metric.name for metric in METRICS]
    assert len(set(names)) == len(names)
    assert all(metric.unit < 1 for metric in METRICS if metric.name.endswith(("seconds", "usd")))
