"""The stand-in ImgPilot as a real server of the test's own, and the faults it can be given."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from dev.imgpilot.people import BALANCES, People, Person
from dev.imgpilot.provider import Claims, Client, Provider
from dev.imgpilot.site import make_site
from dev.ports import free_port
from server.net import sql

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
CALLBACK = "/v1/connect/callback"


@dataclass
class ImgPilotServer:
    """Where it is, who is there, and what is wrong with it: `broken` answers instead of a path."""

    issuer: str
    client: Client
    provider: Provider
    people: People
    database_url: str
    broken: dict[str, Wsgi] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a service that lets people sign in here."""
        return {
            "imgpilot_issuer": self.issuer,
            "imgpilot_client_id": self.client.client_id,
            "imgpilot_client_secret": self.client.client_secret,
            "database_url": self.database_url,
        }

    @property
    def environment(self) -> dict[str, str]:
        """The same as variables of the environment."""
        return {f"PROMPT_LENS_{name.upper()}": value for name, value in self.settings.items()}

    def set_balance(self, email: str, credits: int) -> str:
        """Give somebody exactly this many credits; return their id."""
        person = Person(email)
        self.people.welcome(person)
        with sql.connect(self.database_url).begin() as connection:
            mine = BALANCES.c.user_id == person.id
            connection.execute(BALANCES.update().where(mine).values(credits=credits))
        return person.id

    def forge(self, **changed: object) -> None:
        """Sign other claims from now on; None leaves one out."""

        def forged(claims: Claims) -> str:
            changes = {**claims, **changed}
            return self.provider.sign_honestly({k: v for k, v in changes.items() if v is not None})

        self.provider.sign = forged

    def mend(self) -> None:
        """Be honest and whole again."""
        self.provider.sign = self.provider.sign_honestly
        self.provider.named = self.issuer
        self.broken.clear()
        self.asked.clear()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


@contextmanager
def imgpilot(folder: Path, public_url: str) -> Iterator[ImgPilotServer]:
    """Run it while the block runs, for the service at `public_url`; the database is migrated."""
    database_url, port = f"sqlite:///{folder}/imgpilot.db", free_port()
    sql.migrate(database_url)
    people, issuer = People(database_url), f"http://127.0.0.1:{port}"
    client = Client("prompt-lens-test", "secret-of-the-test", public_url + CALLBACK)
    site, provider = make_site(issuer, client, people)
    running = ImgPilotServer(issuer, client, provider, people, database_url)

    def whole_or_broken(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        running.asked.append(environ["PATH_INFO"])
        answer: Wsgi = running.broken.get(environ["PATH_INFO"], site.wsgi_app)
        return answer(environ, start)

    server = make_server("127.0.0.1", port, whole_or_broken, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        people.close()
