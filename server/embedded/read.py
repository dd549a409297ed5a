"""Ask each carrier and each tool in turn."""

from collections.abc import Iterator

from server.domain.embedded import EmbeddedPrompt
from server.embedded import exif, jpeg, png, webp, webui


def read_prompt(data: bytes) -> EmbeddedPrompt | None:
    """Return the prompt that this image file carries, or None."""
    return next(filter(None, map(webui.parse, _texts(data))), None)


def holds_prompt(head: bytes) -> bool:
    """Say whether the beginning of a file already tells its prompt: the rest can stay away."""
    return read_prompt(head) is not None


def _texts(data: bytes) -> Iterator[str]:
    yield png.texts(data).get("parameters", "")
    for block in (jpeg.exif(data), webp.exif(data)):
        yield from exif.texts(block or b"")
