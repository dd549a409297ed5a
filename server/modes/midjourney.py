"""Midjourney: comma phrases, then the parameters, which stand at the end.

Syntax: docs.midjourney.com, "Parameter List": two hyphens begin a parameter and a long dash
counts as two, `::` weighs parts, and braces stand for several jobs. None may be in the words. A
phrase such as "no people" goes behind `--no`, and a photograph gets `--raw`, the less styled look.
"""

import re
from collections.abc import Sequence

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.result import Prompt
from server.modes import phrases as say
from server.modes.length import NORMAL, SHORTENED, count, fitting, said, within
from server.modes.midjourney_parameters import TARGET, VERSION, is_too_wide, model, parted, wrong
from server.modes.webui import told_phrases

FEWEST = 30
OWN_MOST = (20, 2000, 2000)  # a prompt of its own is not cut
MOST_UNWANTED = 12
LONGEST_TEXT = 4  # words that it draws letter for letter
_SYNTAX = re.compile(r"https?://\S*|[{}]|:{2,}\s?-?[\d.]*|(?:-\s?){2,}|[—―]")


def from_analysis(analysis: Analysis, ratio: str | None, _palette: Sequence[str]) -> Prompt:
    """Return the English phrases and short texts, and the tags where words are few or wanted."""
    seen = say.english_phrases(analysis)
    rich = say.with_tags(analysis, seen)
    normal = rich if count(" ".join(seen)) < FEWEST else seen
    texts = [f'text "{text}"' for text in dict.fromkeys(analysis.quotable) if _is_drawn(text)]
    told = {"--raw": ""} if "photo" in analysis.medium.lower() else {}
    return _prompt([(seen, []), (normal, texts), (rich, texts)], [analysis.negative], told, ratio)


def from_embedded(embedded: EmbeddedPrompt, ratio: str | None) -> Prompt:
    """Return the file's own phrases; such parameters of its own as are in order are kept."""
    words, own = parted(embedded.prompt)
    chosen = model([each for each in own if not [*wrong(*each, model([each]))]])
    told = {f"--{name}": value for name, value in own if not [*wrong(name, value, chosen)]}
    negative = [told.pop("--no", ""), *told_phrases(embedded.negative)]
    lengths = [(told_phrases(words), list[str]())] * 3
    return _prompt(lengths, negative, told, ratio, OWN_MOST if told else TARGET.most)


def _prompt(
    lengths: list[tuple[list[str], list[str]]],
    negative: list[str],
    told: dict[str, str],
    ratio: str | None,
    most: tuple[int, int, int] = TARGET.most,
) -> Prompt:
    texts, notes, kept_out = [], [], negative
    for length, (phrases, drawn) in enumerate(lengths):
        wanted, negated = say.wanted(_plain(phrases))
        words = wanted or [say.NOTHING]
        kept_out = [*kept_out, *negated]
        room = most[length] - sum(map(count, drawn))
        kept = fitting([within(words[0], room), *words[1:]], room)
        texts.append(", ".join([*map(_quoted, kept), *drawn]).rstrip(" -"))
        notes += [SHORTENED] if length == NORMAL and kept != words else []
    parameters = _parameters(say.unwanted(_plain(kept_out)), told, ratio)
    tail = "".join(f" {name} {value}".rstrip() for name, value in parameters.items())
    return said([text + tail for text in texts], None, parameters, notes)


def _parameters(without: list[str], told: dict[str, str], ratio: str | None) -> dict[str, str]:
    shape = {} if ratio is None or is_too_wide(ratio) else {"--ar": ratio}
    version = {} if "--niji" in told else {"--v": VERSION}
    unwanted = {"--no": ", ".join(without[:MOST_UNWANTED])} if without else {}
    return {**shape, **version, **told, **unwanted}


def _plain(parts: list[str]) -> list[str]:
    told = say.phrases(_SYNTAX.sub(", ", part) for part in parts)
    return [each for each in dict.fromkeys(phrase.strip(" .;-") for phrase in told) if each]


def _quoted(phrase: str) -> str:
    return phrase.replace('"', "'") if phrase.count('"') % 2 else phrase


def _is_drawn(text: str) -> bool:
    return count(text) <= LONGEST_TEXT and '"' not in text and _plain([text]) == [text]
