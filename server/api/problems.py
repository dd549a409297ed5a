"""Every error as a problem document (RFC 9457)."""

import json
import logging
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from server import errors
from server.admission.limits import LimitsRefused
from server.api.rate_headers import rate_headers
from server.domain.job import Problem

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"
BY_STATUS: dict[int, type[errors.PromptLensError]] = {
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    413: errors.BodyTooLarge,
    415: errors.NotJson,
}


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a problem leads on: to an account, and to more credits (empty where nowhere)."""

    connect_url: str
    credits_url: str


def register(app: Flask, ways: Ways) -> None:
    """Answer whatever a view raises."""

    @app.errorhandler(errors.PromptLensError)
    def foreseen(error: errors.PromptLensError) -> Response:
        if isinstance(error, errors.ServiceFailed):
            log.warning("%s: %s", error.code, error)
        return _response(error, ways)

    @app.errorhandler(HTTPException)
    def of_the_framework(error: HTTPException) -> Response:
        kind = BY_STATUS.get(error.code or 0, errors.BadRequest)
        response = _response(kind(), ways)
        if isinstance(allow := getattr(error, "valid_methods", None), (list, set)):
            response.headers["Allow"] = ", ".join(sorted(allow))
        return response

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        log.error("a view failed in a way we did not foresee", exc_info=error)
        return _response(errors.InternalError(), ways)


def _response(error: errors.PromptLensError, ways: Ways) -> Response:
    body: dict[str, Any] = Problem.of(error).model_dump()
    response = Response(status=error.status, mimetype=MEDIA_TYPE)
    if isinstance(error, (errors.AllowanceUsedUp, errors.AccountNeeded)):
        body["connect_url"] = ways.connect_url
    elif isinstance(error, errors.CreditsUsedUp) and ways.credits_url:
        body["credits_url"] = ways.credits_url
    elif isinstance(error, errors.BadRequest) and error.fields:
        body["fields"] = list(error.fields)
    elif isinstance(error, errors.ConnectRefused):
        body["error"] = error.oauth_error
    elif isinstance(error, LimitsRefused):
        body |= {"type": QUOTA_EXCEEDED, "violated-policies": list(error.policies)}
        response.headers.update(rate_headers(error.standings))
    elif isinstance(error, errors.AdmissionRefused) and error.status == errors.TokenMissing.status:
        response.headers["WWW-Authenticate"] = "Bearer"
    if retry_after := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(retry_after)
    response.set_data(json.dumps(body, ensure_ascii=False))
    return response
