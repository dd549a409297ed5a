"""Midjourney: comma phrases, then the parameters, which stand at the end.

Syntax: docs.midjourney.com, "Parameter List": two hyphens begin a parameter and a long dash
counts as two, `::` weighs parts, and braces stand for several jobs. None may be in the words.
"""

import re

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.mode import Mode
from server.domain.result import Prompt
from server.modes import phrases as say
from server.modes.length import SHORTENED, count, fitting, within

MODEL = "8.1"
MODE = Mode(
    id="midjourney",
    label="Midjourney",
    version="1",
    target=f"Midjourney {MODEL}",
    has_negative=False,
)
FEWEST, MOST = 30, 60
MOST_UNWANTED = 12
_SYNTAX = re.compile(r"https?://\S*|[{}]|:{2,}\s?-?[\d.]*|(?:-\s?){2,}|[—―]")


def from_analysis(analysis: Analysis, ratio: str | None) -> Prompt:
    """Return the English phrases, filled up with tags where they are few."""
    seen = say.english_phrases(analysis)
    text = " ".join(seen)
    if count(text) < FEWEST:
        seen += [tag for tag in say.tag_names(analysis) if not say.is_told(tag, text)]
    return _prompt(seen, analysis.negative, ratio)


def from_embedded(embedded: EmbeddedPrompt, ratio: str | None) -> Prompt:
    """Return the file's own phrases, as far as there is room."""
    wanted, unwanted = map(say.told_phrases, (embedded.prompt, embedded.negative))
    return _prompt(wanted, ", ".join(unwanted), ratio)


def _prompt(wanted: list[str], unwanted: str, ratio: str | None) -> Prompt:
    words = _plain(wanted) or [say.NOTHING]
    kept = fitting([within(words[0], MOST), *words[1:]], MOST)
    without = ", ".join(_plain([unwanted])[:MOST_UNWANTED])
    parameters = {"--ar": ratio, "--v": MODEL, "--no": without}
    said = {name: value for name, value in parameters.items() if value}
    return Prompt(
        prompt=" ".join([", ".join(kept), *(f"{name} {value}" for name, value in said.items())]),
        negative=None,
        parameters=said,
        notes=[] if kept == words else [SHORTENED],
    )


def _plain(parts: list[str]) -> list[str]:
    return say.phrases(_SYNTAX.sub(", ", part) for part in parts)
