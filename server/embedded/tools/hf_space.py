"""Spaces of Hugging Face and scripts of their kind: the call's arguments as one object."""

import re

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Said

# `Model` and `resolution` are those of the animagine space and of the many made after it.
_OWN = {"guidance_scale", "num_inference_steps", "resolution"}
_SIZE = re.compile(r"(\d{1,6}) ?x ?(\d{1,6})")


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt as it was typed."""
    for told in said.objects():
        if isinstance(told.get("prompt"), str) and _OWN & set(told):
            size = _SIZE.fullmatch(fields.text(told.get("resolution")))
            return fields.stated(
                "hf-space",
                told["prompt"],
                fields.words(told, "negative_prompt"),
                fields.first(told, ("Model", "model")),
                fields.settings(told, **({"Size": f"{size[1]}x{size[2]}"} if size else {})),
            )
    return None
