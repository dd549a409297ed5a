"""What we say in a request, and what of a response's head we believe."""

from server.errors import (
    ImageFailed,
    ImageForbidden,
    ImageGone,
    ImageHostFailed,
    TooLarge,
)
from server.images.exchange import Answer, Fields
from server.net.url import Target

WANTS_ITS_SITE = frozenset({401, 403})
OK = 200
_FORBIDDEN = frozenset({401, 403, 429, 451})
_CLIENT_ERRORS = range(400, 500)


def request_headers(target: Target, user_agent: str, *, from_its_site: bool) -> Fields:
    """Return the fixed set; nothing of the person who asks is in it.

    Where an image wants to be asked for from its own site, that site's front is the Referer.
    """
    fields = [
        (b"Host", target.authority.encode()),
        (b"User-Agent", user_agent.encode()),
        (b"Accept", b"image/*"),
        (b"Accept-Encoding", b"identity"),
        (b"Connection", b"close"),
    ]
    if from_its_site:
        fields.append((b"Referer", f"{target.scheme}://{target.authority}/".encode()))
    return fields


def check_status(status: int) -> None:
    """Pass 200 alone; a partial or empty success is no image either."""
    if status == OK:
        return
    kind: type[ImageFailed] = ImageHostFailed
    if status in _FORBIDDEN:
        kind = ImageForbidden
    elif status in _CLIENT_ERRORS:
        kind = ImageGone
    raise kind(f"status {status}")


def is_gzip(answer: Answer) -> bool:
    """Say whether the body is gzip; any other coding, or two at once, is ImageHostFailed."""
    coding = b",".join(answer.fields.get(b"content-encoding", [])).strip().lower()
    if coding in {b"", b"identity"}:
        return False
    if coding in {b"gzip", b"x-gzip"}:
        return True
    raise ImageHostFailed("a coding that was not asked for")


def check_length(answer: Answer, most: int) -> None:
    """Believe a length that is too long: TooLarge before the first byte."""
    if answer.length is not None and answer.length > most:
        raise TooLarge("stated length")
