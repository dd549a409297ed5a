"""Whatever is kept, behind one connection to Redis and one to the database."""

import time
from dataclasses import dataclass

from redis import Redis

from server.accounts.account_store import AccountStore
from server.accounts.own_keys import OwnKeys
from server.accounts.sessions import Sessions
from server.admission.free_pool import FreePool
from server.admission.trial_store import TrialStore
from server.app.providers import job_seconds
from server.credits.ledger import Ledger
from server.credits.tables import BalanceTable
from server.jobs.flight_store import FlightStore
from server.jobs.history import History
from server.jobs.job_store import JobStore
from server.net import sql
from server.net.redis import REPLY_SECONDS, connect
from server.net.tally import Tally
from server.settings import Settings

PREFIX = "pl"


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores of one process."""

    client: Redis
    jobs: JobStore
    flights: FlightStore
    history: History
    pool: FreePool
    trials: TrialStore
    ledger: Ledger
    accounts: AccountStore
    sessions: Sessions
    own_keys: OwnKeys
    tally: Tally


def open_redis(settings: Settings, *, reply_seconds: float = REPLY_SECONDS) -> Redis:
    """Return a client of the store that all but the queue is in. Nothing is dialled yet."""
    return connect(
        settings.redis_url,
        reply_seconds=reply_seconds,
        protocol=settings.redis_protocol,
        script_prefix=settings.redis_script_prefix,
    )


def open_stores(settings: Settings) -> Stores:
    """Return every store. Nothing is dialled yet."""
    client, engine = open_redis(settings), sql.connect(settings.database_url)
    table = BalanceTable(
        settings.credits_table, settings.credits_account_column, settings.credits_balance_column
    )
    ledger = Ledger(engine, table, time.time)
    flights = FlightStore(client, PREFIX)
    return Stores(
        client=client,
        jobs=JobStore(client, PREFIX, job_seconds(settings)),
        flights=flights,
        history=History(client, PREFIX, ledger, flights.forget),
        pool=FreePool(client, PREFIX, round(settings.free_pool_usd_per_day * 1e6)),
        trials=TrialStore(client, PREFIX),
        ledger=ledger,
        accounts=AccountStore(engine),
        sessions=Sessions(client, PREFIX),
        own_keys=OwnKeys(engine, settings.secret_keys),
        tally=Tally(client, PREFIX),
    )
