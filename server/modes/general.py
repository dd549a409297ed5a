"""General: plain prose for any model, or for a person."""

from server.domain.analysis import Analysis
from server.domain.embedded import EmbeddedPrompt
from server.domain.result import Prompt
from server.modes.phrases import without_weights

ID = "general"


def from_analysis(analysis: Analysis, ratio: str | None) -> Prompt:
    """Return the analysis' own prose. The ratio is a target's parameter, not prose."""
    del ratio
    return Prompt(prompt=analysis.prompt, negative=None, parameters={}, notes=[])


def from_embedded(embedded: EmbeddedPrompt, ratio: str | None) -> Prompt:
    """Return the file's prompt without the marks that only WebUI understands."""
    del ratio
    return Prompt(
        prompt=without_weights(embedded.prompt),
        negative=without_weights(embedded.negative) or None,
        parameters={},
        notes=[],
    )
