"""Render every mode at once; switching between them then costs nothing."""

from typing import Protocol

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.mode import Mode
from server.domain.result import Prompt
from server.modes import anime_tags, json_fields, midjourney, prose, stable_diffusion

VERSION = "2"


class Renderer(Protocol):
    """How a mode says things; pure, and never without an answer."""

    def from_analysis(self, analysis: Analysis, ratio: str | None, /) -> Prompt:
        """Say what was seen."""

    def from_embedded(self, embedded: EmbeddedPrompt, ratio: str | None, /) -> Prompt:
        """Say what the file states."""


# In the order in which people see them.
MODES: tuple[tuple[Mode, Renderer], ...] = (
    (prose.GENERAL.mode, prose.GENERAL),
    (midjourney.MODE, midjourney),
    (stable_diffusion.MODE, stable_diffusion),
    (prose.FLUX.mode, prose.FLUX),
    (prose.GPT_IMAGE.mode, prose.GPT_IMAGE),
    (prose.NANO_BANANA.mode, prose.NANO_BANANA),
    (anime_tags.MODE, anime_tags),
    (json_fields.MODE, json_fields),
)


def catalogue() -> list[Mode]:
    """Return every mode, in the order in which people see them."""
    return [mode for mode, _ in MODES]


def render_analysis(analysis: Analysis, ratio: str | None) -> dict[str, Prompt]:
    """Say what was seen in every mode. `ratio` is `W:H` from the pixels, or None."""
    return {mode.id: renderer.from_analysis(analysis, ratio) for mode, renderer in MODES}


def render_embedded(embedded: EmbeddedPrompt, ratio: str | None) -> dict[str, Prompt]:
    """Say what the file states in every mode. `ratio` is `W:H` from the pixels, or None."""
    return {mode.id: renderer.from_embedded(embedded, ratio) for mode, renderer in MODES}
