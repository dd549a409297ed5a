"""Stable Diffusion: comma phrases, weights in round brackets, a negative prompt.

Syntax: the WebUI wiki, "Attention/emphasis": a literal bracket is escaped with a backslash.
Sizes: the buckets of the SDXL report (Podell et al. 2023, appendix I) near 1 megapixel.
"""

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.mode import Mode
from server.domain.result import Prompt
from server.modes.phrases import english_phrases, escaped, joined

MODE = Mode(
    id="stable-diffusion", label="Stable Diffusion", version="1", target="Stable Diffusion XL",
    has_negative=True,
)  # fmt: skip
SIZES = (
    (1024, 1024), (1152, 896), (1216, 832), (1344, 768), (1536, 640),
    (896, 1152), (832, 1216), (768, 1344), (640, 1536),
)  # fmt: skip


def from_analysis(analysis: Analysis, ratio: str | None) -> Prompt:
    """Return the English phrases, escaped, with the nearest SDXL size."""
    return Prompt(
        prompt=escaped(", ".join(english_phrases(analysis))),
        negative=escaped(joined([analysis.negative])),
        parameters={"Size": _size(ratio)} if ratio else {},
        notes=[],
    )


def from_embedded(embedded: EmbeddedPrompt, _ratio: str | None) -> Prompt:
    """Return the file's own words and settings, unchanged."""
    return Prompt(
        prompt=embedded.prompt,
        negative=embedded.negative,
        parameters=dict(embedded.settings),
        notes=[],
    )


def _size(ratio: str) -> str:
    width, height = (int(part) for part in ratio.split(":"))
    best = min(SIZES, key=lambda size: abs(size[0] / size[1] - width / height))
    return f"{best[0]}x{best[1]}"
