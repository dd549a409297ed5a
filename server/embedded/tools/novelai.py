"""NovelAI: a `Comment` of JSON, beside the prompt as `Description` and the model as `Source`.

From its fourth model on, each character may have a prompt of its own.
"""

from collections.abc import Iterator

from server.domain.embedded import EmbeddedPrompt
from server.embedded import fields
from server.embedded.said import Object, Said

TOOL = "NovelAI"
_OWN = {"v4_prompt", "noise_schedule", "uncond_scale", "n_samples", "request_type"}


def parse(said: Said) -> EmbeddedPrompt | None:
    """Return the prompt of the whole picture; those of its characters stand beside it."""
    told, is_signed = said.object("Comment"), said.text("Software").startswith(TOOL)
    if not is_signed:
        told = next((each for each in said.objects() if "uc" in each and _OWN & set(each)), {})
    if not (told or is_signed):
        return None
    wanted, unwanted = _caption(told.get("v4_prompt")), _caption(told.get("v4_negative_prompt"))
    prompt = fields.words(wanted, "base_caption") or fields.words(told, "prompt")
    negative = fields.words(unwanted, "base_caption") or fields.words(told, "uc")
    parts = tuple(_characters(wanted))
    named = {f"Character {number}": part for number, part in enumerate(parts, 1)}
    return EmbeddedPrompt(
        tool=TOOL.lower(),
        prompt=prompt or said.text("Description"),
        negative=negative,
        model=said.text("Source").strip() or None,
        settings=fields.settings(told) | named,
        parts=parts,
    )


def _caption(told: object) -> Object:
    caption = told.get("caption") if isinstance(told, dict) else None
    return caption if isinstance(caption, dict) else {}


def _characters(caption: Object) -> Iterator[str]:
    told = caption.get("char_captions")
    for each in told if isinstance(told, list) else ():
        words = fields.words(each, "char_caption") if isinstance(each, dict) else ""
        if words.strip():
            yield words
