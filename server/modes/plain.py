"""Plain words: what means something to a tool, to a page or to nobody's eyes is taken out."""

import re

from server.modes.targets import RULES

NETWORK, HIDDEN = (RULES[code].pattern for code in ("network", "hidden"))
# What other tools read, and what stands in its stead: parts are apart without their weights.
_INSTEAD = {"network": " ", "weight": "", "parts": ", ", "flag": " "}
SYNTAX = {RULES[code].pattern: instead for code, instead in _INSTEAD.items()}
SYNTAX[re.compile(r"<(?=[a-z]{2,12}:)", re.IGNORECASE)] = ""  # a network that is not closed
_LINK = re.compile(r"!?\[([^][]{0,200})\]\([^()]{0,300}\)")
_PREAMBLE = RULES["preamble"].pattern.pattern
_LEAD = re.compile(rf"{_PREAMBLE}[\s,:、，：]*|^(?:(?:#{{1,6}}|[-+>])\s+)+")
# Where there is none of these, there is no syntax either.
_REMAINS = re.compile(r"[<>:]|-{2,}")
_TRIES = 3
LONGEST = 10_000  # characters: more than any target follows


def plain(text: str) -> str:
    """Return one line of words, without a preamble; what another tool would read is left out."""
    told = _LINK.sub(r"\1", HIDDEN.sub(" ", text[:LONGEST]))
    told = _line(re.sub(r"_{2,}", " ", re.sub(r"[*`]+", "", told)))
    for _ in range(_TRIES if _REMAINS.search(told) else 0):
        for syntax, instead in SYNTAX.items():
            told = _line(syntax.sub(instead, told))
    # Marks in marks, far deeper than anybody writes them: their signs alone go.
    told = _line(_REMAINS.sub(" ", told)) if any(each.search(told) for each in SYNTAX) else told
    # What is left of a link may be closed by the words that come to stand after it.
    return begun(told.replace("](", "] ("))


def begun(text: str) -> str:
    """Return the text from where it begins to tell of the picture."""
    while found := _LEAD.match(text):
        text = text[found.end() :]
    return text


def seen(text: str) -> str:
    """Return one line of a text, every sign of it that can be seen."""
    return _line(HIDDEN.sub(" ", text[:LONGEST]))


def _line(text: str) -> str:
    return " ".join(text.split())
