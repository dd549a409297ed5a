"""`POST /v1/trial`: a token for somebody without an account."""

from flask import Blueprint

from server.admission.tokens import TRIAL_SECONDS
from server.api import caller
from server.api.answers import TrialGiven, in_seconds
from server.api.contract import Answer, call
from server.api.parts import Parts
from server.api.rate_headers import rate_headers
from server.errors import RateLimited, ServiceUnavailable


def trial_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("trial", __name__)

    @routes.post("/v1/trial")
    @call(
        says="Get a token without an account",
        gives={201: TrialGiven},
        fails=(RateLimited, ServiceUnavailable),
        needs="nothing",
    )
    def mint() -> Answer:
        granted = parts.gate.mint_trial(caller.address(parts.edge))
        given = TrialGiven(
            token=granted.token,
            expires_at=in_seconds(TRIAL_SECONDS),
            allowance=granted.allowance,
        )
        return given, 201, rate_headers(granted.standings)

    return routes
