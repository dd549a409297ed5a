"""The whole service, once for each kind of provider."""

from collections.abc import Iterator

import pytest

from tests.support.house import House, running_house, with_model
from tests.support.image_host import ImageHost, image_host
from tests.support.provider import ProviderServer
from tests.support.visitor import Visitor


@pytest.fixture(scope="session")
def images() -> Iterator[ImageHost]:
    with image_host() as host:
        yield host


@pytest.fixture(scope="session")
def house(
    images: ImageHost, scripted: ProviderServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A service with a model."""
    with running_house(
        tmp_path_factory.mktemp("house"),
        port=None,
        redis_url=None,
        **with_model(images, scripted),
    ) as running:
        yield running


@pytest.fixture(scope="session")
def bare_house(images: ImageHost, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service without a model."""
    with running_house(
        tmp_path_factory.mktemp("bare"), PROMPT_LENS_DEV_HOSTS=images.dev_hosts
    ) as running:
        yield running


@pytest.fixture
def visitor(house: House) -> Iterator[Visitor]:
    """Somebody who comes while no provider has failed yet."""
    house.forget()
    with Visitor(house.url) as somebody:
        yield somebody
