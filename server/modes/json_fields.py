"""JSON: the same look as named fields, for tools and for models that take them.

Short is the prompt at its short length and the format alone; rich adds the tags and the palette.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.result import Prompt
from server.modes.length import said
from server.modes.phrases import FIELDS, tag_names, unwanted
from server.modes.plain import plain, seen
from server.modes.prose import Prose
from server.modes.webui import without_weights

_GENERAL = Prose("general")


class Fields(BaseModel):
    """Every field that there may be. The names and types stay; what was not seen is left out."""

    model_config = ConfigDict(extra="forbid")

    prompt: Annotated[str, Field(min_length=1)]
    subject: str = ""
    setting: str = ""
    medium: str = ""
    style: list[str] = []
    lighting: str = ""
    composition: str = ""
    camera: str = ""
    colours: list[str] = []
    mood: str = ""
    text_in_image: list[str] = []
    tags: list[str] = []
    palette: list[str] = []
    negative: str = ""
    aspect_ratio: str = ""
    settings: dict[str, str] = {}


def from_analysis(analysis: Analysis, ratio: str | None, palette: Sequence[str]) -> Prompt:
    """Return every field that was seen."""
    told = _GENERAL.from_analysis(analysis, ratio, palette)
    short = Fields(prompt=told.prompt, aspect_ratio=ratio or "")
    fields = {name: _plain(getattr(analysis, name)) for name in FIELDS}
    texts = {
        "text_in_image": [line for text in analysis.quotable if (line := seen(text))],
        "negative": ", ".join(unwanted([analysis.negative])),
    }
    normal = short.model_copy(update={**fields, **texts})
    rich = normal.model_copy(update={"tags": tag_names(analysis), "palette": list(palette)})
    return _prompt(told, short, normal, rich)


def from_embedded(embedded: EmbeddedPrompt, ratio: str | None) -> Prompt:
    """Return the file's prompt as plain words, with its settings beside it."""
    told = _GENERAL.from_embedded(embedded, ratio)
    short = Fields(prompt=told.prompt, aspect_ratio=ratio or "")
    settings = {seen(name): seen(value) for name, value in embedded.settings.items()}
    negative = without_weights(embedded.negative)
    normal = short.model_copy(update={"negative": negative, "settings": settings})
    return _prompt(told, short, normal, normal)


def _prompt(told: Prompt, short: Fields, *longer: Fields) -> Prompt:
    core = short.model_copy(update={"prompt": told.lengths.short})
    return said([each.model_dump_json(indent=2, exclude_defaults=True) for each in (core, *longer)])


def _plain(value: str | Sequence[str]) -> object:
    texts = [value] if isinstance(value, str) else value
    told = [line for text in texts if (line := plain(text.replace("\\", "")))]
    return "".join(told) if isinstance(value, str) else told
