"""Where a redirect leads, read as a browser reads it and taken as strictly as a first address."""

import re
from urllib.parse import quote

from server.errors import ImageHostFailed, ImageUnreachable, UrlRefused
from server.images.exchange import Answer
from server.net.url import MAX_LENGTH, Target, parse_url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def next_target(here: Target, answer: Answer) -> Target:
    """Return where a redirect leads: once more a URL that we take, and never from https to http."""
    locations = set(answer.fields.get(b"location", []))
    if len(locations) != 1 or len(location := locations.pop()) > MAX_LENGTH:
        raise ImageHostFailed("a redirect without one place")
    # Hosts put raw UTF-8 and spaces here; browsers encode them.
    place = quote(location, safe=_PRINTABLE).partition("#")[0]
    try:
        there = parse_url(_without_steps(_absolute(here, place)))
    except UrlRefused as error:
        raise ImageUnreachable("redirect to a URL that we refuse") from error
    if here.scheme == "https" and there.scheme == "http":
        raise ImageUnreachable("redirect from https to http")
    return there


def _absolute(here: Target, place: str) -> str:
    """Resolve a relative reference (RFC 3986, 5.2.2); what names a scheme is absolute."""
    if "\\" in place:
        raise UrlRefused("what a browser takes for a slash")
    site, path = f"{here.scheme}://{here.authority}", here.path.partition("?")[0]
    if _SCHEME.match(place):
        return place
    if place.startswith("//"):
        return f"{here.scheme}:{place}"
    if place.startswith("/"):
        return site + place
    if place.startswith("?"):
        return site + path + place
    return f"{site}{path.rpartition('/')[0]}/{place}" if place else here.canonical


def _without_steps(url: str) -> str:
    """Take the steps "." and ".." of a path, which no address that we take has any more."""
    head, question, query = url.partition("?")
    scheme, slashes, rest = head.partition("://")
    host, slash, path = rest.partition("/")
    taken: list[str] = []
    for segment in path.split("/"):
        step = segment.lower().replace("%2e", ".")
        if step == "..":
            del taken[-1:]
        elif step != ".":
            taken.append(segment)
    if step in {".", ".."}:
        taken.append("")
    return scheme + slashes + host + slash + "/".join(taken) + question + query
