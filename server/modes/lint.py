"""What is wrong with a prompt for a target, by the target's own documentation.

A linter is pure, takes any text in time that grows with its length, and finds nothing in what the
documentation shows as good. What our rendering makes has no finding; where it cannot avoid one,
as in a file's own words, the prompt's notes say so.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from server.domain.result import Prompt
from server.modes import structure
from server.modes.targets import RULES, TARGETS

_STRUCTURE: dict[str, Callable[[str], Iterator[str]]] = {
    "midjourney": structure.midjourney,
    "stable-diffusion": structure.stable_diffusion,
    "anime-tags": structure.anime_tags,
    "json": structure.json_fields,
}
_CURLY, _STRAIGHT = re.compile("“[^“”]*”"), re.compile('"[^"]*"')


class Finding(NamedTuple):
    """What is wrong: a stable code for programs and a sentence for people."""

    code: str
    message: str


def lint(target: str, text: str, negative: str | None = None) -> list[Finding]:
    """Return what is wrong with a text, and with the negative prompt beside it, for a target."""
    beside = _codes(target, negative) if negative else ()
    codes = [*_codes(target, text), *(code for code in beside if code != "order")]
    if not text.strip():
        codes.append("empty")
    if negative is not None and not TARGETS[target].has_negative:
        codes.append("negative")
    return [Finding(code, RULES[code].message) for code in dict.fromkeys(codes)]


def noted(target: str, prompt: Prompt) -> Prompt:
    """Return the prompt with a note of what could not be avoided in it."""
    # Of lengths that are the same, the normal one comes last and is told of.
    texts = {prompt.lengths.rich: "Rich: ", prompt.lengths.short: "Short: ", prompt.prompt: ""}
    notes: dict[str, str] = {}
    for text, length in reversed(texts.items()):
        for code, message in lint(target, text, prompt.negative):
            notes.setdefault(code, length + message)
    return prompt.model_copy(update={"notes": [*prompt.notes, *notes.values()]})


def _codes(target: str, text: str) -> Iterator[str]:
    row = TARGETS[target]
    if target in _STRUCTURE:
        yield from _STRUCTURE[target](text)
    else:
        yield from structure.prose(row, text)
        # What is quoted is shown, not read.
        text = _STRAIGHT.sub('""', _CURLY.sub("“”", text))
    yield from (code for code in row.rules if RULES[code].pattern.search(text))
