"""How long a text is, how it is made shorter without breaking a word, and the three lengths.

Short is the core, for a quick try; normal is what the target reads best; rich is all that was
seen, as far as the target follows. A file's own words are never added to: there, short is how
they begin, and rich goes on where normal had to be cut.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from server.domain.result import Lengths, Prompt

# Where no spaces stand between words, each sign counts as one.
_SIGN = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_BETWEEN = r"\s\u3000-\u303f\uff01-\uff0f\uff1a-\uff20"
_WORD = re.compile(rf"[{_SIGN}]|[^{_BETWEEN}{_SIGN}]+")
_STOPS = (re.compile(r"[.!?](?=\s)|[。！？]"), re.compile(r"[,;](?=\s)|[，；、]"))
SHORTENED = "Shortened for this target; the general prompt holds all of it."
SHORT, NORMAL, RICH = range(3)


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
        words = count(piece)
        if words <= most:
            most -= words
            kept.append(piece)
    return kept


def said(
    texts: Sequence[str],
    negative: str | None = None,
    parameters: dict[str, str] | None = None,
    notes: Iterable[str] = (),
) -> Prompt:
    """Return the prompt of a short, a normal and a rich text, none longer than the next."""
    short, normal, rich = texts
    lengths = Lengths(short=min(normal, short, key=count), rich=max(normal, rich, key=count))
    return Prompt(
        prompt=normal, lengths=lengths, negative=negative, parameters=parameters or {},
        notes=list(notes),
    )  # fmt: skip
