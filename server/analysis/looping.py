"""Models that have lost their way say the same for ever: seen early, it costs little."""

import re

_TAIL = 100  # longer than what tags have in common
_LEAST_TIMES, _LEAST_SIGNS = 4, 400
_BETWEEN = re.compile(r"[\s,.;:、，。；：]+")
_FEWEST_PIECES, _LEAST_NEW = 24, 0.25


def is_looping(growing: str) -> bool:
    """Say whether a text ends in the same stretch, over and over."""
    before = growing.rfind(growing[-_TAIL:], 0, len(growing) - 1)
    stretch = growing[before + _TAIL :]
    if before < 0 or not stretch:
        return False
    times = max(_LEAST_TIMES, _LEAST_SIGNS // len(stretch) + 1)
    return growing.endswith(stretch * times)


def repeats_itself(text: str) -> bool:
    """Say whether hardly a word of a text is new."""
    pieces = _BETWEEN.split(text.lower())
    return len(pieces) >= _FEWEST_PIECES and len(set(pieces)) < _LEAST_NEW * len(pieces)
