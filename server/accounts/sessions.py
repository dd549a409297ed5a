"""The sessions of connected browsers, in Redis: a key for each and an index for each account.

Only hashes of tokens are kept. A use prolongs a session, which is noted once an hour, so
that the index never ends before a session that stands in it.
"""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from redis import Redis

from server.accounts.one_time_store import digest
from server.domain.subject import Subject
from server.errors import NotFound, TokenInvalid
from server.net.redis import translated

SESSION_MARK = "ipls_"
SESSION_SECONDS = 30 * 24 * 3600
NOTE_SECONDS = 3600
LONGEST = 512


@dataclass(frozen=True, slots=True)
class Session:
    """One connected browser; its id opens nothing. Times in seconds since 1970."""

    id: str
    created_at: float
    last_used_at: float


def is_session(token: str) -> bool:
    """Tell whether this looks like a session's token, before any work."""
    return token.startswith(SESSION_MARK) and len(token) <= LONGEST and token.isascii()


class Sessions:
    """Opens, reads and ends sessions. Raises ServiceUnavailable where Redis is away."""

    def __init__(self, client: Redis, prefix: str, clock: Callable[[], float] = time.time) -> None:
        """Every key begins with `prefix`."""
        self._client = client
        self._prefix = prefix
        self._clock = clock

    def open(self, account_id: str) -> str:
        """Return the token of a new session of thirty days; it is not kept and not shown again."""
        token = SESSION_MARK + secrets.token_urlsafe(32)
        now = self._clock()
        self._write(account_id, Session(digest(token), now, now), only_if_there=False)
        return token

    def read(self, token: str) -> Subject:
        """Return whose session this is, and prolong it. Raises TokenInvalid."""
        found = self._found(token)
        if found is None:
            raise TokenInvalid("no such session")
        account_id, session = found
        now = self._clock()
        if now - session.last_used_at >= NOTE_SECONDS:
            self._write(account_id, replace(session, last_used_at=now), only_if_there=True)
        return Subject("account", account_id)

    def close(self, token: str) -> None:
        """End this session at once, if it is one."""
        if found := self._found(token):
            account_id, session = found
            self._end(account_id, [session.id])

    def of(self, account_id: str) -> list[Session]:
        """Return the account's sessions, the last used first."""
        pipe = self._client.pipeline(transaction=False)
        with translated():
            ids = self._ids(account_id)
            for each in ids:
                pipe.get(self._key(each))
            texts = pipe.execute()
        found = [
            _parsed(each, text)[1]
            for each, text in zip(ids, texts, strict=True)
            if text is not None
        ]
        return sorted(found, key=lambda session: session.last_used_at, reverse=True)

    def close_one(self, account_id: str, session_id: str) -> None:
        """End one of the account's sessions at once. Raises NotFound for anybody else's."""
        with translated():
            is_theirs = self._client.sismember(self._index(account_id), session_id)
        if not is_theirs:
            raise NotFound
        self._end(account_id, [session_id])

    def export(self, account_id: str) -> list[dict[str, Any]]:
        """Return everything kept of the account's sessions."""
        return [asdict(session) for session in self.of(account_id)]

    def erase(self, account_id: str) -> None:
        """End every session of the account."""
        with translated():
            ids = self._ids(account_id)
        self._end(account_id, ids)

    def _found(self, token: str) -> tuple[str, Session] | None:
        if not is_session(token):
            return None
        session_id = digest(token)
        with translated():
            text = self._client.get(self._key(session_id))
        return None if text is None else _parsed(session_id, text)

    def _write(self, account_id: str, session: Session, *, only_if_there: bool) -> None:
        # The index first: whoever dies in between leaves a name without a session, never
        # a session that erasing would not find.
        record = json.dumps([account_id, session.created_at, session.last_used_at])
        pipe = self._client.pipeline(transaction=False)
        pipe.sadd(self._index(account_id), session.id)
        pipe.expire(self._index(account_id), SESSION_SECONDS)
        pipe.set(self._key(session.id), record, ex=SESSION_SECONDS, xx=only_if_there)
        with translated():
            if not pipe.execute()[-1]:
                self._client.srem(self._index(account_id), session.id)

    def _end(self, account_id: str, session_ids: list[str]) -> None:
        pipe = self._client.pipeline(transaction=False)
        for each in session_ids:
            pipe.delete(self._key(each))
            pipe.srem(self._index(account_id), each)
        with translated():
            pipe.execute()

    def _ids(self, account_id: str) -> list[str]:
        return [str(each) for each in self._client.smembers(self._index(account_id))]

    def _key(self, session_id: str) -> str:
        return f"{self._prefix}:session:{session_id}"

    def _index(self, account_id: str) -> str:
        return f"{self._prefix}:{{{Subject('account', account_id)}}}:sessions"


def _parsed(session_id: str, text: Any) -> tuple[str, Session]:  # noqa: ANN401
    account_id, created_at, last_used_at = json.loads(text)
    return account_id, Session(session_id, created_at, last_used_at)
