"""Whether this process lives, and whether it can do its work."""

from flask import Blueprint

from server.api.answers import Alive, Ready
from server.api.contract import Answer, call
from server.api.parts import Parts
from server.errors import ServiceUnavailable


def probe_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("probes", __name__)

    @routes.get("/healthz")
    @call(says="Whether this process lives", gives={200: Alive}, needs="nothing")
    def lives() -> Answer:
        return Alive()

    @routes.get("/readyz")
    @call(
        says="Whether it can do its work",
        gives={200: Ready},
        fails=(ServiceUnavailable,),
        needs="nothing",
    )
    def ready() -> Answer:
        if not parts.is_ready():
            raise ServiceUnavailable
        return Ready()

    return routes
