"""`POST /v1/proofs`: the right to one extraction of one image, for two minutes."""

from flask import Blueprint, Response, jsonify

from server.admission.tokens import PROOF_SECONDS
from server.api import caller
from server.api.parts import Parts
from server.api.payloads import ProofRequest, body_of
from server.api.rate_headers import rate_headers
from server.api.trial import allowance, in_seconds


def proof_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("proofs", __name__)

    @routes.post("/v1/proofs")
    def prove() -> tuple[Response, int, dict[str, str]]:
        owner = caller.subject(parts.gate)
        order = body_of(ProofRequest).order()
        granted = parts.gate.prove(owner, caller.address(), order)
        body = {
            "proof": granted.token,
            "id": granted.id,
            "expires_at": in_seconds(PROOF_SECONDS),
            "allowance": allowance(granted.allowance),
        }
        return jsonify(body), 201, rate_headers(granted.standings)

    return routes
