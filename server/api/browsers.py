"""What browsers are told: which pages may read an answer, and what our pages may do.

No answer asks for a cookie: a page that is not named here may send what it likes, and
learns nothing (the Fetch standard, section 3.3).
"""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from flask import Response, request

API = "/v1/"
TOLD = "RateLimit, RateLimit-Policy, Retry-After, Location"
ASKED = "Authorization, Content-Type, Last-Event-ID"
A_DAY, TWO_YEARS = 24 * 3600, 2 * 365 * 24 * 3600
A_PAGE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
AN_ANSWER = "default-src 'none'; frame-ancestors 'none'"


def guarding(public_url: str, extension_ids: Iterable[str]) -> Callable[[Response], Response]:
    """Return what adds the headers; only these extensions, and our own pages, may read the API."""
    home = urlsplit(public_url)
    extensions = map("chrome-extension://{}".format, extension_ids)
    readers = {f"{home.scheme}://{home.netloc}", *extensions}

    def guard(response: Response) -> Response:
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        if home.scheme == "https":
            headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}"
        if request.path.startswith(API):
            headers.setdefault("Content-Security-Policy", AN_ANSWER)
            headers.setdefault("Cache-Control", "no-store")
            _let_read(response, readers)
        elif response.mimetype == "text/html":
            headers.update(A_PAGE)
        return response

    return guard


def _let_read(response: Response, readers: set[str]) -> None:
    headers, origin = response.headers, request.headers.get("Origin", "")
    headers.add("Vary", "Origin")
    if origin not in readers:
        return
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = TOLD
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "")
        headers["Access-Control-Allow-Headers"] = ASKED
        headers["Access-Control-Max-Age"] = str(A_DAY)
