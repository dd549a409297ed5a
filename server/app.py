"""The only file that chooses real parts: settings in, a web application or a worker out."""

from collections.abc import Callable
from dataclasses import dataclass

from celery import Celery
from flask import Flask
from redis import Redis
from redis.exceptions import RedisError

from server.admission.gate import Gate, Rates
from server.admission.limits import Limiter
from server.admission.network import Networks
from server.admission.tokens import ProofTokens, TrialTokens
from server.analysis import offline
from server.analysis.ask import Listener, Provider, Question
from server.analysis.call_clock import Patience
from server.api.parts import Parts
from server.api.web import create_app
from server.domain.job import JobRef
from server.domain.picture import Normalised, aspect_ratio
from server.embedded.read import holds_prompt
from server.jobs.compose import Seen
from server.jobs.event_store import EventStore
from server.jobs.extract import Rooms
from server.jobs.job_store import JobStore
from server.jobs.queue import Publisher, make_queue
from server.jobs.run import Runner
from server.net.redis import connect
from server.settings import OPENAI_URL, Settings

PREFIX = "pl"
JOB_SECONDS = 30.0
OWN_SERVER_JOB_SECONDS = 135.0
FETCH_SECONDS = 10.0
DECODE_SECONDS = 5.0
PATIENCE = Patience(total=25, first=6, idle=5)
OWN_SERVER_PATIENCE = Patience(total=120, first=60, idle=30)
STREAM_REPLY_SECONDS = 10.0
MOST_STREAMS = 48
DECODERS = 2
SAMPLE_HOST = "samples.test"
NO_KEY = "none"


def make_web(settings: Settings) -> Flask:
    """Return the web application. Nothing is dialled before the first request."""
    client = connect(settings.redis_url)
    queue = make_queue(settings.broker_url, job_seconds(settings), waits=False)
    return create_app(
        Parts(
            gate=_gate(settings, client),
            jobs=JobStore(client, PREFIX, job_seconds(settings)),
            events=EventStore(connect(settings.redis_url, reply_seconds=STREAM_REPLY_SECONDS)),
            publisher=Publisher(queue),
            is_ready=lambda: _answers(client),
            most_streams=MOST_STREAMS,
            public_url=settings.public_url,
            sample_origin=_sample_origin(settings),
        )
    )


@dataclass(frozen=True, slots=True)
class Worker:
    """The queue that a worker listens on, what it does with a job, and how it stops."""

    queue: Celery
    run: Callable[[JobRef, str], None]
    close: Callable[[], None]


def make_worker(settings: Settings) -> Worker:
    """Return what a worker process needs. Nothing is dialled before the first job."""
    # Only a worker fetches and decodes; a web process does without these imports.
    from server.images.fetch import Fetcher  # noqa: PLC0415
    from server.images.pool import NormaliserPool  # noqa: PLC0415
    from server.net.resolve import SystemResolver  # noqa: PLC0415

    seconds = job_seconds(settings)
    queue = make_queue(settings.broker_url, seconds, waits=True)
    publisher = Publisher(queue)
    fetcher = Fetcher(
        resolver=SystemResolver(),
        public_url=settings.public_url,
        dev_hosts=settings.dev_hosts,
        enough=holds_prompt,
    )
    decoders = NormaliserPool(DECODERS)
    rooms = Rooms(
        fetch=lambda url, left: fetcher.fetch(url, min(left, FETCH_SECONDS)),
        normalise=lambda data, left: decoders.normalise(data, min(left, DECODE_SECONDS)),
        look=_looker(settings),
    )
    store = JobStore(connect(settings.redis_url), PREFIX, seconds)
    runner = Runner(
        store, rooms, seconds, lambda ref, wait: publisher.publish(ref, after_seconds=wait)
    )
    return Worker(queue, runner.run, decoders.close)


def job_seconds(settings: Settings) -> float:
    """Return a job's deadline: a model server of one's own may take its time."""
    return OWN_SERVER_JOB_SECONDS if _is_own_server(settings) else JOB_SECONDS


def _gate(settings: Settings, client: Redis) -> Gate:
    return Gate(
        trials=TrialTokens(settings.secret_keys),
        proofs=ProofTokens(settings.secret_keys),
        limiter=Limiter(client, settings.redis_url, PREFIX),
        networks=Networks(settings.secret_keys[-1]),
        rates=Rates(
            trials=settings.limit_trials,
            proofs_minute=settings.limit_proofs_minute,
            proofs_day=settings.limit_proofs_day,
            proofs_48=settings.limit_proofs_48,
        ),
        trial_extractions=settings.trial_extractions,
        prefix=PREFIX,
    )


def _looker(
    settings: Settings,
) -> Callable[[Normalised, str, float, Listener], Seen]:
    provider = _provider(settings)

    def look(picture: Normalised, language: str, left: float, listener: Listener) -> Seen:
        if provider is None:
            ratio = aspect_ratio(picture.width, picture.height)
            return Seen(offline.describe(picture.look, ratio), usage=None)
        answer = provider.ask(Question(picture.jpeg, language, left), listener)
        return Seen(answer.analysis, answer.usage)

    return look


def _provider(settings: Settings) -> Provider | None:
    if not (settings.openai_key or _is_own_server(settings)):
        return None
    from server.analysis.providers.openai_responses import OpenAiResponses  # noqa: PLC0415
    from server.analysis.transport import ClockedTransport  # noqa: PLC0415
    from server.net.tls import tls_context  # noqa: PLC0415

    return OpenAiResponses(
        key=settings.openai_key or NO_KEY,
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        patience=OWN_SERVER_PATIENCE if _is_own_server(settings) else PATIENCE,
        transport=ClockedTransport(tls_context()),
    )


def _is_own_server(settings: Settings) -> bool:
    return settings.openai_base_url.rstrip("/") != OPENAI_URL


def _sample_origin(settings: Settings) -> str:
    # Our own loopback address is refused like any other; in development a name stands for it.
    if SAMPLE_HOST in settings.dev_hosts:
        return f"http://{SAMPLE_HOST}"
    return settings.public_url


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False
