"""InvokeAI, in its three generations: a command line, `sd-metadata`, and `invokeai_metadata`.

In the first two, what is not wanted stands in square brackets within the prompt.
"""

import re
from collections.abc import Iterator

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Object, Said

TOOL = "invokeai"
LONGEST = 64 * 1024
_DREAM = re.compile(r'\s*"((?:[^"\\]|\\.)*)"(.*)', re.DOTALL)
_OPTION = re.compile(r"(?:^|\s)-(\w{1,20})\s+([^\s-]\S*)")
_UNWANTED = re.compile(r"\[([^\[\]]*)\]")
_OPTIONS = {
    "s": "steps", "S": "seed", "W": "width", "H": "height", "C": "cfg_scale", "A": "sampler",
    "f": "strength",
}  # fmt: skip


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt of the youngest generation that speaks."""
    return _nodes(said.object("invokeai_metadata")) or _image(said) or _dream(said.text("Dream"))


def _nodes(told: Object) -> EmbeddedPrompt | None:
    if not isinstance(told.get("positive_prompt"), str):
        return None
    loras = told.get("loras")
    networks = [
        (_name(each.get("model") or each.get("lora")), fields.text(each.get("weight")))
        for each in (loras if isinstance(loras, list) else ())
        if isinstance(each, dict)
    ]
    version = fields.first(told, ["app_version"])
    return fields.stated(
        TOOL,
        told["positive_prompt"],
        fields.words(told, "negative_prompt"),
        _name(told.get("model")),
        # Its scheduler is what others call a sampler.
        fields.settings(
            told | {"scheduler": None},
            Sampler=fields.first(told, ["scheduler"]),
            LoRAs=fields.weighed(networks),
            Version=version,
        ),
    )


def _image(said: Said) -> EmbeddedPrompt | None:
    whole = said.object("sd-metadata")
    told = whole.get("image")
    if not isinstance(told, dict) or "prompt" not in told:
        return None
    parts = told["prompt"] if isinstance(told["prompt"], list) else [told["prompt"]]
    text = " ".join(_part(part) for part in parts)
    model = fields.first(whole, ("model_weights", "model"))
    version = fields.first(whole, ["app_version"])
    return _parted(text, model, fields.settings(told, Version=version))


def _dream(line: str) -> EmbeddedPrompt | None:
    found = _DREAM.match(line[:LONGEST])
    if not found:
        return None
    told = {_OPTIONS.get(name, name): value for name, value in _OPTION.findall(found[2])}
    return _parted(found[1].replace('\\"', '"'), "", fields.settings(told))


def _parted(text: str, model: str, settings: dict[str, str]) -> EmbeddedPrompt:
    unwanted = ", ".join(_unwanted(text))
    return fields.stated(TOOL, _UNWANTED.sub("", text).strip(), unwanted, model, settings)


def _unwanted(text: str) -> Iterator[str]:
    return (found.strip() for found in _UNWANTED.findall(text))


def _part(part: object) -> str:
    return fields.words(part, "prompt") if isinstance(part, dict) else fields.text(part)


def _name(model: object) -> str:
    if isinstance(model, dict):
        return fields.first(model, ("name", "model_name"))
    return fields.text(model)
