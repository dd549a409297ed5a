"""The connection of an account, in the browser.

The extension opens `authorize` (`chrome.identity.launchWebAuthFlow`); the person signs in at
ImgPilot and comes back to `callback`; the extension gets a code, which `tokens` takes.
"""

import logging
from typing import Literal

from flask import Blueprint, Response, request
from pydantic import BaseModel
from werkzeug.datastructures import MultiDict

from server.accounts.connection import Connection
from server.accounts.one_time_store import Flow
from server.api import caller
from server.api.contract import Answer, call
from server.api.oauth import ExtensionServer, Parameters
from server.api.parts import Parts
from server.errors import (
    ConnectRefused,
    ImgPilotUnavailable,
    PromptLensError,
    RateLimited,
    ServiceFailed,
    ServiceUnavailable,
)

log = logging.getLogger(__name__)

# With this prefix a browser keeps a cookie for this host alone, and over TLS or loopback alone.
COOKIE = "__Host-pl_flow"
FAILURES = (ConnectRefused, ImgPilotUnavailable, ServiceUnavailable)


class AuthorizeQuery(BaseModel):
    """What the extension asks (RFC 6749, section 4.1.1; RFC 7636, section 4.3)."""

    response_type: Literal["code"]
    client_id: Literal["prompt-lens-extension"]
    redirect_uri: str
    state: str
    code_challenge: str
    code_challenge_method: Literal["S256"]


class CallbackQuery(BaseModel):
    """With what ImgPilot sends the person back (RFC 6749, section 4.1.2; RFC 9207)."""

    state: str
    code: str = ""
    iss: str = ""
    error: str = ""


def connect_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("connect", __name__)
    routes.after_request(_unreferred)
    extension = parts.extension

    @routes.get("/v1/connect/authorize")
    @call(
        says="Begin to connect an account, in the browser",
        query=AuthorizeQuery,
        gives={302: None},
        fails=(*FAILURES, RateLimited),
        needs="nothing",
    )
    def authorize() -> Answer:
        connection = _required(parts.connection)
        wrong = extension.check(request.args)
        if wrong is None:
            parts.gate.let_connect(caller.address(parts.edge))
        return wrong or _begun(connection, extension, request.args)

    @routes.get("/v1/connect/callback")
    @call(
        says="Come back from ImgPilot's sign-in",
        query=CallbackQuery,
        gives={302: None},
        fails=FAILURES,
        needs="nothing",
    )
    def come_back() -> Answer:
        connection = _required(parts.connection)
        state, cookie = request.args.get("state", ""), request.cookies.get(COOKIE, "")
        flow = connection.come_back(state, cookie)
        # The operator may have withdrawn the extension meanwhile.
        response = extension.check(MultiDict(flow.asked)) or _finished(connection, extension, flow)
        response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax")
        return response

    return routes


def _required(connection: Connection | None) -> Connection:
    if connection is None:
        raise ImgPilotUnavailable("no issuer is configured")
    return connection


def _begun(connection: Connection, extension: ExtensionServer, asked: Parameters) -> Response:
    try:
        url, cookie = connection.begin({name: asked[name] for name in AuthorizeQuery.model_fields})
    except ServiceFailed as error:
        return _told(extension, asked, error)
    response = Response(status=302, headers={"Location": url})
    response.set_cookie(
        COOKIE, cookie, max_age=Flow.seconds, secure=True, httponly=True, samesite="Lax"
    )
    return response


def _finished(connection: Connection, extension: ExtensionServer, flow: Flow) -> Response:
    asked = MultiDict(flow.asked)
    try:
        account = connection.finish(flow, request.args)
    except (ConnectRefused, ServiceFailed) as error:
        return _told(extension, asked, error)
    return extension.give_code(asked, account.id)


def _told(extension: ExtensionServer, asked: Parameters, error: PromptLensError) -> Response:
    log.warning("%s: %s", error.code, error)
    return extension.refuse(asked, getattr(error, "oauth_error", "temporarily_unavailable"))


def _unreferred(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
