"""Civitai's own generator: a graph of ComfyUI with what was typed beside it, in `extraMetadata`.

Where it writes as WebUI does, `webui` reads it.
"""

from dataclasses import replace

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Said
from server.embedded.tools import comfyui


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return what the graph's sampler got; what was typed where the graph tells nothing."""
    whole = next((each for each in said.objects() if "extraMetadata" in each), None)
    if whole is None:
        return None
    drawn = comfyui.parse(said)
    if drawn and drawn.prompt:
        return replace(drawn, tool="civitai")
    extra = whole["extraMetadata"]
    told = (
        extra
        if isinstance(extra, dict)
        else Said({"Comment": fields.text(extra)}).object("Comment")
    )
    return fields.stated(
        "civitai",
        fields.words(told, "prompt"),
        fields.words(told, "negativePrompt"),
        told=fields.settings(told),
    )
