"""Put the door together."""

from contextlib import suppress

from flask import Flask, Response, request

from server.api import problems
from server.api.account import account_routes
from server.api.browsers import guarding
from server.api.connect import connect_routes
from server.api.contract import admit
from server.api.docs import docs_routes
from server.api.events import event_routes
from server.api.extractions import extraction_routes
from server.api.history import history_routes
from server.api.me import me_routes
from server.api.metrics import metrics_routes
from server.api.modes import mode_routes
from server.api.openapi import openapi_routes
from server.api.own_keys import own_key_routes
from server.api.pages import page_routes
from server.api.parts import Parts
from server.api.payloads import MOST_BYTES
from server.api.privacy import privacy_routes
from server.api.probes import probe_routes
from server.api.proofs import proof_routes
from server.api.tokens import token_routes
from server.api.trial import trial_routes

ROUTES = (
    trial_routes, proof_routes, extraction_routes, event_routes, history_routes, connect_routes,
    token_routes, account_routes, own_key_routes, me_routes, openapi_routes, docs_routes,
    privacy_routes, mode_routes, page_routes, probe_routes, metrics_routes,
)  # fmt: skip

MOST_UNREAD = 2 * 1024 * 1024
AT_ONCE = 64 * 1024
FIRST_ERROR = 400


def create_app(parts: Parts) -> Flask:
    """Return the web application over these rooms."""
    app = Flask("server.api")
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES  # of a form; JSON says its own
    problems.register(app, problems.Ways(f"{parts.public_url}/connect", parts.credits_url))
    admit(app, parts.gate, parts.operator_token)
    for routes in ROUTES:
        app.register_blueprint(routes(parts))
    app.after_request(_read_to_its_end)
    app.after_request(guarding(parts.public_url, parts.extension_ids))
    return app


def _read_to_its_end(response: Response) -> Response:
    # A server that answers in the middle of a body hangs up on it, and the answer is lost.
    if response.status_code >= FIRST_ERROR:
        with suppress(OSError):
            for _ in range(0, MOST_UNREAD, AT_ONCE):
                if not request.environ["wsgi.input"].read(AT_ONCE):
                    break
    return response
