"""A service behind an edge, with two models and an ImgPilot, and an evening of its people."""

from collections.abc import Iterator

import pytest

from tests.api.conftest import database_url, door, member, money
from tests.path.conftest import images, visitor
from tests.privacy.story import EDGE, Story, told
from tests.support.house import House, running_house, with_model
from tests.support.image_host import ImageHost
from tests.support.imgpilot import ImgPilotServer
from tests.support.provider import ProviderServer, provider_server

__all__ = ["database_url", "door", "images", "member", "money", "visitor"]


@pytest.fixture(scope="session")
def second() -> Iterator[ProviderServer]:
    """Whoever is asked where the first model fails."""
    with provider_server() as server:
        yield server
        assert server.faults == []


@pytest.fixture(scope="session")
def house(
    images: ImageHost,
    scripted: ProviderServer,
    second: ProviderServer,
    standing_in: ImgPilotServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    signing_in = dict(standing_in.environment)
    del signing_in["PROMPT_LENS_DATABASE_URL"]
    settings = {
        **with_model(images, scripted),
        **signing_in,
        "PROMPT_LENS_PROVIDERS": "openai,gemini",
        "PROMPT_LENS_GEMINI_KEY": "key-test",
        "PROMPT_LENS_GEMINI_BASE_URL": second.origin,
        "PROMPT_LENS_EDGE_SECRET": EDGE,
        "PROMPT_LENS_EDGE_HOPS": "1",
        "PROMPT_LENS_TRIAL_EXTRACTIONS": "50",
    }
    folder = tmp_path_factory.mktemp("privacy")
    with running_house(folder, port=None, redis_url=None, **settings) as running:
        yield running


@pytest.fixture(scope="session")
def story(
    house: House, images: ImageHost, scripted: ProviderServer, second: ProviderServer
) -> Story:
    """What happened in the house before anybody looked."""
    return told(house, images, scripted, second)
