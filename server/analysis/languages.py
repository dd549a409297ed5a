"""Languages as BCP 47 tags: what a model calls them, and whether a text is in one.

Scripts are told apart by the names that Unicode gives to letters, and the languages that share
Latin letters by their commonest words. What is not in the table is never judged.
"""

import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from server.analysis.sayings import rows

LATIN, HAN, KANA, HANGUL = "LATIN", "HAN", "KANA", "HANGUL"
UNKNOWN = "und"
_GROUPS = {
    "CJK": HAN, "IDEOGRAPHIC": HAN, "HIRAGANA": KANA, "KATAKANA": KANA, "HALFWIDTH": KANA,
    "FULLWIDTH": LATIN,
}  # fmt: skip
# Names and terms stay Latin in every language; one sign of these stands for several letters.
_DENSE, _DENSE_SHARE, _SHARE = {HAN, KANA, HANGUL}, 0.3, 0.5
_LEAST_KANA = 0.1  # of the signs: Japanese has several times as many, Chinese none
_FEWEST_COMMON = 3
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
_WORD = re.compile(r"[^\W\d_]+")


class _Known(NamedTuple):
    name: str
    script: str
    common: str = ""


_TABLE = {tag: _Known(*known) for tag, *known in (row.split("\t") for row in rows("languages"))}
_COMMON = {tag: known.common.split() for tag, known in _TABLE.items() if known.common}


def named(tag: str) -> str:
    """Return a language as a model understands it, such as `Japanese (ja)`."""
    known = _known(tag)
    return f"{known.name} ({tag})" if known else tag


def fits(text: str, tag: str) -> bool:
    """Say whether a text may be in a language, as far as we can tell; without letters it may."""
    known, seen = _known(tag), _scripts(text)
    if known is None or not seen:
        return True
    script, count, signs = known.script, seen[known.script], seen[HAN] + seen[KANA]
    if script in {HAN, KANA}:
        count = signs
        if (seen[KANA] < _LEAST_KANA * signs) != (script == HAN):
            return False
    if count < (_DENSE_SHARE if script in _DENSE else _SHARE) * seen.total():
        return False
    counts = _common_words(text) if known.common else {}
    most = max(counts.values(), default=0)
    return most < _FEWEST_COMMON or counts[tag[:2].lower()] * 2 >= most


def spoken(text: str, asked: str, stated: str) -> str:
    """Return the language of a text: as it was asked for, as its writer states it, or a guess."""
    if fits(text, asked) and _known(asked):
        return asked
    if _TAG.fullmatch(stated) and _known(stated) and fits(text, stated):
        return stated
    return asked if fits(text, asked) else guessed(text)


def guessed(text: str) -> str:
    """Return the language that a text seems to be in, or `und`."""
    counts = _common_words(text)
    likely = [tag for tag, count in counts.items() if count >= _FEWEST_COMMON]
    tried = ("ja", "zh", "ko", *sorted(likely, key=counts.__getitem__, reverse=True))
    return next((tag for tag in tried if _scripts(text) and fits(text, tag)), UNKNOWN)


def _known(tag: str) -> _Known | None:
    parts = tag.lower().split("-")
    tried = ("-".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((_TABLE[each] for each in tried if each in _TABLE), None)


def _scripts(text: str) -> Counter[str]:
    names = (unicodedata.name(letter, "?").replace("-", " ") for letter in text if letter.isalpha())
    return Counter(_GROUPS.get(word, word) for word in (name.split()[0] for name in names))


def _common_words(text: str) -> dict[str, int]:
    words = Counter(_WORD.findall(text.lower()))
    return {tag: sum(words[word] for word in common) for tag, common in _COMMON.items()}
