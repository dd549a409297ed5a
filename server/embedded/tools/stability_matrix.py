"""Stability Matrix: `parameters-json`, beside WebUI's text, its own project and ComfyUI's graph."""

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Said


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt as it was typed; the graph beside it holds it without its comments."""
    told = said.object("parameters-json")
    if "PositivePrompt" not in told:
        return None
    return fields.stated(
        "stability-matrix",
        fields.words(told, "PositivePrompt"),
        fields.words(told, "NegativePrompt"),
        fields.first(told, ["ModelName"]),
        fields.settings({name.lower(): value for name, value in told.items()}),
    )
