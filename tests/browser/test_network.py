"""The network is lost and comes back: what is shown is so, and nothing is asked for twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Asked
from tests.browser.person import Person, somebody
from tests.browser.screen import Screen
from tests.support.away import Network, network
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.provider import SEEN, ProviderServer
from tests.support.waiting import until

pytestmark = pytest.mark.browser

SILENT = "ImgPilot Prompt Lens could not be reached."
OFFLINE = "This device is offline. It goes on by itself when the connection is back."


@pytest.fixture
def way(house: House) -> Iterator[Network]:
    with network(house.url) as between:
        yield between


@pytest.fixture
def traveller(
    tmp_path: Path, display: Screen, site: ImageHost, house: House, way: Network
) -> Iterator[Person]:
    """Somebody whose way to the service can be lost; their way to the picture stays."""
    house.forget()
    with somebody(tmp_path, display, site, way.url) as new:
        yield new


def test_lost_in_the_middle_and_back_before_the_eyes_of_the_person(
    traveller: Person, way: Network, provider: ProviderServer, asked: Asked
) -> None:
    popup = traveller.agree_half_way(provider, "/plain-0.jpg")
    half = popup.words("#words")
    popup.online(False)
    way.lose()
    popup.reaches("failed")
    assert popup.words("#reason") == SILENT
    assert popup.words("#note") == OFFLINE
    way.come_back()
    popup.online(True)
    popup.reaches("working")
    assert popup.words("#words").startswith(half)
    provider.go_on.set()
    popup.reaches("done")
    assert popup.words("#words").startswith(SEEN["prompt"][:60])
    assert (asked.jobs(), len(provider.requests)) == (1, 1)


def test_lost_behind_a_closed_popup_and_back_before_it_is_opened(
    traveller: Person, way: Network, provider: ProviderServer, asked: Asked
) -> None:
    popup = traveller.agree_half_way(provider, "/plain-0.jpg")
    popup.close()
    way.lose()
    until(lambda: traveller.dot() != "", what="the dot: it was given up")
    way.come_back()
    provider.go_on.set()
    popup = traveller.open_popup()
    popup.reaches("done")
    assert popup.words("#words").startswith(SEEN["prompt"][:60])
    assert (asked.jobs(), len(provider.requests)) == (1, 1)


def test_lost_before_the_click_and_back_a_moment_later(
    traveller: Person, way: Network, asked: Asked
) -> None:
    way.lose()
    traveller.look_at("/embedded.png")
    popup = traveller.agree()
    popup.reaches("starting")
    way.come_back()
    popup.reaches("done")
    assert popup.words("#origin") == "From the file"
    assert asked.jobs() == 1
