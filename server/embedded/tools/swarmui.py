"""SwarmUI: one object, `sui_image_params`, in `parameters` or Exif's comment."""

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Object, Said


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt as SwarmUI gave it on: wildcards chosen, presets filled in."""
    told = next((o["sui_image_params"] for o in said.objects() if "sui_image_params" in o), None)
    if not isinstance(told, dict):
        return None
    networks = fields.weighed(zip(_list(told, "loras"), _list(told, "loraweights"), strict=False))
    version = fields.first(told, ["swarm_version"])
    return fields.stated(
        "swarmui",
        fields.words(told, "prompt"),
        fields.words(told, "negativeprompt"),
        fields.first(told, ["model"]),
        fields.settings(told, LoRAs=networks, Version=version),
    )


def _list(told: Object, name: str) -> list[str]:
    value = told.get(name)
    return [fields.text(each) for each in value] if isinstance(value, list) else []
