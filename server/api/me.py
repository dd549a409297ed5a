"""`GET /v1/me/export` and `DELETE /v1/me`: what is held on the bearer, given and erased."""

from flask import Blueprint, Response, jsonify

from server.api import caller
from server.api.contract import JSON, Answer, call
from server.api.parts import Parts

FILE = 'attachment; filename="imgpilot-prompt-lens.json"'


def me_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("me", __name__)

    @routes.get("/v1/me/export")
    @call(says="Get everything that is held on the bearer", gives={200: JSON}, needs="bearer")
    def export() -> Answer:
        answer: Response = jsonify(parts.rights.export(caller.subject(parts.gate)))
        answer.headers["Content-Disposition"] = FILE
        return answer

    @routes.delete("/v1/me")
    @call(says="Erase it; the token is refused from then on", gives={204: None}, needs="bearer")
    def erase() -> Answer:
        parts.rights.erase(caller.subject(parts.gate))
        return Response(status=204)

    return routes
