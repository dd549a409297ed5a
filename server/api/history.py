"""`GET /v1/extractions` lists one's own; `DELETE /v1/extractions/{id}` erases one."""

from flask import Blueprint, Response

from server.api import caller
from server.api.answers import Jobs
from server.api.contract import Answer, call
from server.api.parts import Parts
from server.errors import NotFound


def history_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("history", __name__)

    @routes.get("/v1/extractions")
    @call(says="List one's extractions, the newest first", gives={200: Jobs}, needs="bearer")
    def listed() -> Answer:
        kept = parts.history.all(caller.subject(parts.gate))
        return Jobs(extractions=tuple(one.job for one in kept))

    @routes.delete("/v1/extractions/<job_id>")
    @call(says="Erase an extraction", gives={204: None}, fails=(NotFound,), needs="bearer")
    def erase(job_id: str) -> Answer:
        if not parts.history.erase_one(caller.subject(parts.gate), job_id):
            raise NotFound
        return Response(status=204)

    return routes
