"""Midjourney's parameters: `--name value`, behind the words, and what is wrong with one."""

import re
from collections.abc import Iterator

from server.modes.targets import TARGETS

TARGET = TARGETS["midjourney"]
VERSION = TARGET.target.split()[-1]
WIDEST = 14  # of W:H, at standard definition
_NAMES = {name: names.split()[0] for names in TARGET.parameters for name in names.split()}
_ROWS = {names.split()[0]: row for names, row in TARGET.parameters.items()}
_BEGINS = re.compile(r"(?<!\S)--([a-z]+)(?!\S)", re.IGNORECASE)


def parted(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return the words before the first parameter, and each one's shortest name and value."""
    words, *rest = _BEGINS.split(text)
    names = (_NAMES.get(name.lower(), name.lower()) for name in rest[::2])
    return words.strip(), list(zip(names, map(str.strip, rest[1::2]), strict=True))


def model(told: list[tuple[str, str]]) -> str:
    """Return the model that these parameters choose, or the one that we write for."""
    chosen = dict(told)
    return "n" if "niji" in chosen else (chosen.get("v") or VERSION)[0]


def wrong(name: str, value: str, chosen: str) -> Iterator[str]:
    """Yield the code of what is wrong with a parameter for the chosen model."""
    row = _ROWS.get(name)
    if row is None:
        yield "unknown"
    elif chosen not in row.models:
        yield "model"
    elif value.endswith((",", ".", ";")):
        yield "punctuation"
    elif not re.fullmatch(row.value, value, re.DOTALL):
        yield "value"
    elif is_too_wide(value) if name == "ar" else row.most and float(value or 0) > row.most:
        yield "range"


def is_too_wide(ratio: str) -> bool:
    """Say whether `W:H` is wider, or taller, than Midjourney makes pictures."""
    width, height = map(int, ratio.split(":"))
    return max(width, height) > WIDEST * min(width, height)
