"""Small pieces that several modes share."""

import re
from collections.abc import Iterable

from server.domain.analysis import Analysis

# WebUI's own marks: (word:1.2), [word], <lora:name:0.8>, BREAK. They mean nothing to a reader.
_NETWORK = re.compile(r"<[a-z]{2,12}:[^<>]{1,200}>")
_WEIGHT = re.compile(r":\s?-?\d{1,2}(?:\.\d{1,4})?(?=[)\]])")
_BREAK = re.compile(r"\bBREAK\b")
_BRACKET = re.compile(r"(?<!\\)[()\[\]{}]")
_ESCAPED = re.compile(r"\\([()\[\]{}])")


def joined(parts: Iterable[str]) -> str:
    """Join what is not empty with commas, each phrase once."""
    return ", ".join(dict.fromkeys(part.strip(" ,.") for part in parts if part.strip(" ,.")))


def english_phrases(analysis: Analysis) -> list[str]:
    """Return what was seen, most telling first; every field here is in English."""
    return [
        analysis.subject,
        analysis.setting,
        analysis.medium,
        *analysis.style,
        analysis.lighting,
        analysis.composition,
        analysis.camera,
        *analysis.colours,
        analysis.mood,
    ]


def without_weights(text: str) -> str:
    """Return a WebUI prompt as plain words: weights, networks and brackets gone."""
    text = _NETWORK.sub("", text)
    text = _BREAK.sub(",", text)
    text = _BRACKET.sub("", _WEIGHT.sub("", text))
    text = _ESCAPED.sub(r"\1", text)
    return joined(re.split(r"[,\n]+", re.sub(r"[^\S\n]+", " ", text)))
