"""What models say before, or instead of, an answer, and what pictures say to models: tables.

One row a line; `#` begins a comment. A row of the first three is the literal beginnings, with
`|` between them, a tab, and the pattern of what must follow; a row of `orders` is a pattern.
Texts are in one line, with straight apostrophes, and capitals do not count.
"""

import re
from importlib import resources


def rows(name: str) -> list[str]:
    """Return the rows of one table."""
    text = resources.files(__name__).joinpath(f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def beginnings(name: str) -> list[str]:
    """Return the literal beginnings of one table."""
    return [each for row in rows(name) for each in row.split("\t")[0].split("|")]


def pattern(name: str) -> str:
    """Return one table as a pattern."""
    pairs = ((row.split("\t")[0].split("|"), row.partition("\t")[2]) for row in rows(name))
    return "|".join(f"(?:{'|'.join(map(re.escape, any_of))}){then}" for any_of, then in pairs)
