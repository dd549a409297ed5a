"""Render every mode at once; switching between them then costs nothing."""

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.result import Prompt
from server.modes import general, json_fields, stable_diffusion

VERSION = "1"
MODES = (general, stable_diffusion, json_fields)


def render_analysis(analysis: Analysis, ratio: str | None) -> dict[str, Prompt]:
    """Say what was seen in every mode. `ratio` is `W:H` from the pixels, or None."""
    return {mode.ID: mode.from_analysis(analysis, ratio) for mode in MODES}


def render_embedded(embedded: EmbeddedPrompt, ratio: str | None) -> dict[str, Prompt]:
    """Say what the file states in every mode. `ratio` is `W:H` from the pixels, or None."""
    return {mode.ID: mode.from_embedded(embedded, ratio) for mode in MODES}
