"""What the door needs from the house; `app` fills it in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from server.accounts.account_store import AccountStore
from server.accounts.connection import Connection
from server.accounts.own_keys import OwnKeys
from server.accounts.sessions import Sessions
from server.admission.edge import Edge
from server.admission.gate import Gate
from server.api.answers import Subprocessor
from server.api.oauth import ExtensionServer
from server.domain.account import Balance
from server.domain.metric import Count
from server.jobs.event_store import EventStore
from server.jobs.history import History
from server.jobs.redeem import Redeemer
from server.net.tally import Tally
from server.rights.every_store import Rights


@dataclass(frozen=True, slots=True)
class Parts:
    """The rooms behind the door.

    `sample_origin` is where the sample images are fetched from, `credits_url` where a member
    gets more credits, empty where nowhere; `connection` is None without an ImgPilot;
    `counts_seconds` is how long requests are counted; `operator_token` is empty where nobody
    may look at the metrics, and `gauges` tells how things are, those of a metric together.
    """

    edge: Edge
    gate: Gate
    redeemer: Redeemer
    history: History
    events: EventStore
    rights: Rights
    accounts: AccountStore
    sessions: Sessions
    own_keys: OwnKeys
    connection: Connection | None
    extension: ExtensionServer
    balance: Callable[[str], Balance]
    is_ready: Callable[[], bool]
    most_streams: int
    public_url: str
    extension_ids: tuple[str, ...]
    credits_url: str
    sample_origin: str
    counts_seconds: int
    subprocessors: tuple[Subprocessor, ...]
    operator_token: str
    tally: Tally
    gauges: Callable[[], Iterable[Count]]
