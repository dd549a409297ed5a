"""Which addresses of images we take at all: a question of spelling, never of where they lead.

A browser hands over what the WHATWG URL standard calls a serialised URL. Whatever is not in
that form could mean one host to us and another to the next parser, so it is refused, not mended.
"""

import ipaddress
import re
from dataclasses import dataclass

from server.errors import BlobUrl, BrowserUrl, FileUrl, UrlRefused

MAX_LENGTH = 8192
MAX_HOST = 253
DEFAULT_PORTS = {"http": 80, "https": 443}

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_URL = re.compile(
    rf"""
    (?P<scheme> https? ) ://
    (?P<host> {_LABEL} (?: \. {_LABEL} )* \.? | \[ [0-9a-f:.]{{2,45}} \] )
    (?: : (?P<port> 80 | 443 ) )?
    (?P<path> / [!-~]* | \? [!-~]* )?
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
# A browser takes "/a/../b" for "/b", "%2e" for a dot; some servers do not.
_DOTS = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.ASCII | re.IGNORECASE)

ELSEWHERE: dict[str, type[UrlRefused]] = {
    **dict.fromkeys(("blob:", "filesystem:"), BlobUrl),
    **dict.fromkeys(("content:", "file:"), FileUrl),
    **dict.fromkeys(
        (
            "about:", "brave:", "chrome:", "chrome-error:", "chrome-extension:", "chrome-native:",
            "chrome-search:", "chrome-untrusted:", "devtools:", "edge:", "extension:",
            "moz-extension:", "moz-icon:", "opera:", "resource:", "safari-web-extension:",
            "view-source:", "vivaldi:",
        ),
        BrowserUrl,
    ),
}  # fmt: skip
"""The schemes that only a browser can follow, and what is said of them."""


@dataclass(frozen=True, slots=True)
class Target:
    """One resource. `host` is in small letters, without trailing dot or brackets.

    `path` includes the query and begins with a slash.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Return `host` or `host:port` as in RFC 9110's Host field, brackets where needed."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def canonical(self) -> str:
        """Return the URL, without fragment and default port; parsing it gives this target."""
        return f"{self.scheme}://{self.authority}{self.path}"


def parse_url(text: object) -> Target:
    """Take an http(s) URL of at most 8192 ASCII characters on port 80 or 443, or UrlRefused.

    BlobUrl, FileUrl and BrowserUrl, which are UrlRefused too, say where a picture is instead.
    """
    if not isinstance(text, str):
        raise UrlRefused("not a text")
    if elsewhere := ELSEWHERE.get(text[: text.find(":") + 1].lower()):
        raise elsewhere
    match = _URL.fullmatch(text.partition("#")[0]) if len(text) <= MAX_LENGTH else None
    if match is None or not _plain(text):
        raise UrlRefused("not a normalised http(s) URL, or too long")
    scheme = match["scheme"].lower()
    path = match["path"] or "/"
    if _DOTS.search(path.partition("?")[0]):
        raise UrlRefused("a path with steps")
    return Target(
        scheme=scheme,
        host=_host(match["host"].lower()),
        port=int(match["port"] or DEFAULT_PORTS[scheme]),
        path=path if path.startswith("/") else f"/{path}",
    )


def _plain(text: str) -> bool:
    # A browser turns "\" into "/", urllib leaves it: the two would see different hosts.
    return text.isascii() and text.isprintable() and " " not in text and "\\" not in text


def _host(text: str) -> str:
    if text.startswith("["):
        return _ipv6(text[1:-1])
    host = text.removesuffix(".")
    if len(host) > MAX_HOST:
        raise UrlRefused("the host is too long")
    # WHATWG: a host whose last label is a number is an IPv4 address, however it is spelt.
    if _NUMBER.fullmatch(host.rpartition(".")[2]) and not _is_ipv4(host):
        raise UrlRefused("a number that is not a canonical IPv4 address")
    return host


def _ipv6(text: str) -> str:
    try:
        ip = ipaddress.IPv6Address(text)
    except ValueError as error:
        raise UrlRefused("brackets without an IPv6 address") from error
    if ip.ipv4_mapped is None:
        return str(ip)
    # CPython 3.13 writes the end of these in dots; older ones, and every browser, do not.
    high, low = divmod(int(ip.ipv4_mapped), 1 << 16)
    return f"::ffff:{high:x}:{low:x}"


def _is_ipv4(text: str) -> bool:
    try:
        return str(ipaddress.IPv4Address(text)) == text
    except ValueError:
        return False
