"""What a file says of its own making."""

from dataclasses import dataclass, field

from server.domain.result import DeclaredAi


@dataclass(frozen=True, slots=True)
class EmbeddedPrompt:
    """The prompt exactly as the file states it, and the settings beside it.

    `parts` are prompts of their own for parts of the picture, such as each of its characters.
    """

    tool: str
    prompt: str
    negative: str
    model: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """All that a file, as far as it was read, says of its making.

    `is_hollow` where a tool wrote a prompt in which no word tells of a picture.
    """

    prompt: EmbeddedPrompt | None = None
    declared: DeclaredAi | None = None
    is_hollow: bool = False
