"""A real browser with the real extension, against the real service."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from dev.ports import free_port
from tests.browser.person import Person, somebody
from tests.browser.screen import Screen, missing, screen
from tests.support import pictures
from tests.support.house import House, running_house, with_model
from tests.support.image_host import ImageHost, image_host
from tests.support.imgpilot import ImgPilotServer
from tests.support.imgpilot import imgpilot as imgpilot_server
from tests.support.provider import ProviderServer

ACCESS_LOG = "--access-logfile - --access-logformat 'asked %(m)s %(U)s %(s)s'"


def pytest_runtest_setup() -> None:
    """Skip here and not in a fixture: pytest then says it in one line for all the tests."""
    if absent := missing():
        line = f"the browser tests need {', '.join(absent)}"
        if os.environ.get("CI"):
            pytest.fail(line, pytrace=False)
        pytest.skip(line)


@pytest.fixture(scope="session")
def site() -> Iterator[ImageHost]:
    with image_host() as host:
        host.add("/embedded.png", pictures.png(pictures.PARAMETERS))
        for number in range(4):
            host.add(f"/plain-{number}.jpg", pictures.jpeg(288 + number, 192), "image/jpeg")
        host.redirect("/moved.png", f"http://127.0.0.1:{host.port}/embedded.png")
        yield host


@dataclass
class Asked:
    """What the service was asked, as its own log tells it."""

    url: str
    log: Path
    start: int

    def calls(self) -> list[str]:
        lines = self.log.read_bytes()[self.start :].decode().splitlines()
        return [line.removeprefix("asked ") for line in lines if line.startswith("asked ")]

    def begun(self) -> list[str]:
        """Return the calls but for long streams, up to now.

        A stream is logged at its end, and that of an earlier test may come late.
        """
        # Whatever had been asked before this call would stand in the log before it.
        httpx2.get(f"{self.url}/healthz", trust_env=False)
        calls = [call for call in self.calls() if not call.endswith("/events 200")]
        return [call for call in calls if call != "GET /healthz 200"]

    def jobs(self) -> int:
        """Return how many extractions were begun; the same one again is answered 200."""
        return self.calls().count("POST /v1/extractions 202")


@pytest.fixture(scope="session")
def port() -> int:
    """Where the service will be: ImgPilot knows its address before it runs."""
    return free_port()


@pytest.fixture(scope="session")
def imgpilot(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImgPilotServer]:
    url = f"http://127.0.0.1:{port}"
    with imgpilot_server(tmp_path_factory.mktemp("imgpilot"), url) as server:
        yield server


@pytest.fixture(scope="session")
def house(
    port: int,
    site: ImageHost,
    scripted: ProviderServer,
    imgpilot: ImgPilotServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    with running_house(
        tmp_path_factory.mktemp("house"),
        port=port,
        redis_url=None,
        **with_model(site, scripted),
        **imgpilot.environment,
        GUNICORN_CMD_ARGS=ACCESS_LOG,
    ) as running:
        yield running


@pytest.fixture
def asked(house: House) -> Asked:
    log = house.folder / "web.log"
    return Asked(house.url, log, log.stat().st_size)


@pytest.fixture(scope="session")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with screen(tmp_path_factory.mktemp("screen")) as shown:
        yield shown


@pytest.fixture
def person(tmp_path: Path, display: Screen, site: ImageHost, house: House) -> Iterator[Person]:
    """Somebody who has just installed the extension; no picture has been asked about."""
    house.forget()
    with somebody(tmp_path, display, site, house.url) as new:
        yield new
