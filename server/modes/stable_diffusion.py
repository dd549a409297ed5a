"""Stable Diffusion: comma phrases, weights in round brackets, a negative prompt.

Syntax: the WebUI wiki, "Attention/emphasis": a literal bracket is escaped with a backslash.
Normal stays within one chunk of CLIP's tokens, as far as we can count them; rich goes on.
Sizes: the buckets of the SDXL report (Podell et al. 2023, appendix I) near 1 megapixel.
"""

from collections.abc import Sequence

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.result import Prompt
from server.modes.clip import CHUNK, fitting, tokens
from server.modes.length import said
from server.modes.midjourney_parameters import parted
from server.modes.phrases import NOTHING, english_phrases, unwanted, wanted, with_tags
from server.modes.targets import TARGETS
from server.modes.webui import tame, told_phrases

MOST = TARGETS["stable-diffusion"].most  # tokens
SIZES = (
    (1024, 1024), (1152, 896), (1216, 832), (1344, 768), (1536, 640),
    (896, 1152), (832, 1216), (768, 1344), (640, 1536),
)  # fmt: skip


def from_analysis(analysis: Analysis, ratio: str | None, _palette: Sequence[str]) -> Prompt:
    """Return the English phrases, escaped, with the nearest SDXL size."""
    seen, negated = wanted(english_phrases(analysis))
    choices = seen, seen, with_tags(analysis, seen)
    return said(
        [fitting(tame(told), most) or NOTHING for told, most in zip(choices, MOST, strict=True)],
        fitting(tame(unwanted([analysis.negative, *negated])), CHUNK),
        {"Size": _size(ratio)} if ratio else {},
    )


def from_embedded(embedded: EmbeddedPrompt, _ratio: str | None) -> Prompt:
    """Return the file's own words and settings; only Midjourney's parameters are left out."""
    words, parameters = parted(embedded.prompt)
    own = words if words and parameters else embedded.prompt
    short = own if tokens(own) <= MOST[0] else fitting(tame(told_phrases(own)), MOST[0])
    return said([short or own, own, own], embedded.negative, dict(embedded.settings))


def _size(ratio: str) -> str:
    width, height = (int(part) for part in ratio.split(":"))
    best = min(SIZES, key=lambda size: abs(size[0] / size[1] - width / height))
    return f"{best[0]}x{best[1]}"
