"""`GET /v1/modes`: every prompt mode there is."""

from flask import Blueprint

from server.api.answers import Modes
from server.api.contract import FOR_A_WHILE, Answer, call
from server.modes.render import catalogue


def mode_routes(_: object) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("modes", __name__)

    @routes.get("/v1/modes")
    @call(says="List the prompt modes", gives={200: Modes}, needs="nothing")
    def modes() -> Answer:
        return Modes(modes=tuple(catalogue())), 200, FOR_A_WHILE

    return routes
