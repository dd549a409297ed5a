"""A web process: the door, and the rooms behind it that never touch a picture."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from celery import Celery
from flask import Flask
from redis import Redis

from server.accounts.connection import Connection
from server.accounts.imgpilot import ImgPilot
from server.accounts.one_time_store import Code, Flow, OneTimeStore
from server.accounts.sessions import is_session
from server.admission.edge import Edge
from server.admission.gate import Gate, Members, Rates
from server.admission.limits import Limiter
from server.admission.network import Networks
from server.admission.tokens import ProofTokens, TrialTokens
from server.api.answers import Subprocessor
from server.api.oauth import ExtensionServer
from server.api.parts import Parts
from server.api.web import create_app
from server.app.gauges import gauges
from server.app.providers import check_models, endpoints, job_seconds
from server.app.stores import PREFIX, Stores, open_redis, open_stores
from server.domain.subject import Subject
from server.errors import ServiceUnavailable
from server.jobs.event_store import EventStore
from server.jobs.history import History
from server.jobs.queue import Publisher, make_queue
from server.jobs.redeem import Redeemer
from server.net.redis import connect, translated
from server.rights.every_store import Rights, Store
from server.settings import Settings

STREAM_REPLY_SECONDS = 10.0
MOST_STREAMS = 48
SAMPLE_HOST = "samples.test"
MAKERS = {"openai": "OpenAI", "gemini": "Google"}


def make_web(settings: Settings) -> Flask:
    """Return the web application. Nothing is dialled before the first request.

    Raises SettingsError, as a worker does: a service that starts by half is harder to see.
    """
    check_models(settings, datetime.now(UTC).date())
    stores = open_stores(settings)
    gate = _gate(settings, stores)
    queue = make_queue(settings.broker_url, job_seconds(settings), waits=False)
    broker = connect(settings.broker_url, protocol=settings.redis_protocol)
    return create_app(
        Parts(
            edge=Edge(settings.edge_secret, settings.edge_peers, settings.edge_hops),
            gate=gate,
            redeemer=_redeemer(settings, stores, queue),
            history=stores.history,
            events=EventStore(open_redis(settings, reply_seconds=STREAM_REPLY_SECONDS)),
            rights=_rights(stores),
            accounts=stores.accounts,
            sessions=stores.sessions,
            own_keys=stores.own_keys,
            connection=_connection(settings, stores) if settings.imgpilot_issuer else None,
            extension=_extension(settings, stores, gate),
            balance=stores.ledger.balance,
            is_ready=lambda: _answers(stores.client),
            most_streams=MOST_STREAMS,
            public_url=settings.public_url,
            extension_ids=settings.extension_ids,
            credits_url=_home(settings.imgpilot_issuer),
            sample_origin=_sample_origin(settings),
            counts_seconds=gate.longest_window,
            subprocessors=tuple(_subprocessors(settings)),
            operator_token=settings.operator_token,
            tally=stores.tally,
            gauges=lambda: gauges(settings, stores, broker),
        )
    )


def _gate(settings: Settings, stores: Stores) -> Gate:
    sessions = stores.sessions
    return Gate(
        trials=TrialTokens(settings.secret_keys),
        proofs=ProofTokens(settings.secret_keys),
        limiter=Limiter(stores.client, PREFIX),
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
            has_own_key=stores.own_keys.has_any,
        ),
    )


def _redeemer(settings: Settings, stores: Stores, queue: Celery) -> Redeemer:
    return Redeemer(
        stores.jobs,
        Publisher(queue),
        stores.ledger,
        settings.trial_extractions,
        has_own_key=stores.own_keys.has_any,
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
                "own_keys", _of_account(stores.own_keys.shown), _of_account(stores.own_keys.forget)
            ),
            Store(
                "sessions", _of_account(stores.sessions.export), _of_account(stores.sessions.erase)
            ),
        ]
    )


def _of_account(ask: Callable[[str], object]) -> Callable[[Subject], object]:
    return lambda owner: ask(owner.id) if owner.kind == "account" else None


def _extension(settings: Settings, stores: Stores, gate: Gate) -> ExtensionServer:
    return ExtensionServer(
        issuer=settings.public_url,
        extension_ids=settings.extension_ids,
        codes=OneTimeStore(stores.client, PREFIX, Code),
        sessions=stores.sessions,
        is_known=lambda account: stores.accounts.get(account) is not None,
        adopt=lambda trial, account: _adopt(gate, stores.history, trial, account),
    )


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


def _subprocessors(settings: Settings) -> Iterator[Subprocessor]:
    for endpoint in endpoints(settings):
        host = urlsplit(endpoint.base_url).hostname or ""
        name = host if endpoint.is_own else MAKERS[endpoint.provider]
        yield Subprocessor(name=name, host=host, role="model")
    if settings.imgpilot_issuer:
        host = urlsplit(settings.imgpilot_issuer).hostname or ""
        yield Subprocessor(name="ImgPilot", host=host, role="account")


def _home(issuer: str) -> str:
    # An issuer may be a path of its site, as Better Auth's is, where a person finds nothing.
    return urljoin(issuer, "/") if issuer else ""


def _sample_origin(settings: Settings) -> str:
    # Our own loopback address is refused like any other; in development a name stands for it.
    if SAMPLE_HOST in settings.dev_hosts:
        return f"http://{SAMPLE_HOST}"
    return settings.public_url


def _answers(client: Redis) -> bool:
    try:
        with translated():
            return bool(client.ping())
    except ServiceUnavailable:
        return False
