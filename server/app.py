"""The only file that chooses real parts: settings in, a web application or a worker out."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

from celery import Celery
from flask import Flask
from redis import Redis
from redis.exceptions import RedisError

from server.accounts.account_store import AccountStore
from server.accounts.connection import Connection
from server.accounts.imgpilot import ImgPilot
from server.accounts.one_time_store import Code, Flow, OneTimeStore
from server.accounts.sessions import Sessions, is_session
from server.admission.gate import Gate, Members, Rates
from server.admission.limits import Limiter
from server.admission.network import Networks
from server.admission.tokens import ProofTokens, TrialTokens
from server.admission.trial_store import TrialStore
from server.analysis import offline
from server.analysis.ask import Endpoint, Listener, Provider, Question
from server.analysis.call_clock import Patience
from server.api.answers import Subprocessor
from server.api.oauth import ExtensionServer
from server.api.parts import Parts
from server.api.web import create_app
from server.credits.ledger import Ledger
from server.credits.tables import BalanceTable
from server.domain.job import JobRef
from server.domain.picture import Normalised, aspect_ratio
from server.domain.subject import Subject
from server.embedded.read import holds_prompt
from server.jobs.compose import Seen
from server.jobs.event_store import EventStore
from server.jobs.extract import Rooms
from server.jobs.history import History
from server.jobs.job_store import JobStore
from server.jobs.queue import Publisher, make_queue
from server.jobs.redeem import Redeemer
from server.jobs.run import Runner
from server.jobs.sweep import Sweeper
from server.net import sql
from server.net.redis import connect
from server.rights.every_store import Rights, Store
from server.settings import GEMINI_URL, OPENAI_URL, Settings

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
MAKERS = {"openai": "OpenAI", "gemini": "Google"}


@dataclass(frozen=True, slots=True)
class Stores:
    """Whatever is kept, behind one connection to Redis and one to the database."""

    client: Redis
    jobs: JobStore
    history: History
    trials: TrialStore
    ledger: Ledger
    accounts: AccountStore
    sessions: Sessions


def make_web(settings: Settings) -> Flask:
    """Return the web application. Nothing is dialled before the first request."""
    stores = _stores(settings)
    gate = _gate(settings, stores)
    queue = make_queue(settings.broker_url, job_seconds(settings), waits=False)
    return create_app(
        Parts(
            gate=gate,
            redeemer=Redeemer(
                stores.jobs, Publisher(queue), stores.ledger, settings.trial_extractions
            ),
            history=stores.history,
            events=EventStore(connect(settings.redis_url, reply_seconds=STREAM_REPLY_SECONDS)),
            rights=_rights(stores),
            accounts=stores.accounts,
            sessions=stores.sessions,
            connection=_connection(settings, stores) if settings.imgpilot_issuer else None,
            extension=ExtensionServer(
                issuer=settings.public_url,
                extension_ids=settings.extension_ids,
                codes=OneTimeStore(stores.client, PREFIX, Code),
                sessions=stores.sessions,
                adopt=lambda trial, account: _adopt(gate, stores.history, trial, account),
            ),
            balance=stores.ledger.balance,
            is_ready=lambda: _answers(stores.client),
            most_streams=MOST_STREAMS,
            public_url=settings.public_url,
            credits_url=settings.imgpilot_issuer,
            sample_origin=_sample_origin(settings),
            counts_seconds=gate.longest_window,
            subprocessors=tuple(_subprocessors(settings)),
        )
    )


@dataclass(frozen=True, slots=True)
class Worker:
    """The queue that a worker listens on, what it does with a job and besides, how it stops."""

    queue: Celery
    run: Callable[[JobRef, str], None]
    sweep: Callable[[], None]
    close: Callable[[], None]


def make_worker(settings: Settings) -> Worker:
    """Return what a worker process needs. Nothing is dialled before the first job."""
    seconds = job_seconds(settings)
    queue = make_queue(settings.broker_url, seconds, waits=True)
    publisher = Publisher(queue)
    stores = _stores(settings)
    rooms, close = make_rooms(settings)
    runner = Runner(
        stores.jobs,
        rooms,
        stores.ledger,
        seconds,
        lambda ref, wait: publisher.publish(ref, after_seconds=wait),
    )
    sweeper = Sweeper(stores.jobs, publisher, stores.ledger)
    return Worker(queue, runner.run, sweeper.sweep, close)


def make_rooms(settings: Settings) -> tuple[Rooms, Callable[[], None]]:
    """Return what an extraction needs of the rooms, and what ends their processes."""
    # Only who extracts fetches and decodes; a web process does without these imports.
    from server.images.fetch import Fetcher  # noqa: PLC0415
    from server.images.pool import NormaliserPool  # noqa: PLC0415
    from server.net.resolve import SystemResolver  # noqa: PLC0415

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
    return rooms, decoders.close


def job_seconds(settings: Settings) -> float:
    """Return a job's deadline: a model server of one's own may take its time."""
    return OWN_SERVER_JOB_SECONDS if _is_own_server(settings) else JOB_SECONDS


def _stores(settings: Settings) -> Stores:
    client, engine = connect(settings.redis_url), sql.connect(settings.database_url)
    table = BalanceTable(
        settings.credits_table, settings.credits_account_column, settings.credits_balance_column
    )
    ledger = Ledger(engine, table, time.time)
    return Stores(
        client=client,
        jobs=JobStore(client, PREFIX, job_seconds(settings)),
        history=History(client, PREFIX, ledger),
        trials=TrialStore(client, PREFIX),
        ledger=ledger,
        accounts=AccountStore(engine),
        sessions=Sessions(client, PREFIX),
    )


def _gate(settings: Settings, stores: Stores) -> Gate:
    sessions = stores.sessions
    return Gate(
        trials=TrialTokens(settings.secret_keys),
        proofs=ProofTokens(settings.secret_keys),
        limiter=Limiter(stores.client, settings.redis_url, PREFIX),
        networks=Networks(settings.secret_keys[-1]),
        rates=Rates(
            trials=settings.limit_trials,
            proofs_minute=settings.limit_proofs_minute,
            proofs_day=settings.limit_proofs_day,
            proofs_48=settings.limit_proofs_48,
            account=settings.limit_account,
        ),
        trial_extractions=settings.trial_extractions,
        prefix=PREFIX,
        store=stores.trials,
        members=Members(
            recognise=lambda token: sessions.read(token) if is_session(token) else None,
            credits=lambda account: stores.ledger.balance(account).available,
        ),
    )


def _rights(stores: Stores) -> Rights:
    return Rights(
        [
            Store("extractions", stores.history.export, stores.history.erase),
            Store("trial", stores.trials.export, stores.trials.erase),
            Store("credits", _of_account(stores.ledger.export), None),
            Store(
                "account", _of_account(stores.accounts.export), _of_account(stores.accounts.erase)
            ),
            Store(
                "sessions", _of_account(stores.sessions.export), _of_account(stores.sessions.erase)
            ),
        ]
    )


def _of_account(ask: Callable[[str], object]) -> Callable[[Subject], object]:
    return lambda owner: ask(owner.id) if owner.kind == "account" else None


def _adopt(gate: Gate, history: History, trial_token: str, account_id: str) -> None:
    account = Subject("account", account_id)
    if trial := gate.end_trial(trial_token, account):
        history.adopt(account, trial)


def _connection(settings: Settings, stores: Stores) -> Connection:
    imgpilot = ImgPilot(
        issuer=settings.imgpilot_issuer,
        client_id=settings.imgpilot_client_id,
        client_secret=settings.imgpilot_client_secret,
        redirect_uri=f"{settings.public_url}/v1/connect/callback",
    )
    return Connection(imgpilot, OneTimeStore(stores.client, PREFIX, Flow), stores.accounts.keep)


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
    endpoints = _endpoints(settings)
    if not endpoints:
        return None
    from server.analysis.providers import make_provider  # noqa: PLC0415
    from server.analysis.router import Router  # noqa: PLC0415
    from server.analysis.transport import ClockedTransport  # noqa: PLC0415
    from server.net.tls import tls_context  # noqa: PLC0415

    transport = ClockedTransport(tls_context())
    return Router([(e.provider, partial(make_provider, e, transport)) for e in endpoints])


def _endpoints(settings: Settings) -> list[Endpoint]:
    """Return the providers that are configured, in the operator's order."""
    known = {"openai": _openai(settings), "gemini": _gemini(settings)}
    chosen = (known[name] for name in dict.fromkeys(settings.providers))
    return [endpoint for endpoint in chosen if endpoint.is_own or endpoint.key != NO_KEY]


