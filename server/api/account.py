"""`GET /v1/account`: who is connected, what they have; and their connected browsers."""

from datetime import UTC, datetime

from flask import Blueprint, Response

from server.accounts.one_time_store import digest
from server.accounts.sessions import Session
from server.api import caller
from server.api.answers import Written
from server.api.contract import Answer, call
from server.api.parts import Parts
from server.domain.account import Balance
from server.errors import NotFound, TokenInvalid


class Policy(Written):
    """At most `quota` calls in any `window` seconds."""

    name: str
    quota: int
    window: int


class OwnKeyShown(Written):
    """A key that was brought; `model` is null where the usual one is asked."""

    model: str | None


class OwnKeysShown(Written):
    """The keys that were brought, never the keys themselves."""

    openai: OwnKeyShown | None = None
    gemini: OwnKeyShown | None = None


class AccountShown(Written):
    """A connected account; the email is as of its last connection."""

    id: str
    email: str
    credits: Balance
    limits: tuple[Policy, ...]
    own_keys: OwnKeysShown


class SessionShown(Written):
    """One connected browser; `current` is the one that asks."""

    id: str
    created_at: datetime
    last_used_at: datetime
    current: bool

    @classmethod
    def of(cls, session: Session, this: str) -> "SessionShown":
        """Say a session; `this` is the id of the one that asks."""
        return cls(
            id=session.id,
            created_at=datetime.fromtimestamp(int(session.created_at), UTC),
            last_used_at=datetime.fromtimestamp(int(session.last_used_at), UTC),
            current=session.id == this,
        )


class SessionsShown(Written):
    """The connected browsers, the last used first."""

    sessions: tuple[SessionShown, ...]


def account_routes(parts: Parts) -> Blueprint:
    """Return the routes of this file."""
    routes = Blueprint("account", __name__)
    limit = parts.gate.account_limit()
    policy = Policy(name=limit.name, quota=limit.rate.amount, window=limit.rate.get_expiry())

    @routes.get("/v1/account")
    @call(says="Read the connected account", gives={200: AccountShown}, needs="account")
    def read() -> Answer:
        account = parts.accounts.get(caller.subject(parts.gate).id)
        if account is None:
            raise TokenInvalid("its account is erased")
        keys = {
            own["provider"]: OwnKeyShown(model=own["model"] or None)
            for own in parts.own_keys.shown(account.id)
        }
        return AccountShown(
            id=account.id,
            email=account.email,
            credits=parts.balance(account.id),
            limits=(policy,),
            own_keys=OwnKeysShown(**keys),
        )

    _add_sessions(routes, parts)
    return routes


def _add_sessions(routes: Blueprint, parts: Parts) -> None:
    @routes.get("/v1/account/sessions")
    @call(says="List the connected browsers", gives={200: SessionsShown}, needs="account")
    def browsers() -> Answer:
        owner, this = caller.subject(parts.gate), digest(caller.bearer() or "")
        shown = (SessionShown.of(each, this) for each in parts.sessions.of(owner.id))
        return SessionsShown(sessions=tuple(shown))

    @routes.delete("/v1/account/sessions/<session_id>")
    @call(says="Disconnect one browser", gives={204: None}, fails=(NotFound,), needs="account")
    def disconnect(session_id: str) -> Answer:
        parts.sessions.close_one(caller.subject(parts.gate).id, session_id)
        return Response(status=204)
