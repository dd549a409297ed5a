"""The whole service as real processes: Redis, gunicorn and a Celery worker."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from subprocess import Popen

import httpx2

from dev import procfile
from dev.ports import free_port
from server.net.redis import connect
from tests.support.balances import Balances, balances, names_for
from tests.support.children import child
from tests.support.image_host import ImageHost
from tests.support.provider import ProviderServer
from tests.support.redis_server import redis_server
from tests.support.waiting import until

GENEROUS = {
    "PROMPT_LENS_LIMIT_TRIALS": "1000/day",
    "PROMPT_LENS_LIMIT_PROOFS_MINUTE": "1000/minute",
    "PROMPT_LENS_LIMIT_PROOFS_DAY": "10000/day",
    "PROMPT_LENS_LIMIT_PROOFS_48": "10000/day",
}
OPERATOR = "what-only-the-operator-of-it-knows"


@dataclass
class House:
    """Where the service is, its processes, and the environment for more of them."""

    url: str
    redis_url: str
    database_url: str
    web: Popen[bytes]
    worker: Popen[bytes]
    folder: Path
    balances: Balances
    env: dict[str, str]

    def forget(self) -> None:
        """Forget what models have said, and how providers have done in other tests."""
        with connect(self.redis_url) as client:
            for key in chain(*map(client.scan_iter, ("pl:{question:*", "pl:{provider:*"))):
                client.delete(key)

    def metrics(self) -> dict[str, float]:
        """Return every sample that an operator reads, by its name and labels as written."""
        bearer = {"Authorization": f"Bearer {OPERATOR}"}
        text = httpx2.get(f"{self.url}/metrics", headers=bearer, trust_env=False).text
        lines = (line.rpartition(" ") for line in text.splitlines() if line[0] != "#")
        return {name: float(value) for name, _, value in lines}

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


def with_model(images: ImageHost, model: ProviderServer) -> dict[str, str]:
    """Return the settings of a service that may reach this site and asks this model."""
    return {
        "PROMPT_LENS_DEV_HOSTS": images.dev_hosts,
        "PROMPT_LENS_OPENAI_KEY": "sk-test",
        "PROMPT_LENS_OPENAI_BASE_URL": model.base_url,
        "PROMPT_LENS_OPENAI_API": "responses",
    }


def environment(**settings: str) -> dict[str, str]:
    """The process's environment without any setting of this machine, plus these."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PROMPT_LENS_", "OPENAI_"))}
    return {**kept, **settings}


@contextmanager
def running_house(
    folder: Path,
    *,
    port: int | None = None,
    redis_url: str | None = None,
    database_url: str | None = None,
    **settings: str,
) -> Iterator[House]:
    """Run the service with these settings (full names) while the block runs."""
    port = port or free_port()
    database_url = database_url or f"sqlite:///{folder}/lens.db"
    names = names_for(database_url)
    with ExitStack() as stack:
        redis_url = redis_url or stack.enter_context(redis_server(folder))
        env = environment(
            **{
                **GENEROUS,
                "PROMPT_LENS_OPERATOR_TOKEN": OPERATOR,
                "PROMPT_LENS_PORT": str(port),
                "PROMPT_LENS_REDIS_URL": redis_url,
                "PROMPT_LENS_DATABASE_URL": database_url,
                "PROMPT_LENS_CREDITS_TABLE": names.table,
                "PROMPT_LENS_CREDITS_ACCOUNT_COLUMN": names.account_column,
                "PROMPT_LENS_CREDITS_BALANCE_COLUMN": names.balance_column,
                **settings,
            }
        )
        kept = stack.enter_context(balances(database_url))
        web = stack.enter_context(child(web_command(port), folder / "web.log", env))
        worker = stack.enter_context(child(worker_command(), folder / "worker.log", env))
        house = House(
            f"http://127.0.0.1:{port}", redis_url, database_url, web, worker, folder, kept, env
        )
        with httpx2.Client(trust_env=False) as client:
            until(lambda: _is_ready(client, house), what="the web process")
        yield house


def web_command(port: int) -> list[str]:
    return procfile.command("web", BIND=f"127.0.0.1:{port}")


def worker_command() -> list[str]:
    return procfile.command("worker", LOG_LEVEL="INFO")


def _is_ready(client: httpx2.Client, house: House) -> bool:
    assert house.web.poll() is None, house.logs()
    assert house.worker.poll() is None, house.logs()
    try:
        return client.get(f"{house.url}/readyz").status_code == 200
    except httpx2.HTTPError:
        return False
