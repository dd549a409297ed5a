"""Whether this process lives, and whether it can do its work."""

from flask import Blueprint, Response, jsonify

from server.api.parts import Parts
from server.errors import ServiceUnavailable


def probe_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("probes", __name__)

    @routes.get("/healthz")
    def lives() -> Response:
        return jsonify({"alive": True})

    @routes.get("/readyz")
    def ready() -> Response:
        if not parts.is_ready():
            raise ServiceUnavailable
        return jsonify({"ready": True})

    return routes
