"""Small pieces that several modes share."""

import re
from collections.abc import Iterable

from server.domain.analysis import Analysis

NOTHING = "untitled picture"  # said where not a word is left: a prompt is never empty

# Every one of these is in English, whatever the prompt's language; most telling first.
FIELDS = (
    "subject", "setting", "medium", "style", "lighting", "composition", "camera", "colours", "mood",
)  # fmt: skip

# WebUI's own marks, and its regions': (word:1.2), [word], [from:to:0.5], [one|other], BREAK,
# <lora:name:0.8>, embedding:name. They mean nothing to a reader.
_NETWORK = re.compile(r"<[a-z]{2,12}:[^<>]{1,200}>|\bembedding:[\w.-]{1,100}")
_CHANGE = re.compile(r"\[([^][:|]{0,200}):([^][:|]{0,200}):\s?[\d.]{1,6}\]")
_WEIGHT = re.compile(r":\s?-?\d{1,2}(?:\.\d{1,4})?(?=[)\]])")
_BREAK = re.compile(r"\b(?:BREAK|ADD(?:COMM|BASE|COL|ROW))\b|\|")
_BRACKET = re.compile(r"(?<!\\)[()\[\]{}]")
_ESCAPED = re.compile(r"\\([()\[\]{}])")
# What only anime models have learnt; to others it tells nothing of a picture.
_SCORE = re.compile(r"(?:score|source|rating)_\w+")
_QUALITY = re.compile(
    rf"{_SCORE.pattern}|masterpiece|(?:best|amazing|high) quality|very aesthetic|newest|absurdres"
    "|highres|general"
)
_COMMA = re.compile(r"(?<!\d)[,，]|[,，](?!\d)")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")


def phrases(parts: Iterable[str]) -> list[str]:
    """Return every part's comma phrases, each once, no backslash; a comma in a number stays."""
    pieces = (piece for part in parts for piece in _COMMA.split(part))
    folded = (" ".join(piece.replace("\\", "").split()).strip(" .") for piece in pieces)
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
    seen = phrases(field(analysis, name) for name in FIELDS) or tag_names(analysis)
    return seen or phrases([analysis.prompt, analysis.title]) or [NOTHING]


def prose(analysis: Analysis) -> str:
    """Return the prompt in its own language; what else was seen where it is empty."""
    return analysis.prompt.strip() or ", ".join(english_phrases(analysis))


def tag_names(analysis: Analysis) -> list[str]:
    """Return the tags' names, in English, each once."""
    return phrases(spaced(tag.name) for tag in analysis.tags)


def is_told(piece: str, text: str) -> bool:
    """Say whether every word of a piece stands in a text already."""
    told, words = (set(re.findall(r"\w+", each.lower())) for each in (text, piece))
    return words <= told


def escaped(text: str) -> str:
    """Escape brackets, which Stable Diffusion's tools would otherwise read as weights."""
    return re.sub(r"([()\[\]])", r"\\\1", text)


def spaced(tag: str) -> str:
    """Write a booru tag's underscores as spaces; faces such as `^_^` and scores keep theirs."""
    is_face = not _TWO_LETTERS.search(tag)
    return tag if is_face or _SCORE.fullmatch(tag) else tag.replace("_", " ")


def without_weights(text: str) -> str:
    """Return a WebUI prompt as plain words: weights, networks and brackets gone."""
    text = _CHANGE.sub(r"\1, \2", _NETWORK.sub("", text))
    text = _BREAK.sub(",", text)
    text = _BRACKET.sub("", _WEIGHT.sub("", text))
    return joined(_ESCAPED.sub(r"\1", text).splitlines())


def told_phrases(raw: str) -> list[str]:
    """Return the plain phrases of a file's prompt, or negative, that tell of the picture."""
    plain = phrases([without_weights(raw)])
    telling = [each for each in plain if not _QUALITY.fullmatch(each.lower())]
    return phrases(map(spaced, telling)) or plain
