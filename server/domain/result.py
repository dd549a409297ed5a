"""The answer that a person gets (design: section 3, "A result")."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from server.domain.analysis import Tag, Usage

Origin = Literal["embedded", "inferred", "offline"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Lengths(_Value):
    """A prompt's text said shorter and richer; all else of the prompt holds for these too."""

    short: str
    rich: str


class Prompt(_Value):
    """A prompt said for one target, at its normal length and at two others.

    `negative` is null where the target has no such thing.
    """

    prompt: str
    lengths: Lengths
    negative: str | None
    parameters: dict[str, str]
    notes: list[str]


class Slots(_Value):
    """The words of the general prompt that name its subject and its style, as they stand there.

    Empty where no words do, and where a file's own prompt is told.
    """

    subject: str
    style: str


class ImageFacts(_Value):
    """The picture's measures; null where the pixels were not needed."""

    width: int | None
    height: int | None
    format: str
    bytes: int
    bytes_read: int
    aspect_ratio: str | None
    palette: list[str] | None


class Source(_Value):
    """The file's own statement, word for word."""

    tool: str
    model: str | None
    settings: dict[str, str]
    raw_prompt: str
    raw_negative: str


class DeclaredAi(_Value):
    """A declaration in the file that a machine made it. We do not verify signatures."""

    by: str
    how: str
    verified: Literal[False] = False


class Caution(_Value):
    """Something to know about the answer."""

    code: str
    message: str


class Versions(_Value):
    """Which schema saw and which rendering spoke."""

    analysis: str
    modes: str


class Result(_Value):
    """One extraction's answer, in every mode."""

    origin: Origin
    title: str
    language: str
    prompts: dict[str, Prompt]
    slots: Slots
    tags: list[Tag]
    image: ImageFacts
    source: Source | None
    declared_ai: DeclaredAi | None
    warnings: list[Caution]
    usage: Usage | None
    versions: Versions
