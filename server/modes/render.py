"""Render every mode at once, in three lengths; switching between them then costs nothing."""

from collections.abc import Sequence
from typing import Protocol

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.mode import Mode
from server.domain.result import Prompt
from server.modes import anime_tags, json_fields, midjourney, stable_diffusion
from server.modes.dialects import as_webui
from server.modes.lint import noted
from server.modes.prose import Prose
from server.modes.targets import TARGETS

VERSION = "3"


class Renderer(Protocol):
    """How a mode says things; pure, and never without an answer."""

    def from_analysis(
        self, analysis: Analysis, ratio: str | None, palette: Sequence[str], /
    ) -> Prompt:
        """Say what was seen."""

    def from_embedded(self, embedded: EmbeddedPrompt, ratio: str | None, /) -> Prompt:
        """Say what the file states."""


_SAID_BY: dict[str, Renderer] = {
    "midjourney": midjourney,
    "stable-diffusion": stable_diffusion,
    "anime-tags": anime_tags,
    "json": json_fields,
}
RENDERERS = {name: _SAID_BY.get(name) or Prose(name) for name in TARGETS}


def catalogue() -> list[Mode]:
    """Return every mode, in the order in which people see them."""
    return list(TARGETS.values())


def render_analysis(
    analysis: Analysis, ratio: str | None, palette: Sequence[str] = ()
) -> dict[str, Prompt]:
    """Say what was seen in every mode. `ratio` is `W:H` from the pixels, `palette` `#rrggbb`."""
    return {
        name: noted(name, by.from_analysis(analysis, ratio, palette))
        for name, by in RENDERERS.items()
    }


def render_embedded(embedded: EmbeddedPrompt, ratio: str | None) -> dict[str, Prompt]:
    """Say what the file states in every mode. `ratio` is `W:H` from the pixels, or None."""
    told = as_webui(embedded)
    return {name: noted(name, by.from_embedded(told, ratio)) for name, by in RENDERERS.items()}
