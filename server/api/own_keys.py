"""`PUT` and `DELETE /v1/account/keys/{provider}`: a provider's key of the member's own.

A key goes in and never comes out: what is shown of it is that it is there, and its model.
"""

from typing import Annotated, get_args

from flask import Blueprint, Response
from pydantic import Field

from server.api import caller
from server.api.contract import Answer, call
from server.api.parts import Parts
from server.api.payloads import JsonBody
from server.domain.account import OwnKey, ProviderName
from server.errors import NotFound

PROVIDERS: tuple[ProviderName, ...] = get_args(ProviderName)


class OwnKeyGiven(JsonBody):
    """A key, and the model to ask with it where that is not to be the usual one."""

    key: Annotated[str, Field(pattern=r"^[!-~]{8,256}$")]
    model: Annotated[str | None, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$")] = None


def own_key_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("own_keys", __name__)

    @routes.put("/v1/account/keys/<provider>")
    @call(
        says="Bring a key of your own, openai or gemini; no credit is charged with it",
        takes=OwnKeyGiven,
        gives={204: None},
        fails=(NotFound,),
        needs="account",
    )
    def keep(body: OwnKeyGiven, provider: str) -> Answer:
        owner = caller.subject(parts.gate)
        parts.own_keys.keep(owner.id, OwnKey(_known(provider), body.key, body.model or ""))
        return Response(status=204)

    @routes.delete("/v1/account/keys/<provider>")
    @call(says="Erase a key of your own", gives={204: None}, fails=(NotFound,), needs="account")
    def forget(provider: str) -> Answer:
        parts.own_keys.forget(caller.subject(parts.gate).id, _known(provider))
        return Response(status=204)

    return routes


def _known(provider: str) -> ProviderName:
    for known in PROVIDERS:
        if provider == known:
            return known
    raise NotFound
