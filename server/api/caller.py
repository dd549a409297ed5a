"""Who calls, by token and by network."""

import secrets

from flask import g, request

from server.admission.edge import Edge
from server.admission.gate import Gate
from server.domain.subject import Subject
from server.errors import NotFound, TokenInvalid, TokenMissing

SCHEME = "bearer "


def bearer() -> str | None:
    """Return the bearer token of the request (RFC 6750, section 2.1), or None."""
    header = request.headers.get("Authorization", "")
    if not header.lower().startswith(SCHEME):
        return None
    return header[len(SCHEME) :].strip()


def subject(gate: Gate, *, looks: bool = True) -> Subject:
    """Return who holds the request's token; it is read once a request.

    With `looks` off, a trial that has ended is recognised too: what follows must look.
    Raises TokenMissing, TokenInvalid, TokenExpired.
    """
    if "subject" not in g:
        g.subject = gate.admit(bearer()) if looks else gate.recognise(bearer())
    known: Subject = g.subject
    return known


def be_operator(token: str) -> None:
    """Take a request that bears the operator's token, which there may be none of.

    Raises NotFound, TokenMissing, TokenInvalid.
    """
    if not token:
        raise NotFound
    shown = bearer()
    if shown is None:
        raise TokenMissing
    if not secrets.compare_digest(shown.encode(), token.encode()):
        raise TokenInvalid


def address(edge: Edge) -> str:
    """Return where the call comes from, as far as the edge may be believed."""
    return edge.client(request.remote_addr or "", request.headers.get)
