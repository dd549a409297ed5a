"""Draw Things: an object in XMP's copy of Exif's comment, its prompt `c` and its negative `uc`."""

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Said

_OWN = {"uc", "v2", "scale", "sampler"}


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt as it was typed."""
    told = next((each for each in said.objects() if _OWN & set(each) and "c" in each), {})
    if not isinstance(told.get("c"), str):
        return None
    listed = told.get("lora")
    networks = [
        (fields.first(each, ("model", "file")), fields.first(each, ["weight"]))
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict)
    ]
    return fields.stated(
        "draw-things",
        fields.words(told, "c"),
        fields.words(told, "uc"),
        fields.first(told, ["model"]),
        fields.settings(told, Size=fields.first(told, ["size"]), LoRAs=fields.weighed(networks)),
    )
