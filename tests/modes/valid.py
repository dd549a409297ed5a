"""What each target takes, written down apart from the code that renders for it."""

import json
import re
from collections.abc import Callable

from server.domain.result import Prompt

PARAMETERS = re.compile(r"(.+?)( --ar \d+:\d+)?( --v 8\.1)( --no .+)?", re.DOTALL)
NOT_IN_MIDJOURNEY = re.compile(r"--|—|::|[{}]|https?://")
BARE_BRACKET = re.compile(r"(?<!\\)[()\[\]]")
FACE = re.compile(r"(?:[^\W\d_]?(?![^\W\d_]).)*[^\W\d_]?|(?:score|source|rating)_\w+", re.DOTALL)


def whole_phrases(text: str) -> bool:
    """No comma dangles, nothing is said twice."""
    phrases = text.split(", ")
    return all(each.strip(" .,") for each in phrases) and len(set(phrases)) == len(phrases)


def length(text: str) -> int:
    return sum(any(sign.isalnum() for sign in word) for word in text.split())


def general(prompt: Prompt) -> bool:
    return bool(prompt.prompt.strip()) and isinstance(prompt.negative, str)


def midjourney(prompt: Prompt) -> bool:
    found = PARAMETERS.fullmatch(prompt.prompt)
    assert found
    words, *parameters = [part or "" for part in found.groups()]
    said = dict(each.split(" ", 1) for each in (part.strip() for part in parameters) if each)
    unwanted = said.get("--no", "none")
    return (
        said == prompt.parameters
        and prompt.negative is None
        and length(words) <= 60
        and all(
            whole_phrases(each) and not NOT_IN_MIDJOURNEY.search(each) for each in (words, unwanted)
        )
    )


def stable_diffusion(prompt: Prompt) -> bool:
    texts = (prompt.prompt, prompt.negative or "")
    return bool(prompt.prompt) and not any(BARE_BRACKET.search(text) for text in texts)


def anime_tags(prompt: Prompt) -> bool:
    texts = (prompt.prompt, prompt.negative or "")
    tags = [tag for text in texts for tag in text.split(", ")]
    return all(
        text == text.lower() and whole_phrases(text) and not BARE_BRACKET.search(text)
        for text in texts
    ) and all(FACE.fullmatch(tag) for tag in tags if "_" in tag)


def prose(most: int, lines: int = 1) -> Callable[[Prompt], bool]:
    def valid(prompt: Prompt) -> bool:
        text = prompt.prompt
        return (
            length(text) <= most
            and bool(text)
            and text[0] == text[0].upper()
            and text[-1] in ".!?…。！？"
            and prompt.negative is None
            and prompt.parameters == {}
            and text.count("\n") < lines
        )

    return valid


def json_fields(prompt: Prompt) -> bool:
    fields = json.loads(prompt.prompt)
    return bool(fields["prompt"].strip()) and all(fields.values()) and prompt.negative is None


TARGETS: dict[str, Callable[[Prompt], bool]] = {
    "general": general,
    "midjourney": midjourney,
    "stable-diffusion": stable_diffusion,
    "flux": prose(80),
    "gpt-image": prose(200, lines=9),
    "nano-banana": prose(150),
    "anime-tags": anime_tags,
    "json": json_fields,
}
