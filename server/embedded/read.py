"""Ask each carrier and each tool in turn."""

from server.domain.embedded import EmbeddedPrompt
from server.embedded import png, webui


def read_prompt(data: bytes) -> EmbeddedPrompt | None:
    """Return the prompt that this image file carries, or None."""
    text = png.texts(data).get("parameters")
    return webui.parse(text) if text else None


def holds_prompt(head: bytes) -> bool:
    """Say whether the beginning of a file already tells its prompt: the rest can stay away."""
    return read_prompt(head) is not None
