"""Ask a model once: what goes in, what comes out, whoever answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from server.domain.analysis import Analysis, Usage


@dataclass(frozen=True, slots=True)
class Question:
    """One picture to look at: a JPEG without metadata, and the language of the prose."""

    jpeg: bytes
    language: str
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model saw and what it cost."""

    analysis: Analysis
    usage: Usage


class Provider(Protocol):
    """Somebody who answers. Raises ProviderFailed's leaves; calls `gained` as the prompt grows."""

    def ask(self, question: Question, gained: Callable[[str], None]) -> Answer:
        """Return a whole answer or raise."""
