"""The picture of the popup for the README."""

import os
from pathlib import Path

import pytest

from tests.browser.person import somebody
from tests.browser.screen import Screen
from tests.support.children import ROOT
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.provider import ProviderServer

pytestmark = pytest.mark.browser


def test_the_popup_has_its_picture_taken(
    tmp_path: Path, display: Screen, site: ImageHost, house: House, provider: ProviderServer
) -> None:
    folder = ROOT / "docs" if os.environ.get("PROMPT_LENS_SCREENSHOTS") else tmp_path
    with somebody(tmp_path, display, site, house.url, "--force-device-scale-factor=2") as person:
        person.look_at("/plain-0.jpg")
        popup = person.agree()
        popup.reaches("done")
        picture = folder / "popup.png"
        picture.write_bytes(popup.picture())
    assert picture.stat().st_size > 0
