"""What no single pattern finds: brackets, order, parameters, lengths. Codes of `rules.toml`."""

import re
from collections.abc import Iterator

from pydantic import ValidationError

from server.modes.clip import CHUNK, longest
from server.modes.json_fields import Fields
from server.modes.length import count
from server.modes.midjourney_parameters import model, parted, wrong
from server.modes.phrases import spaced
from server.modes.targets import Target
from server.modes.webui import COUNT, LONGEST_TAG, QUALITY

LISTED, WORDY = 4, 3  # so many phrases, of so few words each, are keywords
LIGHTEST, HEAVIEST = 0.1, 2.0
_ENDS = re.compile(r"[.!?…。！？]")
_WEIGHT = re.compile(r"(?<!\d):\s?(-?\d{1,4}(?:\.\d{1,6})?|\.\d{1,6})\s?(?=\))")
_BRACKET = re.compile(r"\\.|([(\[])|([)\]])", re.DOTALL)
_PAIRS = {")": "(", "]": "["}


def prose(row: Target, text: str) -> Iterator[str]:
    """Yield what a target of prose would not follow."""
    phrases = [phrase for phrase in text.split(",") if phrase.strip()]
    is_short = count(text) <= WORDY * len(phrases)
    if row.scene != "{}" and len(phrases) >= LISTED and is_short and not _ENDS.search(text):
        yield "keywords"
    # Where no spaces stand between words, two signs are about one.
    if row.longest and max(len(text.split()), count(text) / 2) > row.longest:
        yield "long"


def midjourney(text: str) -> Iterator[str]:
    """Yield what Midjourney would refuse, or would read otherwise than it is meant."""
    words, told = parted(text)
    chosen = model(told)
    if not words:
        yield "empty"
    if "::" in words and chosen not in "6n":
        yield "multi_prompt"
    if words.count('"') % 2:
        yield "quotes"
    for name, value in told:
        yield from wrong(name, value, chosen)
    if len(dict(told)) < len(told):
        yield "repeated"


def stable_diffusion(text: str) -> Iterator[str]:
    """Yield what WebUI and its kin would read otherwise than it is meant."""
    if not _closes(text):
        yield "brackets"
    if not all(LIGHTEST <= float(weight) <= HEAVIEST for weight in _WEIGHT.findall(text)):
        yield "heavy"
    if longest(text) > CHUNK:
        yield "chunks"


def anime_tags(text: str) -> Iterator[str]:
    """Yield what is no booru tag, or stands out of order."""
    tags = text.split(", ")
    counts = [bool(COUNT.fullmatch(tag)) for tag in tags if not QUALITY.fullmatch(tag)]
    if counts != sorted(counts, reverse=True):
        yield "order"
    if any(spaced(tag) != tag for tag in tags):
        yield "underscore"
    if any(count(tag) > LONGEST_TAG for tag in tags):
        yield "sentence"
    if len(set(tags)) < len(tags):
        yield "repeated"


def json_fields(text: str) -> Iterator[str]:
    """Yield what a program that reads our JSON would stumble on."""
    try:
        Fields.model_validate_json(text, strict=True)
    except ValidationError:
        yield "json"


def _closes(text: str) -> bool:
    opened: list[str] = []
    for begins, ends in (found.groups() for found in _BRACKET.finditer(text)):
        if begins:
            opened.append(begins)
        elif ends and (not opened or opened.pop() != _PAIRS[ends]):
            return False
    return not opened
