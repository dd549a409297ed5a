"""Ask a model once: what goes in, what comes out, whoever answers."""

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
