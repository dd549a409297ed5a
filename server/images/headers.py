"""What we say in a request, and what of a response's head we believe."""

import re
from urllib.parse import quote, urljoin

from server.errors import (
    ImageFailed,
    ImageForbidden,
    ImageGone,
    ImageHostFailed,
    ImageUnreachable,
    TooLarge,
    UrlRefused,
)
from server.images.exchange import Answer, Fields
from server.net.url import MAX_LENGTH, Target, parse_url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
WANTS_ITS_SITE = frozenset({401, 403})
OK = 200
_FORBIDDEN = frozenset({401, 403, 429, 451})
_CLIENT_ERRORS = range(400, 500)
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
# urllib takes "http:///x" and "http:x" for a path on this host, a browser for the host "x".
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|///", re.IGNORECASE)


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


def next_target(here: Target, answer: Answer) -> Target:
    """Return where a redirect leads: once more a URL that we take, and never from https to http."""
    locations = answer.fields.get(b"location", [])
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
