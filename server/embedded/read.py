"""Ask each carrier and each tool in turn."""

from server.domain.embedded import EmbeddedPrompt
from server.embedded import png, webui


def read_prompt(data: bytes) -> EmbeddedPrompt | None:
    """Return the prompt that this image file carries, or None."""
    text = png.texts(data).get("parameters")
    return webui.parse(text) if text else None
