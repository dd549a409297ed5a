"""What a model, or our own measuring, sees in a picture."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Category = Literal[
    "subject", "style", "medium", "lighting", "composition", "color", "mood", "technique", "other"
]

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
    (BCP 47), all else in English. `text_in_image` is what the picture says, letter for letter;
    `instruction_text`: it speaks to a model.
    """

    model_config = ConfigDict(frozen=True)

    prompt: str
    title: str
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
