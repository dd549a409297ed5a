"""A mark in our instructions that nobody has a reason to write: an answer with it obeys a picture.

It is new in every process, so that nobody can read it in the source, and the same for all of
its questions, so that providers can keep the instructions in their cache. It guards no secret:
who can spell it otherwise than here gets past, and has gained nothing by it.
"""

import re
import secrets
from collections.abc import Iterable

MARK = secrets.token_hex(8)
FIRST, SECOND = MARK[:8], MARK[8:]
# Either half will do, forwards or backwards, in small letters or capitals.
_FORMS = (FIRST, SECOND, FIRST[::-1], SECOND[::-1])
_BETWEEN = r"[\W_]*"
_LONGEST_SPREAD = 200
_SURE = 4  # signs in a row that are no accident


def _beginning(form: str) -> str:
    rest = ""
    for sign in reversed(form[_SURE:]):
        rest = f"(?:{_BETWEEN}{sign}{rest})?"
    return _BETWEEN.join(form[:_SURE]) + rest


_LEAK = re.compile("|".join(_BETWEEN.join(form) for form in _FORMS), re.IGNORECASE)
_BEGUN = re.compile(
    f"(?:{'|'.join(_beginning(form) for form in _FORMS)}){_BETWEEN}\\Z", re.IGNORECASE
)


def leaks(texts: Iterable[str]) -> bool:
    """Say whether the mark stands in the texts, read one after the other."""
    return bool(_LEAK.search(" ".join(texts)))


def begins_at(text: str) -> int:
    """Return where four signs or more of the mark end a text, not yet whole; else its length."""
    found = _BEGUN.search(text, max(0, len(text) - _LONGEST_SPREAD))
    return found.start() if found else len(text)
