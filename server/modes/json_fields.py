"""JSON: the same look as named fields, for tools and for models that take them."""

import json

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.mode import Mode
from server.domain.result import Prompt
from server.modes.phrases import FIELDS, NOTHING, prose, without_weights

MODE = Mode(
    id="json", label="JSON", version="1", target="Anything that reads JSON", has_negative=False
)


def from_analysis(analysis: Analysis, ratio: str | None) -> Prompt:
    """Return every field that was seen."""
    seen = {name: getattr(analysis, name) for name in (*FIELDS, "text_in_image", "negative")}
    return _prompt({"prompt": prose(analysis), **seen, "aspect_ratio": ratio})


def from_embedded(embedded: EmbeddedPrompt, ratio: str | None) -> Prompt:
    """Return the file's prompt as plain words, with its settings beside it."""
    return _prompt(
        {
            "prompt": without_weights(embedded.prompt) or NOTHING,
            "negative": without_weights(embedded.negative),
            "aspect_ratio": ratio,
            "settings": embedded.settings,
        }
    )


def _prompt(fields: dict[str, object]) -> Prompt:
    text = json.dumps({k: v for k, v in fields.items() if v}, ensure_ascii=False, indent=2)
    return Prompt(prompt=text, negative=None, parameters={}, notes=[])
