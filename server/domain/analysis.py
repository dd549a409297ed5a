"""What a model, or our own measuring, sees in a picture."""

from collections.abc import Iterable, Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

Category = Literal[
    "subject", "style", "medium", "lighting", "composition", "color", "mood", "technique", "other"
]

# Tokens in, tokens out and US dollars of one call.
Spent = tuple[int, int, float | None]
Confidence = Literal["low", "medium", "high"]
Sexual = Literal["none", "suggestive", "explicit"]


class Tag(BaseModel):
    """One word or short phrase, in English, and what it is about."""

    model_config = ConfigDict(frozen=True)

    name: str
    category: Category


class Analysis(BaseModel):
    """One look at a picture, independent of any target; every mode is rendered from it.

    Empty strings and tuples mean: not seen. `prompt` and `title` are in `language`
    (BCP 47), all else in English; `…_in_prompt` are words of `prompt`, as they stand there.
    `text_in_image` is what the picture says, letter for letter; `instruction_text`: it speaks
    to a model.
    """

    model_config = ConfigDict(frozen=True)

    prompt: str
    title: str
    subject_in_prompt: str = ""
    style_in_prompt: str = ""
    subject: str = ""
    setting: str = ""
    medium: str = ""
    style: tuple[str, ...] = ()
    lighting: str = ""
    composition: str = ""
    camera: str = ""
    colours: tuple[str, ...] = ()
    mood: str = ""
    text_in_image: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    negative: str = ""
    language: str = "en"
    sexual: Sexual = "none"
    instruction_text: bool = False
    confidence: Confidence = "high"

    @property
    def quotable(self) -> tuple[str, ...]:
        """Return the picture's texts that may stand in a prompt: none where one would be obeyed."""
        return () if self.instruction_text else self.text_in_image


class Usage(BaseModel):
    """What one look cost: all calls for it together, as far as their bills came.

    Provider and model are those that answered; `cost_usd` is null where a price is not known.
    `attempts` is 0, and so is all else, where the answer was known already or asked for by others.
    """

    model_config = ConfigDict(frozen=True)

    provider: str
    model: str
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    latency_ms: int
    attempts: int

    @property
    def spent(self) -> Spent:
        """Return what it cost in money and tokens."""
        return self.input_tokens, self.output_tokens, self.cost_usd

    def with_spent(self, spent: Iterable[Spent], attempts: int, latency_ms: int) -> Self:
        """Return it with what other calls for the same look cost, all attempts and all time."""
        names = ("input_tokens", "output_tokens", "cost_usd")
        sums = dict(zip(names, total([self.spent, *spent]), strict=True))
        return self.model_copy(update={**sums, "attempts": attempts, "latency_ms": latency_ms})


def total(spent: Sequence[Spent]) -> Spent:
    """Add up what calls cost; where one has no known price, neither has the sum."""
    known = [usd for *_, usd in spent if usd is not None]
    usd = round(sum(known), 8) if len(known) == len(spent) else None
    return sum(tokens for tokens, _, _ in spent), sum(tokens for _, tokens, _ in spent), usd
