"""`POST /v1/extractions` redeems a proof; `GET /v1/extractions/{id}` is the job."""

from flask import Blueprint

from server.api import caller
from server.api.contract import Answer, call
from server.api.parts import Parts
from server.api.payloads import REFUSED_IMAGES, ExtractionRequest
from server.domain.job import Job
from server.errors import AllowanceUsedUp, CreditsUsedUp, NotFound, ProofGone, ProofMismatch

REFUSALS = (*REFUSED_IMAGES, ProofMismatch, ProofGone, AllowanceUsedUp, CreditsUsedUp)


def extraction_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("extractions", __name__)

    @routes.post("/v1/extractions")
    @call(
        says="Redeem a proof; the same again returns the same job",
        takes=ExtractionRequest,
        gives={202: Job, 200: Job},
        fails=REFUSALS,
        needs="claim",
    )
    def redeem(body: ExtractionRequest) -> Answer:
        owner, order = caller.subject(parts.gate), body.order()
        ref, proof = parts.gate.check_proof(body.proof, owner, order)
        redeemed = parts.redeemer.redeem(ref, order, lapsed=proof.lapsed)
        status = 202 if redeemed.is_new else 200
        return redeemed.job, status, {"Location": f"/v1/extractions/{ref.id}"}

    @routes.get("/v1/extractions/<job_id>")
    @call(says="Read a job", gives={200: Job}, fails=(NotFound,), needs="bearer")
    def read(job_id: str) -> Answer:
        kept = parts.history.find(caller.subject(parts.gate), job_id)
        if kept is None:
            raise NotFound
        return kept.job

    return routes
