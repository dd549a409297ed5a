"""What we know of an ImgPilot account."""

from dataclasses import dataclass, field
from typing import Literal

ProviderName = Literal["openai", "gemini"]


@dataclass(frozen=True, slots=True)
class Account:
    """A connected account: ImgPilot's own id of it, and the email as of its last connection."""

    id: str
    email: str


@dataclass(frozen=True, slots=True)
class Balance:
    """Credits that can be spent, and those that running extractions hold."""

    available: int
    held: int


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A provider's key that a member brought, and the model to ask with it; empty: the usual."""

    provider: ProviderName
    key: str = field(repr=False)
    model: str
