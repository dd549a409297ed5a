"""WebUI's way to write, which most tools for Stable Diffusion share, and the way out of it.

(word:1.2), [word], [from:to:0.5], [one|other], BREAK, <lora:name:0.8>, embedding:name. They mean
nothing to a reader.
"""

import re
from collections.abc import Iterable

from server.modes.phrases import SCORE, joined, phrases, spaced
from server.modes.plain import LONGEST, NETWORK

_CHANGE = re.compile(r"\[([^][:|]{0,200}):([^][:|]{0,200}):\s?[\d.]{1,6}\]")
# A time such as (10:30) is none.
_WEIGHT = re.compile(r"(?:(?<!\d):\s?-?\d{1,2}(?:\.\d{1,4})?|:\s?\d\.\d{1,4})(?=[)\]])")
_KEYWORD = re.compile(r"\b(?:AND|BREAK|ADD(?:COMM|BASE|COL|ROW))\b")
_BRACKET = re.compile(r"(?<!\\)[()\[\]{}]")
_ESCAPED = re.compile(r"\\([()\[\]{}])")
COUNT = re.compile(r"\d\+?(?:girl|boy|other)s?|multiple (?:girl|boy|other)s|solo|no humans")
LONGEST_TAG = 10  # words; few titles of works are longer
# What only anime models have learnt; to others it tells nothing of a picture.
QUALITY = re.compile(
    rf"{SCORE.pattern}|masterpiece|very (?:aesthetic|awa)|newest|absurdres|(?:high|low)res|general"
    "|safe|(?:best|amazing|high|good|average|normal|low|bad|worst) quality|worst detail"
)


def tame(parts: Iterable[str]) -> list[str]:
    """Return phrases in which no tool for Stable Diffusion reads a command, brackets escaped."""
    calm = phrases(_KEYWORD.sub(lambda it: it[0].lower(), re.sub("[{}]", "", p)) for p in parts)
    return [re.sub(r"([()\[\]])", r"\\\1", phrase) for phrase in calm]


def without_weights(text: str) -> str:
    """Return a WebUI prompt as plain words: weights, networks and brackets gone."""
    text = _CHANGE.sub(r"\1, \2", NETWORK.sub("", text[:LONGEST]))
    text = _KEYWORD.sub(",", text).replace("|", ",")
    text = _BRACKET.sub("", _WEIGHT.sub("", text))
    return joined(_ESCAPED.sub(r"\1", text).splitlines())


def told_phrases(raw: str) -> list[str]:
    """Return the plain phrases of a file's prompt, or negative, that tell of the picture."""
    said = phrases([without_weights(raw)])
    telling = [each for each in said if not QUALITY.fullmatch(each.lower())]
    return phrases(map(spaced, telling)) or said
