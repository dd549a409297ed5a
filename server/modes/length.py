"""How long a text is, and how it is made shorter without breaking a word."""

import re
from collections.abc import Iterable
from itertools import islice

# Where no spaces stand between words, each sign counts as one.
_SIGN = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_BETWEEN = r"\s\u3000-\u303f\uff01-\uff0f\uff1a-\uff20"
_WORD = re.compile(rf"[{_SIGN}]|[^{_BETWEEN}{_SIGN}]+")
_STOPS = (re.compile(r"[.!?](?=\s)|[。！？]"), re.compile(r"[,;](?=\s)|[，；、]"))
SHORTENED = "Shortened for this target; the general prompt holds all of it."


def count(text: str) -> int:
    """Return the number of words."""
    return sum(1 for _ in _WORD.finditer(text))


def within(text: str, most: int) -> str:
    """Return at most `most` words: to the end of a sentence or phrase in the last half, or word."""
    beyond = next(islice(_WORD.finditer(text), most, None), None)
    if beyond is None:
        return text
    head = text[: beyond.start()]
    for stop in _STOPS:
        ends = [found.end() for found in stop.finditer(head)]
        if ends and 2 * ends[-1] > len(head):
            return head[: ends[-1]].rstrip(" ,;，；、")
    return head.rstrip()


def fitting(pieces: Iterable[str], most: int) -> list[str]:
    """Return those pieces, in order, that together stay within `most` words."""
    kept: list[str] = []
    for piece in pieces:
        if count(piece) <= most:
            most -= count(piece)
            kept.append(piece)
    return kept
