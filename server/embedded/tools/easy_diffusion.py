"""Easy Diffusion: each setting a text of its own, or all in one object, under one of two names."""

from collections.abc import Mapping

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Said

_MODELS = ("use_stable_diffusion_model", "Stable Diffusion model", "Stable Diffusion Model")


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt as it was typed."""
    own: tuple[Mapping[str, object], ...] = (said.texts, *said.objects())
    told = next((each for each in own if any(name in each for name in _MODELS)), None)
    if told is None:
        return None
    snakes = {name.lower().replace(" ", "_"): value for name, value in told.items()}
    loras = fields.first(snakes, ("use_lora_model", "lora_model"))
    return fields.stated(
        "easy-diffusion",
        fields.words(snakes, "prompt", "original_prompt"),
        fields.words(snakes, "negative_prompt"),
        fields.first(told, _MODELS),
        fields.settings(snakes, LoRAs="" if loras == "None" else loras),
    )
