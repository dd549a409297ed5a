"""`POST /v1/proofs`: the right to one extraction of one image, for two minutes."""

from flask import Blueprint

from server.admission.tokens import PROOF_SECONDS
from server.api import caller
from server.api.answers import ProofGiven, in_seconds
from server.api.contract import Answer, call
from server.api.parts import Parts
from server.api.payloads import REFUSED_IMAGES, ProofRequest
from server.api.rate_headers import rate_headers
from server.errors import AllowanceUsedUp, CreditsUsedUp, RateLimited


def proof_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("proofs", __name__)

    @routes.post("/v1/proofs")
    @call(
        says="Ask for the right to one extraction",
        takes=ProofRequest,
        gives={201: ProofGiven},
        fails=(*REFUSED_IMAGES, AllowanceUsedUp, CreditsUsedUp, RateLimited),
        needs="claim",
    )
    def prove(body: ProofRequest) -> Answer:
        granted = parts.gate.prove(
            caller.subject(parts.gate), caller.address(parts.edge), body.order()
        )
        given = ProofGiven(
            proof=granted.token,
            id=granted.id,
            expires_at=in_seconds(PROOF_SECONDS),
            allowance=granted.allowance,
        )
        return given, 201, rate_headers(granted.standings)

    return routes
