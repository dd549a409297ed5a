"""What a model, or our own measuring, sees in a picture."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Category = Literal[
    "subject", "style", "medium", "lighting", "composition", "color", "mood", "technique", "other"
]


class Tag(BaseModel):
    """One word or short phrase, in English, and what it is about."""

    model_config = ConfigDict(frozen=True)

    name: str
    category: Category


class Analysis(BaseModel):
    """One look at a picture, independent of any target; every mode is rendered from it.

    Empty strings and tuples mean: not seen. `prompt` and `title` are in `language`
    (BCP 47), the tags in English.
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


class Usage(BaseModel):
    """What one look cost: all calls for it together, as far as their bills came.

    Provider and model are those that answered; `cost_usd` is null where a price is not known.
    """

    model_config = ConfigDict(frozen=True)

    provider: str
    model: str
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    latency_ms: int
    attempts: int
