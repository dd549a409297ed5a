"""Ask each place of a file, and for each of them every tool."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from server.domain.embedded import EmbeddedPrompt, Statement
from server.embedded import declared
from server.embedded.carriers import avif, jpeg, png, stealth, webp
from server.embedded.said import Room, Said
from server.embedded.tools import (
    civitai,
    comfyui,
    draw_things,
    easy_diffusion,
    fooocus,
    hf_space,
    invokeai,
    midjourney,
    novelai,
    stability_matrix,
    swarmui,
    tensorart,
    webui,
)

CARRIERS = (png, jpeg, webp, avif)
# Whoever names itself is asked before those whose form others write too.
TOOLS = (
    swarmui, stability_matrix, tensorart, invokeai, novelai, fooocus, draw_things, easy_diffusion,
    civitai, comfyui, hf_space, midjourney, webui,
)  # fmt: skip
MOST_PLACES = 12
LARGEST_HEAD = 2 * 1024 * 1024
LONGEST_PROMPT = 16 * 1024
MOST_SETTINGS, LONGEST_NAME, LONGEST_SETTING = 60, 80, 4_000
# What a tool writes that was given no words, and what is no word to a model of pictures.
_HOLLOW = {"", "unknown", "none", "null", "undefined", "na", "noprompt", "untitled", "prompt"}
_NETWORK = re.compile(r"<[a-z]{2,12}:[^<>]{1,200}>|--[a-z]{1,12}(?: [\d.:]{1,12})?", re.IGNORECASE)
_NO_WORDS = re.compile(r"\b(?:BREAK|AND)\b|[\W\d_]+")


def read(data: bytes, *, whole: bool = True) -> Statement:
    """Return what this file, or its beginning, says of its making.

    Pixels are looked at only in a whole file, and only where no other place holds a prompt.
    """
    stated = _told(_places(data, whole=whole))
    boxes = next(filter(None, (declared.in_boxes(each.jumbf(data)) for each in CARRIERS)), None)
    return replace(stated, declared=boxes) if boxes else stated


def read_prompt(data: bytes) -> EmbeddedPrompt | None:
    """Return the prompt that this image file carries, or None."""
    return read(data).prompt


def read_hidden(bits: bytes) -> EmbeddedPrompt | None:
    """Return the prompt that the lowest bits of pixels say, where a decoder had to find them."""
    return _told([{"Stealth": stealth.text_of(bits)}]).prompt


def holds_prompt(head: bytes) -> bool:
    """Say whether the beginning of a file already tells its prompt: the rest can stay away.

    What has not told it by then hardly will, and whoever fetches asks again and again.
    """
    return len(head) <= LARGEST_HEAD and read(head, whole=False).prompt is not None


def _told(places: Iterable[dict[str, str]]) -> Statement:
    declaration, is_hollow, room = None, False, Room()
    for texts in islice(places, MOST_PLACES):
        declaration = declaration or declared.in_texts(texts)
        said = Said(texts, room)
        for found in filter(None, (tool.parse(said) for tool in TOOLS)):
            prompt = _bounded(found)
            if not _is_hollow(prompt):
                return Statement(prompt, declaration)
            is_hollow = True
    return Statement(None, declaration, is_hollow)


def _places(data: bytes, *, whole: bool) -> Iterator[dict[str, str]]:
    yield from islice(png.places(data), None if whole else 1)
    for carrier in (jpeg, webp, avif):
        yield from carrier.places(data)
    if whole:
        yield {"Stealth": stealth.text(data)}


def _is_hollow(prompt: EmbeddedPrompt) -> bool:
    told = " ".join((prompt.prompt, *prompt.parts))
    return _NO_WORDS.sub("", _NETWORK.sub(",", told)).lower() in _HOLLOW


def _bounded(found: EmbeddedPrompt) -> EmbeddedPrompt:
    """Return it without what no text may hold, nor more than anybody writes."""
    settings = {
        _clean(name)[:LONGEST_NAME]: _clean(value)[:LONGEST_SETTING]
        for name, value in islice(found.settings.items(), MOST_SETTINGS)
        if value
    }
    return replace(
        found,
        tool=_clean(found.tool)[:LONGEST_NAME],
        prompt=_clean(found.prompt)[:LONGEST_PROMPT],
        negative=_clean(found.negative)[:LONGEST_PROMPT],
        model=_clean(found.model)[:LONGEST_SETTING] if found.model else None,
        settings=settings,
        parts=tuple(_clean(part)[:LONGEST_PROMPT] for part in found.parts[:LONGEST_NAME]),
    )


def _clean(text: str) -> str:
    """Return the text with pairs of surrogates joined, lone ones replaced, and no NUL."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
