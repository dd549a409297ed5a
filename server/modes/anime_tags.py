"""Anime tags: lower-case booru tags in the order of the captions that the model has learnt.

Order, quality tags and negative: the model card of NoobAI-XL 1.0, which writes tags with spaces.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.result import Prompt
from server.modes.length import SHORT, count, said, within
from server.modes.phrases import english_phrases, phrases, spaced, unwanted, words_of
from server.modes.targets import RULES, TARGETS
from server.modes.webui import COUNT, LONGEST_TAG, QUALITY, tame, without_weights

TARGET = TARGETS["anime-tags"]
PEOPLE = {
    "girl": "1girl", "woman": "1girl", "girls": "multiple girls", "women": "multiple girls",
    "boy": "1boy", "man": "1boy", "boys": "multiple boys", "men": "multiple boys",
}  # fmt: skip
ORDER = (
    "subject", "other", "composition", "color", "lighting", "mood", "medium", "style", "technique",
)  # fmt: skip
BRIEF = 4  # words
ALONE = ("solo", "no humans")
_NOT_IN_TAGS = re.compile(r"(?<=\d)[,，](?=\d)|[{}]")
_AT_ENDS = re.compile(r"^(?:[-~_ .]|[>+#]\s)+|[-~_ .]+$")
_ENDS = re.compile(rf"{RULES['sentence'].pattern.pattern}|;\s")


def from_analysis(analysis: Analysis, _ratio: str | None, _palette: Sequence[str]) -> Prompt:
    """Return how many people, then the subject, then the rest, behind the quality tags.

    Short is the first twelve tags; rich goes on with the brief phrases that tell more.
    """
    in_order = sorted(analysis.tags, key=lambda tag: ORDER.index(tag.category))
    seen = english_phrases(analysis)
    tags = _brief(tag.name for tag in in_order) or _brief(seen)
    told = words_of(" ".join(tags))
    news = (each for each in _tags(seen) if count(each) <= BRIEF and not words_of(each) <= told)
    rich = [*tags, *news]
    # Neither is said of a picture of which it is not true.
    untrue = set() if analysis.sexual == "none" else {"safe", "nsfw"}
    lengths = [[*TARGET.prefix, *_counted(each)] for each in (tags, tags, rich)]
    negative = [*_negative(tags), *_brief(unwanted([analysis.negative]))]
    return _prompt(*([tag for tag in each if tag not in untrue] for each in (*lengths, negative)))


def from_embedded(embedded: EmbeddedPrompt, _ratio: str | None) -> Prompt:
    """Return the file's own phrases as tags, in its order; the model's negative if it has none."""
    tags, negative = (
        _tags([without_weights(text)]) for text in (embedded.prompt, embedded.negative)
    )
    lead = [*takewhile(QUALITY.fullmatch, tags)]
    said_so = [*lead, *_counted(tags[len(lead) :])] or TARGET.prefix
    return _prompt(said_so, said_so, said_so, negative or _negative(tags))


def _prompt(*parts: Sequence[str]) -> Prompt:
    short, normal, rich, negative = map(tame, parts)
    texts = (short[: TARGET.most[SHORT]], normal, rich)
    return said([", ".join(each) for each in texts], ", ".join(negative))


def _counted(tags: list[str]) -> list[str]:
    named = [PEOPLE.get(tag, tag) for tag in tags]
    return sorted(named, key=lambda tag: not COUNT.fullmatch(tag))


def _negative(tags: list[str]) -> Sequence[str]:
    people = any(COUNT.fullmatch(PEOPLE.get(tag, tag)) and tag not in ALONE for tag in tags)
    return (*TARGET.negative, *(TARGET.no_beasts if people else ()))


def _brief(parts: Iterable[str]) -> list[str]:
    return _tags(within(tag, LONGEST_TAG) for tag in _tags(parts))


def _tags(parts: Iterable[str]) -> list[str]:
    lower = (spaced(_NOT_IN_TAGS.sub("", phrase.lower())) for phrase in phrases(parts))
    return phrases(_AT_ENDS.sub("", tag) for tag in phrases(_ENDS.sub(", ", tag) for tag in lower))
