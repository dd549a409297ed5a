"""Ask a model once: what goes in, what comes out, whoever answers."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal, Protocol

from server.analysis.call_clock import Patience
from server.analysis.languages import named
from server.domain.account import ProviderName
from server.domain.analysis import Analysis, Usage
from server.domain.sizing import Sizing
from server.errors import ProviderBusy, ProviderFailed

MOST_TOKENS = 2000


@dataclass(frozen=True, slots=True)
class Question:
    """One picture to look at: a JPEG without metadata, its size, and the language of the prose.

    `hint` says what was wrong with an earlier answer, where this one is to mend it.
    """

    jpeg: bytes
    sizing: Sizing
    language: str
    seconds_left: float
    hint: str = ""
    most_tokens: int = MOST_TOKENS

    @property
    def words(self) -> str:
        """Return what stands beside the picture: ours alone, nothing of the page or the file."""
        return "\n\n".join(filter(None, (f"Language: {named(self.language)}", self.hint)))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model saw and what it cost."""

    analysis: Analysis
    usage: Usage


@dataclass(frozen=True, slots=True)
class Limits:
    """How many calls a provider gets at once, and how many US dollars a day (UTC); None: any."""

    at_once: int | None = None
    usd_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked, and how. `key` goes to `base_url` and nowhere else.

    `is_own` says that the operator runs it or chose its address: it may be slow, and what
    only the provider's own service understands is not sent.
    """

    provider: ProviderName
    dialect: Literal["responses", "chat", "gemini"]
    base_url: str
    model: str
    patience: Patience
    is_own: bool
    key: str = field(repr=False)

    @property
    def mark(self) -> str:
        """Return a name for this model, at this address, with this key; it tells none of them."""
        said = f"{self.provider}\n{self.base_url}\n{self.model}\n{self.key}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]


class PassedOver(Exception):
    """Nobody may ask this provider just now: its circuit is open, or it is at its limits."""

    def __init__(self, reason: str = "", told: ProviderFailed | None = None) -> None:
        """`told` is what people are told where nobody else can be asked."""
        super().__init__(reason)
        self.told = told or ProviderBusy(reason)


class Listener(Protocol):
    """Whoever hears the prompt while it is written. What it raises ends the call."""

    def gained(self, text: str) -> None:
        """Hear what is appended to the prompt."""

    def restarted(self) -> None:
        """Hear that everything gained so far is void, and another answer begins."""


class Provider(Protocol):
    """Somebody who answers. Raises ProviderFailed's leaves, or what the listener raises."""

    def ask(self, question: Question, listener: Listener) -> Answer:
        """Return a whole answer or raise. Only what is gained is told; nothing is restarted."""


class Rungs(Protocol):
    """Remembers how strict a schema a server takes; 0 is the strictest."""

    def read(self) -> int:
        """Return the rung to begin with."""

    def keep(self, rung: int) -> None:
        """Remember the rung to begin with."""
