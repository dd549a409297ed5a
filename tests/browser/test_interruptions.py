"""Closing the popup or stopping the worker costs nothing."""

from pathlib import Path

import pytest

from tests.browser.conftest import Asked
from tests.browser.person import Person, somebody
from tests.browser.screen import Screen
from tests.support import pictures
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.provider import SEEN, ProviderServer
from tests.support.waiting import until

pytestmark = pytest.mark.browser


def test_the_popup_is_closed_and_opened_again(
    person: Person, provider: ProviderServer, asked: Asked
) -> None:
    popup = person.agree_half_way(provider, "/plain-0.jpg")
    popup.close()

    popup = person.open_popup()
    popup.reaches("working")
    popup.says_something()
    popup.close()

    provider.go_on.set()
    until(lambda: person.dot() != "", what="the dot behind the closed popup")
    popup = person.open_popup()
    popup.reaches("done")
    until(lambda: person.dot() == "", what="the dot to go")
    assert asked.jobs() == 1


def test_the_worker_is_stopped_in_the_middle(
    person: Person, provider: ProviderServer, asked: Asked
) -> None:
    popup = person.agree_half_way(provider, "/plain-0.jpg")
    half = popup.words("#words")
    popup.close()
    person.stop_worker()

    popup = person.open_popup()
    popup.reaches("working")
    assert popup.words("#words").startswith(half)
    provider.go_on.set()
    popup.reaches("done")
    assert popup.words("#words").startswith(SEEN["prompt"][:60])
    assert asked.jobs() == 1
    assert len(provider.requests) == 1


def test_the_worker_is_stopped_before_the_eyes_of_the_person(
    person: Person, provider: ProviderServer, asked: Asked
) -> None:
    popup = person.agree_half_way(provider, "/plain-0.jpg")
    person.stop_worker()
    provider.go_on.set()
    popup.reaches("done")
    assert asked.jobs() == 1


def test_the_browser_is_left_alone_once_the_work_is_done(
    person: Person, provider: ProviderServer, asked: Asked
) -> None:
    person.look_at("/embedded.png")
    popup = person.agree()
    popup.reaches("done")
    before = asked.begun()
    popup.close()
    person.stop_worker()
    popup = person.open_popup()
    assert popup.state == "done"
    assert popup.focused() == "copy"
    assert asked.begun() == before


def test_the_extension_is_updated_under_an_open_popup(
    person: Person, provider: ProviderServer, asked: Asked
) -> None:
    popup = person.agree_half_way(provider, "/plain-1.jpg")
    person.updates("99.0")
    until(lambda: person.dot() != "", what="the dot: there is something to look at")
    provider.go_on.set()
    popup = person.open_popup()
    popup.reaches("done")
    assert popup.words("#words").startswith(SEEN["prompt"][:60])
    until(lambda: person.dot() == "", what="the dot to go")
    popup.close()
    popup = person.extract()
    popup.reaches("done")
    assert asked.jobs() == 2, "the menu's item is there again, and one job before it"


def test_the_extension_is_updated_and_the_browser_restarted_in_the_middle(
    tmp_path: Path, display: Screen, site: ImageHost, house: House, provider: ProviderServer,
    asked: Asked,
) -> None:  # fmt: skip
    site.add("/between.jpg", pictures.jpeg(112, 78), "image/jpeg")
    with somebody(tmp_path, display, site, house.url) as person:
        popup = person.agree_half_way(provider, "/between.jpg")
    with somebody(tmp_path, display, site, house.url, version="99.0") as person:
        assert person.behind.evaluate("chrome.runtime.getManifest().version") == "99.0"
        popup = person.open_popup()
        popup.reaches("working")
        popup.says_something()
        provider.go_on.set()
        popup.reaches("done")
        assert popup.words("#words").startswith(SEEN["prompt"][:60])
        popup.says("#account", "Connect")
        assert set(person.kept()) == {"latest", "settings", "token"}
    assert asked.jobs() == 1
    assert len(provider.requests) == 1
