"""A site with images, on loopback, under the made-up name images.test."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.support.loopback import serving

NAME = "images.test"


@dataclass
class Page:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class ImageHost:
    """What the site serves, and how often each path was asked for."""

    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    hits: Counter[str] = field(default_factory=Counter)

    def url(self, path: str) -> str:
        return f"http://{NAME}{path}"

    def add(self, path: str, body: bytes, kind: str = "image/png") -> str:
        self.pages[path] = Page(body, headers={"Content-Type": kind})
        return self.url(path)

    def redirect(self, path: str, location: str) -> str:
        self.pages[path] = Page(status=302, headers={"Location": location})
        return self.url(path)

    @property
    def dev_hosts(self) -> str:
        return f"{NAME}=127.0.0.1:{self.port}"


@contextmanager
def image_host() -> Iterator[ImageHost]:
    """Run the site while the block runs."""
    host = ImageHost()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host.hits[self.path] += 1
            page = host.pages.get(self.path, Page(b"nothing here", 404))
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with serving(Handler) as port:
        host.port = port
        yield host
