"""Anime tags: lower-case booru tags in the order of the captions that the model has learnt.

Order, quality tags and negative: the model card of NoobAI-XL 1.0, which writes tags with spaces.
"""

import re
from collections.abc import Iterable, Sequence

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.mode import Mode
from server.domain.result import Prompt
from server.modes.phrases import english_phrases, escaped, phrases, spaced, without_weights

MODE = Mode(
    id="anime-tags", label="Anime tags", version="1", target="NoobAI-XL 1.0", has_negative=True
)
QUALITY = ("masterpiece", "best quality", "newest", "absurdres", "highres", "safe")
NEGATIVE = (
    "nsfw", "worst quality", "old", "early", "low quality", "lowres", "signature", "username",
    "logo", "bad hands", "mutated hands",
)  # fmt: skip
# The card's negative goes on so; where no person is counted, an animal may be what is wanted.
NO_BEASTS = ("mammal", "anthro", "furry", "ambiguous form", "feral", "semi-anthro")
PEOPLE = {
    "girl": "1girl", "woman": "1girl", "girls": "multiple girls", "women": "multiple girls",
    "boy": "1boy", "man": "1boy", "boys": "multiple boys", "men": "multiple boys",
}  # fmt: skip
ORDER = (
    "subject", "other", "composition", "color", "lighting", "mood", "medium", "style", "technique",
)  # fmt: skip
_PEOPLE_COUNTED = re.compile(r"(?:\d\+?|multiple )(?:girl|boy|other)s?")
_COUNT = re.compile(rf"{_PEOPLE_COUNTED.pattern}|solo|no humans")


def from_analysis(analysis: Analysis, _ratio: str | None) -> Prompt:
    """Return how many people, then the subject, then the rest, behind the quality tags."""
    in_order = sorted(analysis.tags, key=lambda tag: ORDER.index(tag.category))
    tags = _tags(tag.name for tag in in_order) or _tags(english_phrases(analysis))
    tags = [PEOPLE.get(tag, tag) for tag in tags]
    tags.sort(key=lambda tag: not _COUNT.fullmatch(tag))
    return _prompt([*QUALITY, *tags], [*_negative(tags), *_tags([analysis.negative])])


def from_embedded(embedded: EmbeddedPrompt, _ratio: str | None) -> Prompt:
    """Return the file's own phrases as tags, in its order; the model's negative if it has none."""
    tags, negative = (
        _tags([without_weights(text)]) for text in (embedded.prompt, embedded.negative)
    )
    return _prompt(tags or QUALITY, negative or _negative(tags))


def _negative(tags: list[str]) -> Sequence[str]:
    return (*NEGATIVE, *NO_BEASTS) if any(map(_PEOPLE_COUNTED.fullmatch, tags)) else NEGATIVE


def _prompt(tags: Iterable[str], negative: Iterable[str]) -> Prompt:
    said, unsaid = (escaped(", ".join(dict.fromkeys(each))) for each in (tags, negative))
    return Prompt(prompt=said, negative=unsaid, parameters={}, notes=[])


def _tags(parts: Iterable[str]) -> list[str]:
    return phrases(spaced(phrase.lower()) for phrase in phrases(parts))
