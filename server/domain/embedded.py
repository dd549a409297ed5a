"""What a file says of its own making."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EmbeddedPrompt:
    """The prompt exactly as the file states it, and the settings beside it."""

    tool: str
    prompt: str
    negative: str
    model: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
