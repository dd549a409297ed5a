"""What each target takes, written down apart from the code that renders for it and judges it."""

import json
import re
from collections.abc import Callable

PARAMETERS = re.compile(
    r"(.+?)( --ar \d+:\d+)?( --v \S+)?((?: --(?!no )[a-z]+(?: (?!--)\S+)*)*)( --no .+)?", re.DOTALL
)
NOT_IN_MIDJOURNEY = re.compile(r"--|—|::|[{}]|https?://")
BARE_BRACKET = re.compile(r"(?<!\\)[()\[\]]")
FACE = re.compile(r"(?:[^\W\d_]?(?![^\W\d_]).)*[^\W\d_]?|(?:score|source|rating)_\w+", re.DOTALL)

Valid = Callable[[str, str | None], bool]


def whole_phrases(text: str) -> bool:
    """No comma dangles, nothing is said twice."""
    phrases = text.split(", ")
    return all(each.strip(" .,") for each in phrases) and len(set(phrases)) == len(phrases)


def length(text: str) -> int:
    return sum(any(sign.isalnum() for sign in word) for word in text.split())


def general(text: str, negative: str | None) -> bool:
    return bool(text.strip()) and isinstance(negative, str)


def midjourney(text: str, negative: str | None) -> bool:
    found = PARAMETERS.fullmatch(text)
    assert found
    words, *_, unwanted = found.groups(default="")
    return (
        negative is None
        and length(words) <= 100
        and not any(NOT_IN_MIDJOURNEY.search(each) for each in (words, unwanted[5:]))
        and whole_phrases(words)
        and whole_phrases(unwanted[6:] or "none")
    )


def stable_diffusion(text: str, negative: str | None) -> bool:
    return bool(text) and not any(BARE_BRACKET.search(each) for each in (text, negative or ""))


def anime_tags(text: str, negative: str | None) -> bool:
    texts = (text, negative or "none")
    tags = [tag for each in texts for tag in each.split(", ")]
    return all(
        each == each.lower() and whole_phrases(each) and not BARE_BRACKET.search(each)
        for each in texts
    ) and all(FACE.fullmatch(tag) for tag in tags if "_" in tag)


def prose(most: int, lines: int = 1) -> Valid:
    def valid(text: str, negative: str | None) -> bool:
        return (
            length(text) <= most
            and bool(text)
            and text[0] == text[0].upper()
            and text[-1] in ".!?…。！？"
            and negative is None
            and text.count("\n") < lines
        )

    return valid


def json_fields(text: str, negative: str | None) -> bool:
    fields = json.loads(text)
    return bool(fields["prompt"].strip()) and all(fields.values()) and negative is None


TARGETS: dict[str, Valid] = {
    "general": general,
    "midjourney": midjourney,
    "stable-diffusion": stable_diffusion,
    "flux": prose(300),
    "gpt-image": prose(402, lines=14),
    "nano-banana": prose(302),
    "anime-tags": anime_tags,
    "json": json_fields,
}
NORMAL_WORDS = {"flux": 82, "gpt-image": 204, "nano-banana": 154}  # a stop may count as one
