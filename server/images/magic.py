"""Which of the five formats a file claims to be, by its first bytes alone."""

from typing import Literal

Format = Literal["JPEG", "PNG", "WEBP", "GIF", "AVIF"]

HEAD = 64
"""So many bytes are enough to tell."""

_FIRST_BRAND = 16
_AVIF_BRANDS = (b"avif", b"avis")


def sniff(data: bytes | bytearray) -> Format | None:
    """Name the format, or None for anything else; `data` is the file or its first 64 bytes."""
    head = bytes(data[:HEAD])
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    return "AVIF" if _is_avif(head) else None


def _is_avif(head: bytes) -> bool:
    # ISO 14496-12, 4.3: size, "ftyp", major brand, version, then the compatible brands.
    if head[4:8] != b"ftyp":
        return False
    box = head[: int.from_bytes(head[:4], "big")]
    compatible = (box[at : at + 4] for at in range(_FIRST_BRAND, len(box), 4))
    return box[8:12] in _AVIF_BRANDS or any(brand in _AVIF_BRANDS for brand in compatible)
