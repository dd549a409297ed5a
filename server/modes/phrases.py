"""Small pieces that several modes share."""

import re
from collections.abc import Iterable

from server.domain.analysis import Analysis
from server.modes.plain import begun, plain

NOTHING = "untitled picture"  # said where not a word is left: a prompt is never empty

# Every one of these is in English, whatever the prompt's language; most telling first.
FIELDS = (
    "subject", "setting", "medium", "style", "lighting", "composition", "camera", "colours", "mood",
)  # fmt: skip
SCORE = re.compile(r"(?:score|source|rating)_\w+")
_COMMA = re.compile(r"(?<!\d)[,，]|[,，](?!\d)")
_HEX = re.compile("#[0-9a-f]{6}")  # few targets know what it means
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
_WORD = re.compile(r"\w+")
_NEGATED = re.compile(r"(?:(?:no|without)\s+)+", re.IGNORECASE)


def phrases(parts: Iterable[str]) -> list[str]:
    """Return every part's comma phrases in plain words, each once; a comma in a number stays."""
    told = (plain(part.replace("\\", "")) for part in parts)
    folded = (begun(each.strip(" .")).strip(" .") for part in told for each in _COMMA.split(part))
    return list(dict.fromkeys(piece for piece in folded if piece))


def joined(parts: Iterable[str]) -> str:
    """Join what is not empty with commas, each phrase once."""
    return ", ".join(phrases(parts))


def field(analysis: Analysis, name: str) -> str:
    """Return a field as one text, its phrases joined."""
    value = getattr(analysis, name)
    return joined([value] if isinstance(value, str) else value)


def english_phrases(analysis: Analysis) -> list[str]:
    """Return what was seen, never empty; the prompt may be in another language: a last resort."""
    told = phrases(field(analysis, name) for name in FIELDS)
    seen = [phrase for phrase in told if not _HEX.fullmatch(phrase)] or tag_names(analysis)
    return seen or phrases([analysis.prompt, analysis.title]) or [NOTHING]


def with_tags(analysis: Analysis, seen: list[str]) -> list[str]:
    """Return the phrases and behind them every tag that tells something new."""
    told = words_of(" ".join(seen))
    return [*seen, *(tag for tag in tag_names(analysis) if not words_of(tag) <= told)]


def wanted(told: list[str]) -> tuple[list[str], list[str]]:
    """Return what shall be seen, and what shall not, as in "no people"."""
    negated = [phrase for phrase in told if _NEGATED.match(phrase)]
    return [phrase for phrase in told if not _NEGATED.match(phrase)], negated


def unwanted(parts: Iterable[str]) -> list[str]:
    """Return the phrases of a negative prompt, where a "no" would be one too many."""
    return phrases(_NEGATED.sub("", phrase) for phrase in phrases(parts))


def prose(analysis: Analysis) -> str:
    """Return the prompt in its own language; what else was seen where it is empty."""
    told = plain(analysis.prompt)
    if not analysis.prompt.lstrip().startswith(told[:1]):
        told = told[:1].upper() + told[1:]  # a preamble was cut off
    return told or ", ".join(english_phrases(analysis))


def tag_names(analysis: Analysis) -> list[str]:
    """Return the tags' names, in English, each once."""
    return phrases(spaced(tag.name) for tag in analysis.tags)


def words_of(text: str) -> set[str]:
    """Return the words of a text, to compare."""
    return set(_WORD.findall(text.lower()))


def spaced(tag: str) -> str:
    """Write a booru tag's underscores as spaces; faces such as `^_^` and scores keep theirs."""
    is_face = not _TWO_LETTERS.search(tag)
    return tag if is_face or SCORE.fullmatch(tag) else tag.replace("_", " ")
