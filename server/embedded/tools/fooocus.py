"""Fooocus and its kin: one object in `parameters`, in Exif's comment or, of old, in `Comment`.

Where Fooocus was set to write as WebUI does, `webui` reads it.
"""

import re

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Object, Said

_KIN = {"RuinedFooocus": "ruined-fooocus", "Fooocus-MRE": "fooocus-mre"}
_OWN = {"full_prompt", "performance", "base_model_hash", "sharpness"}
_MODELS = ("base_model", "base_model_name", "Base Model", "model")
_SIZE = re.compile(r"\D*(\d{1,6})\D+(\d{1,6})\D*")


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt as it was typed; what styles and expansion add stands in `full_prompt`."""
    for told in said.objects():
        tool = _tool(told)
        if tool:
            size = _SIZE.fullmatch(fields.text(told.get("resolution")))
            sizes = {"Size": f"{size[1]}x{size[2]}"} if size else {}
            others = {"Version": fields.first(told, ["version"]), "LoRAs": _networks(told)}
            return fields.stated(
                tool,
                fields.words(told, "prompt", "Prompt"),
                fields.words(told, "negative_prompt", "Negative", "Negative Prompt"),
                fields.first(told, _MODELS),
                fields.settings(told, **others, **sizes),
            )
    return None


def _tool(told: Object) -> str:
    own = _KIN.get(fields.text(told.get("software")), "")
    is_fooocus = told.get("metadata_scheme") == "fooocus" or (
        _OWN & set(told) and {"prompt", "base_model"} <= set(told)
    )
    return own or ("fooocus" if is_fooocus else "")


def _networks(told: Object) -> str:
    listed = told.get("loras")
    pairs = [
        (fields.text(each[0]), fields.text(each[1]))
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, list) and len(each) > 1
    ]
    combined = (fields.text(told.get(f"lora_combined_{n}")).split(" : ") for n in range(1, 10))
    return fields.weighed(
        [*pairs, *((name, weight) for name, *rest in combined for weight in rest)]
    )
