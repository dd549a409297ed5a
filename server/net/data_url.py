"""Images that are written into their address: `data:image/png;base64,…` (RFC 2397).

Read as a browser reads them (Fetch standard, "data: URL processor"; Infra standard, "forgiving-
base64 decode"), but for pictures in base64 alone. The media type is only a label, and many are
wrong: it refuses what we never decode, and what is left is known by its bytes.
"""

import re
from binascii import a2b_base64, b2a_base64
from urllib.parse import unquote_to_bytes

from server.errors import NotAnImage, TooLarge, UnsupportedFormat, UrlRefused

MAX_BYTES = 1024 * 1024
LONGEST_DATA_URL = MAX_BYTES * 3 // 2
"""So many characters hold MAX_BYTES in base64, with room for line breaks and escapes."""

NO_PICTURE = "data:image/*;base64,"
"""The canonical form's beginning; alone it stands for a picture that is not kept."""

_SCHEME = "data:"
_BLANKS = "\t\n\f\r "
_IMAGE = re.compile(r"image/([!#$%&'*+.^_`|~0-9a-z-]+)")
_FOREIGN = frozenset(
    {"svg+xml", "heic", "heif", "heic-sequence", "heif-sequence", "jxl", "tiff", "bmp", "x-ms-bmp"}
)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def is_data_url(text: str) -> bool:
    """Say whether an address is of this kind, well written or not."""
    return text[: len(_SCHEME)].lower() == _SCHEME


def read_data_url(text: str) -> bytes:
    """Return the file that a `data:` URL holds, at least one byte and at most 1 MiB.

    Raises NotAnImage or UnsupportedFormat for its media type, UrlRefused where it is damaged or
    not base64, TooLarge.
    """
    head, comma, body = text[len(_SCHEME) :].partition("#")[0].partition(",")
    if not comma or not text.isascii():
        raise UrlRefused("not a data: URL")
    image = _IMAGE.fullmatch(head.partition(";")[0].strip(_BLANKS).lower())
    if image is None:
        raise NotAnImage("media type")
    if image[1] in _FOREIGN:
        raise UnsupportedFormat("media type")
    _, semicolon, last = head.strip(_BLANKS).rpartition(";")
    if not semicolon or last.lstrip(" ").lower() != "base64":
        raise UrlRefused("not base64")
    data = _decoded(body)
    if not data:
        raise NotAnImage("nothing")
    if len(data) > MAX_BYTES:
        raise TooLarge("data: URL")
    return data


def canonical_data_url(text: str) -> str:
    """Return the one address of a picture's bytes. Raises as `read_data_url`."""
    return NO_PICTURE + b2a_base64(read_data_url(text), newline=False).decode()


def _decoded(text: str) -> bytes:
    # What cannot be base64 any more is not unescaped: a million lone "%" would take seconds.
    if _BROKEN_ESCAPE.search(text):
        raise UrlRefused("an escape breaks off")
    letters = unquote_to_bytes(text).translate(None, _BLANKS.encode())
    if len(letters) % 4 == 0:
        letters = letters.removesuffix(b"=").removesuffix(b"=")
    if len(letters) % 4 == 1 or letters.translate(None, _ALPHABET):
        raise UrlRefused("not base64")
    return a2b_base64(letters + b"==")
