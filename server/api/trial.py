"""`POST /v1/trial`: a token for somebody without an account."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, jsonify

from server.admission.gate import Allowance
from server.admission.tokens import TRIAL_SECONDS
from server.api import caller
from server.api.parts import Parts
from server.api.rate_headers import rate_headers


def trial_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("trial", __name__)

    @routes.post("/v1/trial")
    def mint() -> tuple[Response, int, dict[str, str]]:
        granted = parts.gate.mint_trial(caller.address())
        body = {
            "token": granted.token,
            "expires_at": in_seconds(TRIAL_SECONDS),
            "allowance": allowance(granted.allowance),
        }
        return jsonify(body), 201, rate_headers(granted.standings)

    return routes


def in_seconds(seconds: int) -> str:
    """Return the moment that many seconds from now, as RFC 3339 writes it."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="seconds")


def allowance(of: Allowance) -> dict[str, int]:
    """Return an allowance as the API writes it."""
    return {"limit": of.limit, "remaining": of.remaining}
