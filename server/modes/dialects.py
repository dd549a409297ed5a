"""Other tools' ways to weigh words, said as WebUI says them: (words:1.2).

NovelAI: {words} is 1.05, [words] the inverse, 1.5::words:: exact, and below nothing it keeps them
out (docs.novelai.net, "Strengthening and weakening"). InvokeAI: word+ or (words)+ is 1.1, - is 0.9,
(words)1.3 exact (its "Prompting" page). Both may be repeated.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from server.domain.embedded import EmbeddedPrompt

_STEP, _UP, _DOWN = 1.05, 1.1, 0.9
_EXACT = re.compile(r"(?<![\w.])(-?(?:\d{1,2}(?:\.\d{1,3})?|\.\d{1,3}))::(.*?)(?:::|\Z)", re.DOTALL)
_COMMA = re.compile(r"\s*,\s*")
_BRACES = re.compile(r"(\{{1,20})([^{}]{1,2000})\}{1,20}")
_BRACKETS = re.compile(r"(\[{1,20})([^\[\]]{1,2000})\]{1,20}")
_MARKED = re.compile(
    r"(?:\(([^()]{1,500})\)|\b(\w{1,60})(?=\+))(\+{1,5}|-{1,5}|\d?\.\d{1,3})(?![\w+])"
)


def as_webui(embedded: EmbeddedPrompt) -> EmbeddedPrompt:
    """Return the prompt with its weights in WebUI's form; other tools' as it stands."""
    say = _SAY.get(embedded.tool)
    if say is None:
        return embedded
    prompt, unwanted = say(embedded.prompt)
    negative, _ = say(embedded.negative)
    kept_out = ", ".join(filter(None, [negative, *unwanted]))
    return replace(embedded, prompt=prompt, negative=kept_out)


def _novelai(text: str) -> tuple[str, list[str]]:
    unwanted: list[str] = []

    def exact(found: re.Match[str]) -> str:
        weight, words = float(found[1]), found[2].strip(" ,")
        if weight < 0:
            unwanted.append(words)
        return _weighed(words, weight) if weight > 0 else ""

    text = _EXACT.sub(exact, text.replace("(", r"\(").replace(")", r"\)"))
    if unwanted:
        text = ", ".join(filter(None, _COMMA.split(text)))
    text = _BRACES.sub(lambda found: _weighed(found[2], _STEP ** len(found[1])), text)
    return _BRACKETS.sub(lambda found: _weighed(found[2], _STEP ** -len(found[1])), text), unwanted


def _invokeai(text: str) -> tuple[str, list[str]]:
    def marked(found: re.Match[str]) -> str:
        mark = found[3]
        step = {"+": _UP, "-": _DOWN}.get(mark[0])
        weight = step ** len(mark) if step else float(mark)
        return _weighed(found[1] or found[2], weight)

    return _MARKED.sub(marked, text), []


def _weighed(words: str, weight: float) -> str:
    told = f"{weight:.2f}".rstrip("0").rstrip(".")
    return words if told == "1" else f"({words}:{told})"


_SAY: dict[str, Callable[[str], tuple[str, list[str]]]] = {
    "novelai": _novelai,
    "invokeai": _invokeai,
}
