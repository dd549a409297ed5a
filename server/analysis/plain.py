"""Plain prose: without markup, addresses, tools' parameters and signs that nobody sees.

A text that is still being written is made plain as far as nothing to come can change it.
"""

import re

# Nobody sees these, or they turn the direction of what follows; the last two are markup alone.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_SIGNS = re.compile(rf"{UNSEEN.pattern}|[*`]")
_LINK = r"!?\[(?P<said>[^][\n]{0,200})\]\([^)]{0,500}\)"
_MARKUP = (
    r"(?:(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,19}://|www\.(?=\w)"
    r"|(?:data|javascript|vbscript|mailto):(?=[\w/]))[!-~]*"
    r"|<(?:[/!|?]?[a-z]|!-)[^<>]{0,500}>|<(?=[/!|?]?[a-z]|!-)"
    r"|[_#]{2,}|:{2,}"
    # What is left of a link may be closed by words that come to stand after it.
    r"|(?<=\])(?=\()"
    r"|(?<![a-z0-9-])--[a-z]\w*(?:\s[\d.:]+(?!\S))?"
    r"|(?<=\n)\s*(?:(?:[-+•>]|\#{1,6}|\d{1,2}[.)])\s+)+"
)
# What stands open at the end may yet become markup.
_OPEN = r"(?:(?:<(?:[/!|?]?[a-z]|!-)[^<>]{0,500}|!?\[[^][\n]{0,200}(?:\](?:\([^)]{0,500})?)?)\Z)"
_OTHERS = re.compile(_MARKUP, re.IGNORECASE)
_WHOLE = re.compile(rf"{_LINK}|{_MARKUP}", re.IGNORECASE)
_GROWING = re.compile(rf"{_OPEN}|{_LINK}|{_MARKUP}", re.IGNORECASE)
# Most prose has none of these, and is done sooner.
_SUSPECT = re.compile(r"[<\[\]_#:\n]|--|www", re.IGNORECASE)
_LEAD = re.compile(r"\A(?:(?:[-+•>]|#{1,6}|\d{1,2}[.)])(?:\s+|\Z))+")
_OF_A_WORD = "".join(map(chr, range(ord("!"), ord("~") + 1)))


def plain(text: str) -> str:
    """Return a text in one line of plain prose; made plain again it stays as it is."""
    text = _SIGNS.sub("", text)
    return _line(_WHOLE.sub(_bare, text) if _SUSPECT.search(text) else text)


def plain_so_far(text: str) -> str:
    """Return what `plain` will begin with, whatever is appended to the text."""
    # The last word may grow to anything.
    text = _SIGNS.sub("", text).rstrip(_OF_A_WORD)
    return _line(_GROWING.sub(_bare, text) if _SUSPECT.search(text) else text)


def _bare(found: re.Match[str]) -> str:
    # Never nothing: what stands on both sides must not become markup by moving together.
    return f" {_OTHERS.sub(' ', found['said'] or '')} "


def _line(text: str) -> str:
    return _LEAD.sub("", " ".join(text.split()).replace(" ,", ","), count=1)
