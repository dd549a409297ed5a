"""`GET /v1/me/export` and `DELETE /v1/me`: what is held on the bearer, given and erased."""

from flask import Blueprint, Response, jsonify

from server.api import caller
from server.api.parts import Parts


def me_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("me", __name__)

    @routes.get("/v1/me/export")
    def export() -> Response:
        answer = jsonify(parts.rights.export(caller.subject(parts.gate)))
        answer.headers["Content-Disposition"] = 'attachment; filename="imgpilot-prompt-lens.json"'
        return answer

    @routes.delete("/v1/me")
    def erase() -> Response:
        parts.rights.erase(caller.subject(parts.gate))
        return Response(status=204)

    return routes