def _openai(settings: Settings) -> Endpoint:
    is_own = settings.openai_base_url.rstrip("/") != OPENAI_URL
    by_itself: Literal["chat", "responses"] = "chat" if is_own else "responses"
    return Endpoint(
        provider="openai",
        dialect=by_itself if settings.openai_api == "auto" else settings.openai_api,
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        patience=OWN_SERVER_PATIENCE if is_own else PATIENCE,
        is_own=is_own,
        key=settings.openai_key or NO_KEY,
    )


def _gemini(settings: Settings) -> Endpoint:
    is_own = settings.gemini_base_url.rstrip("/") != GEMINI_URL
    return Endpoint(
        provider="gemini",
        dialect="gemini",
        base_url=settings.gemini_base_url,
        model=settings.gemini_model,
        patience=OWN_SERVER_PATIENCE if is_own else PATIENCE,
        is_own=is_own,
        key=settings.gemini_key or NO_KEY,
    )


def _is_own_server(settings: Settings) -> bool:
    return any(endpoint.is_own for endpoint in _endpoints(settings))


def _subprocessors(settings: Settings) -> Iterator[Subprocessor]:
    for endpoint in _endpoints(settings):
        host = urlsplit(endpoint.base_url).hostname or ""
        name = host if endpoint.is_own else MAKERS[endpoint.provider]
        yield Subprocessor(name=name, host=host, role="model")
    if settings.imgpilot_issuer:
        host = urlsplit(settings.imgpilot_issuer).hostname or ""
        yield Subprocessor(name="ImgPilot", host=host, role="account")


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
