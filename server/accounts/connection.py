"""One connection, told in order: begin, come back, finish.

What begins in one browser can be finished in no other: a cookie binds the two, and its
hash lies in the flow's record.
"""

import hmac
import secrets
from collections.abc import Callable, Mapping

from server.accounts.imgpilot import ImgPilot
from server.accounts.one_time_store import Flow, OneTimeStore, digest
from server.domain.account import Account
from server.errors import ConnectRefused


class Connection:
    """Leads a person from the extension's request to an account."""

    def __init__(
        self, imgpilot: ImgPilot, flows: OneTimeStore[Flow], keep: Callable[[Account], None]
    ) -> None:
        """`keep` stores an account or renews its email."""
        self._imgpilot = imgpilot
        self._flows = flows
        self._keep = keep

    def begin(self, asked: dict[str, str]) -> tuple[str, str]:
        """Return where to sign in, and the cookie that this browser must bring back."""
        state, cookie = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        flow = Flow(
            asked=asked,
            cookie_hash=digest(cookie),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
        )
        url = self._imgpilot.sign_in_url(state=state, nonce=flow.nonce, verifier=flow.verifier)
        self._flows.keep(state, flow)
        return url, cookie

    def come_back(self, state: str, cookie: str) -> Flow:
        """Return the flow that this browser began, once. Raises ConnectRefused."""
        flow = self._flows.take(state)
        if flow is None:
            raise ConnectRefused("no such sign-in")
        if not hmac.compare_digest(digest(cookie), flow.cookie_hash):
            raise ConnectRefused("begun in another browser")
        return flow

    def finish(self, flow: Flow, answer: Mapping[str, str]) -> Account:
        """Return who signed in, kept. Raises what `ImgPilot.account` raises."""
        account = self._imgpilot.account(answer, nonce=flow.nonce, verifier=flow.verifier)
        self._keep(account)
        return account
