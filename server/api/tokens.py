"""`POST /v1/oauth/token` gives a session's token for a code; `/v1/oauth/revoke` ends a session."""

from typing import Literal

from flask import Blueprint, Response, request
from pydantic import BaseModel

from server.api.answers import Written
from server.api.contract import Answer, call
from server.api.parts import Parts
from server.errors import BodyTooLarge, ConnectRefused, ServiceUnavailable


class TokenForm(BaseModel):
    """A code, and the proof that whoever shows it asked for it (RFC 6749, section 4.1.3).

    `trial_token` names the trial that goes over to the account.
    """

    grant_type: Literal["authorization_code"]
    client_id: Literal["prompt-lens-extension"]
    redirect_uri: str
    code: str
    code_verifier: str
    trial_token: str = ""


class TokenGiven(Written):
    """One session's token, shown once; seconds until it ends where it is never used."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int


class RevokeForm(BaseModel):
    """The session to end (RFC 7009, section 2.1); without one there is nothing to do."""

    token: str = ""


def token_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("tokens", __name__)

    @routes.post("/v1/oauth/token")
    @call(
        says="Get a session's token for a code",
        form=TokenForm,
        gives={200: TokenGiven},
        fails=(ConnectRefused, BodyTooLarge, ServiceUnavailable),
        needs="nothing",
    )
    def token() -> Answer:
        return parts.extension.give_token(request.form)

    @routes.post("/v1/oauth/revoke")
    @call(
        says="End a session, whatever the token",
        form=RevokeForm,
        gives={200: None},
        fails=(BodyTooLarge, ServiceUnavailable),
        needs="nothing",
    )
    def revoke() -> Answer:
        parts.sessions.close(request.form.get("token", ""))
        return Response()

    return routes
