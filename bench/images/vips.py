"""The peer: the thumbnail that libvips makes, with the same promises as ours about its output."""

import pyvips

SIDE = 1024
QUALITY = 85
WHITE = (255, 255, 255)

# A cache of results would answer the second round without work.
pyvips.cache_set_max(0)


def thumbnail(data: bytes) -> bytes:
    """Return a JPEG within 1024 × 1024 px, upright, on white, without the file's own words."""
    small = pyvips.Image.thumbnail_buffer(data, SIDE, height=SIDE, size="down")
    if small.hasalpha():
        small = small.flatten(background=WHITE)
    jpeg: bytes = small.jpegsave_buffer(Q=QUALITY, keep="none")
    return jpeg
