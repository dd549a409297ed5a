"""How an answer's prose begins: what is said before a prompt, and what is said instead of one."""

import re
from collections import defaultdict

from server.analysis.sayings import beginnings, pattern

# Whatever is judged here is judged by so many signs, in a whole text and in one that grows.
LONGEST = 120
_BEGINNINGS = defaultdict(list)
for _name in ("preambles", "refusals", "no_picture"):
    for _each in beginnings(_name):
        _BEGINNINGS[_each[0]].append(_each)
_PREAMBLE = re.compile(rf"(?:{pattern('preambles')}){{1,3}}", re.IGNORECASE)
_REFUSAL = re.compile(pattern("refusals"), re.IGNORECASE)
_NO_PICTURE = re.compile(pattern("no_picture"), re.IGNORECASE)


def is_undecided(text: str) -> bool:
    """Say whether a text that grows may yet begin with any of it."""
    begun = _head(text).lower()
    likely = _BEGINNINGS.get(begun[:1], ())
    return len(text) < LONGEST and (
        not begun or any(each.startswith(begun) or begun.startswith(each) for each in likely)
    )


def is_refusal(text: str) -> bool:
    """Say whether a text declines in words, and not because it overlooks the picture."""
    return bool(_REFUSAL.match(_head(text))) and not overlooks_picture(text)


def overlooks_picture(text: str) -> bool:
    """Say whether a text asks for a picture that it was given."""
    return bool(_NO_PICTURE.match(_head(text)))


def without_preamble(text: str) -> str:
    """Return a text from its subject on."""
    found = _PREAMBLE.match(_head(text))
    rest = text[found.end() :] if found else text
    return rest[:1].upper() + rest[1:] if found else text


def _head(text: str) -> str:
    return text[:LONGEST].replace("’", "'")
