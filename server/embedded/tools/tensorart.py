"""TensorArt: `generation_data`, beside the graph of the ComfyUI that it runs."""

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Said


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt as it was typed."""
    told = said.object("generation_data")
    if "prompt" not in told:
        return None
    base, models = told.get("baseModel"), told.get("models")
    networks = [
        (fields.first(each, ("modelFileName", "label")), fields.first(each, ["weight"]))
        for each in (models if isinstance(models, list) else ())
        if isinstance(each, dict)
    ]
    return fields.stated(
        "tensorart",
        fields.words(told, "prompt"),
        fields.words(told, "negativePrompt"),
        fields.first(base, ("modelFileName", "label")) if isinstance(base, dict) else "",
        fields.settings(told, LoRAs=fields.weighed(networks)),
    )
