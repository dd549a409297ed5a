"""`POST /v1/extractions` redeems a proof; `GET /v1/extractions/{id}` is the job."""

from flask import Blueprint, Response

from server.api import caller
from server.api.parts import Parts
from server.api.payloads import ExtractionRequest, body_of
from server.domain.job import Job, JobRef
from server.errors import NotFound


def extraction_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("extractions", __name__)

    @routes.post("/v1/extractions")
    def redeem() -> Response:
        owner = caller.subject(parts.gate)
        body = body_of(ExtractionRequest)
        order = body.order()
        ref, proof = parts.gate.check_proof(body.proof, owner, order)
        redeemed = parts.jobs.redeem(
            ref, order, lapsed=proof.lapsed, most_uses=parts.gate.trial_extractions
        )
        if not redeemed.published:
            # Whoever died between the two steps is repaired by the next retry of the proof.
            parts.publisher.publish(ref)
            parts.jobs.mark_published(ref)
        response = job_response(redeemed.job, 202 if redeemed.is_new else 200)
        response.headers["Location"] = f"/v1/extractions/{ref.id}"
        return response

    @routes.get("/v1/extractions/<job_id>")
    def read(job_id: str) -> Response:
        job = parts.jobs.get(JobRef(caller.subject(parts.gate), job_id))
        if job is None:
            raise NotFound
        return job_response(job, 200)

    return routes


def job_response(job: Job, status: int) -> Response:
    """Return the job as the API writes it."""
    return Response(job.model_dump_json(), status=status, mimetype="application/json")
