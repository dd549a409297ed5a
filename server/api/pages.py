"""The pages that people open: the try page, its samples, and the way to an account."""

from pathlib import Path

from flask import Blueprint, Response, render_template, send_from_directory

from server.api.parts import Parts

SAMPLES_FOLDER = Path(__file__).parent / "static" / "samples"
SAMPLES = (
    {"name": "dusk", "file": "dusk.png", "alt": "Mountains at dusk"},
    {"name": "shapes", "file": "shapes.png", "alt": "Geometric still life"},
    {"name": "city", "file": "city.png", "alt": "A city at night"},
)
# A picture may come from anywhere; nothing else may come from another origin.
POLICY = (
    "default-src 'self'; img-src 'self' https: http: data:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("pages", __name__)

    @routes.get("/")
    def try_page() -> Response:
        return page("try.html", sample_origin=parts.sample_origin, samples=SAMPLES)

    @routes.get("/connect")
    def connect_page() -> Response:
        return page("connect.html", is_open=parts.connection is not None)

    @routes.get("/samples/<file>")
    def sample(file: str) -> Response:
        return send_from_directory(SAMPLES_FOLDER, file, max_age=3600)

    return routes


def page(template: str, **values: object) -> Response:
    """Return a page that loads nothing but pictures from elsewhere."""
    return guarded(render_template(template, **values))


def guarded(markup: str) -> Response:
    """Return a page that was drawn before, under the same policy."""
    response = Response(markup, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
