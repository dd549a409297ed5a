"""How many tokens CLIP makes of a text: an estimate that would rather be too high.

CLIP's first step is public (openai/CLIP, simple_tokenizer.py): lower case, then runs of letters,
single digits, runs of other signs. Its second step joins letters by a vocabulary of 1.6 MB, which
does not ship; instead, a run of up to five letters counts as one token, a longer one as one for
every four letters begun, and whatever is not ASCII, or no letter, as one for each byte, which is
the most it can be. Most longer words are one token, so whole prompts come out too high; a rare
name alone may come out too low.
"""

import re
from itertools import accumulate, takewhile

from server.modes.plain import LONGEST

CHUNK = 75  # what Stable Diffusion's tools encode at a time, besides a begin and an end
_UNSAID = re.compile(
    r"<[a-z]{2,12}:[^<>]{1,200}>|:\s?-?[\d.]{1,6}(?=[)\]])|(?<!\\)[()\[\]]|\\(?=[()\[\]])",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\bBREAK\b")
_RUN = re.compile(r"'(?:s|t|re|ve|m|ll|d)\b|([a-z]+)|(\s+)|.", re.IGNORECASE | re.DOTALL)
_ONE, _EACH = 5, 4


def tokens(text: str) -> int:
    """Return about how many tokens the words of a WebUI prompt take, its marks left out."""
    return sum(map(_cost, _RUN.finditer(_UNSAID.sub("", text[:LONGEST]))))


def longest(text: str) -> int:
    """Return about how many tokens stand together; BREAK begins another chunk."""
    return max(map(tokens, _BREAK.split(text)))


def fitting(phrases: list[str], most: int) -> str:
    """Return as many of the first phrases as take together at most so many tokens."""
    costs = accumulate(tokens(phrase) + 1 for phrase in phrases)
    kept = takewhile(lambda told: told[1] <= most + 1, zip(phrases, costs, strict=True))
    return ", ".join(phrase for phrase, _ in kept) or _begun(phrases, most)


def _begun(phrases: list[str], most: int) -> str:
    kept: list[str] = []
    for word in phrases[0].split() if phrases else ():
        if tokens(" ".join([*kept, word])) > most:
            # No sign takes more than four bytes; a bracket's backslash must not be left alone.
            return " ".join(kept) or word[: most // 4].rstrip("\\")
        kept.append(word)
    return " ".join(kept)


def _cost(run: re.Match[str]) -> int:
    letters, blank = run.groups()
    if blank:
        return 0
    if letters:
        return 1 if len(letters) <= _ONE else -(-len(letters) // _EACH)
    return 1 if run[0].startswith("'") else len(run[0].encode(errors="replace"))
