"""Somebody with a connected account, who uses the API as the extension does."""

from typing import Self

from redis import Redis

from server.accounts.sessions import Sessions
from server.app.stores import PREFIX
from tests.support.visitor import Visitor


class Member(Visitor):
    """A visitor with a session in place of a trial."""

    def __init__(self, url: str, client: Redis, account: str) -> None:
        super().__init__(url)
        self.account = account
        self.token = Sessions(client, PREFIX).open(account)

    def __enter__(self) -> Self:
        return self
