"""Tags out of an embedded prompt: its own phrases, without a guess at what they are about."""

from server.domain.analysis import Tag
from server.domain.embedded import EmbeddedPrompt
from server.modes.phrases import phrases
from server.modes.webui import without_weights

MOST = 40
LONGEST = 60


def tags_of(embedded: EmbeddedPrompt) -> list[Tag]:
    """Return the prompt's comma phrases in order; a whole sentence is not a tag."""
    told = phrases([without_weights(embedded.prompt)])
    short = [phrase for phrase in told if len(phrase) <= LONGEST]
    return [Tag(name=phrase, category="other") for phrase in short[:MOST]]
