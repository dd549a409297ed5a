"""What we say in a request, and what of a response's head we believe."""

import re
from urllib.parse import quote, urljoin

import httpcore2

from server.errors import (
    ImageFailed,
    ImageForbidden,
    ImageGone,
    ImageHostFailed,
    ImageUnreachable,
    TooLarge,
    UrlRefused,
)
from server.net.url import MAX_LENGTH, Target, parse_url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK = 200
_FORBIDDEN = frozenset({401, 403, 429, 451})
_CLIENT_ERRORS = range(400, 500)
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
# urllib takes "http:///x" and "http:x" for a path on this host, a browser for the host "x".
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|///", re.IGNORECASE)

Headers = list[tuple[bytes, bytes]]


def request_headers(target: Target, user_agent: str) -> Headers:
    """Return the fixed set; nothing of the person who asks is in it."""
    return [
        (b"Host", target.authority.encode()),
        (b"User-Agent", user_agent.encode()),
        (b"Accept", b"image/*"),
        (b"Accept-Encoding", b"identity"),
        (b"Connection", b"close"),
    ]


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


def is_gzip(response: httpcore2.Response) -> bool:
    """Say whether the body is gzip; any other coding, or two at once, is ImageHostFailed."""
    coding = b",".join(_values(response, b"content-encoding")).strip().lower()
    if coding in {b"", b"identity"}:
        return False
    if coding in {b"gzip", b"x-gzip"}:
        return True
    raise ImageHostFailed("a coding that was not asked for")


def stated_length(response: httpcore2.Response, most: int) -> int | None:
    """Return Content-Length in bytes where it is stated; above `most` is TooLarge."""
    values = _values(response, b"content-length")
    # The parser below us has made sure that there is one value at most, of digits alone.
    if not values or _values(response, b"transfer-encoding"):
        return None
    length = int(values[0])
    if length > most:
        raise TooLarge("stated length")
    return length


def next_target(here: Target, response: httpcore2.Response) -> Target:
    """Return where a redirect leads: once more a URL that we take, and never from https to http."""
    locations = _values(response, b"location")
    if len(locations) != 1 or len(locations[0]) > MAX_LENGTH:
        raise ImageHostFailed("a redirect without one place")
    # Hosts put raw UTF-8 and spaces here; browsers encode them. Control characters stay refused.
    location = quote(locations[0], safe=_PRINTABLE)
    try:
        absolute = _ABSOLUTE.match(location)
        there = parse_url(location if absolute else urljoin(here.canonical, location))
    except (UrlRefused, ValueError) as error:
        raise ImageUnreachable("redirect to a URL that we refuse") from error
    if here.scheme == "https" and there.scheme == "http":
        raise ImageUnreachable("redirect from https to http")
    return there


def _values(response: httpcore2.Response, name: bytes) -> list[bytes]:
    return [value for key, value in response.headers if key.lower() == name]
