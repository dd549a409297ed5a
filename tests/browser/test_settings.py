"""The settings: what a person chose, has and may take away, and nothing asked before a press."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Asked
from tests.browser.person import Person
from tests.browser.test_connect import CREDITS, EMAIL, connects
from tests.support import pictures
from tests.support.image_host import ImageHost
from tests.support.imgpilot import ImgPilotServer
from tests.support.provider import ProviderServer

pytestmark = pytest.mark.browser

KEY = "sk-of-a-members-own"


@pytest.fixture
def page(person: Person, imgpilot: ImgPilotServer) -> Iterator[Page]:
    """The settings of somebody who has connected an account."""
    imgpilot.mend()
    imgpilot.set_balance(EMAIL, CREDITS)
    connects(person, imgpilot)
    tab = person.in_a_tab("options/options.html")
    yield tab
    tab.close()


def test_a_member_has_it_all_in_hand(
    page: Page, person: Person, provider: ProviderServer, site: ImageHost, asked: Asked
) -> None:
    before = asked.begun()
    expect(page.locator("#account")).to_contain_text(EMAIL)
    page.get_by_label("Show first").select_option(label="FLUX")
    page.get_by_label("Length").select_option(label="Short")
    assert asked.begun() == before, "looking and choosing asks nothing"

    _browsers(page)
    _own_key(page)
    _own_key_is_used(person, provider, site)
    _taken_along_and_erased(page, person)


def _browsers(page: Page) -> None:
    page.locator("#show-browsers").click()
    lines = page.locator("#browsers li")
    expect(lines.filter(has_text="This browser")).to_have_count(1)
    expect(lines.first).to_contain_text("Connected on")


def _own_key(page: Page) -> None:
    page.get_by_label("Key", exact=True).fill(KEY)
    page.get_by_role("button", name="Save key").click()
    said = page.locator("#keys-said")
    expect(said).to_have_text("The key for OpenAI is kept and used from now on.")
    expect(page.get_by_label("Key", exact=True)).to_have_value("")
    page.locator("#show-keys").click()
    expect(said).to_have_text("OpenAI")


def _own_key_is_used(person: Person, provider: ProviderServer, site: ImageHost) -> None:
    site.add("/own-key.jpg", pictures.jpeg(124, 86), "image/jpeg")
    person.look_at("/own-key.jpg")
    popup = person.agree()
    popup.reaches("done")
    assert f"Bearer {KEY}" in [headers["authorization"] for headers in provider.headers]
    assert popup.words("#modes [aria-selected=true]") == "FLUX", "what was chosen first"
    popup.says("#allowance", f"{CREDITS} credits left")
    popup.press("summary")
    assert "Your own provider key" in popup.words("#facts")
    popup.close()
    kept = json.dumps([person.kept(), person.known()])
    assert KEY not in kept, "it was never in the browser"


def _taken_along_and_erased(page: Page, person: Person) -> None:
    page.bring_to_front()
    with page.expect_download() as download:
        page.locator("#export").click()
    held = json.loads(download.value.path().read_text())
    assert EMAIL in json.dumps(held)
    assert KEY not in json.dumps(held)
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#erase-sure")).to_be_hidden()
    assert person.kept()["token"]
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.locator("#me-said")).to_have_text("Everything is deleted.")
    assert person.kept() == {}
    expect(page.locator("#account")).to_contain_text("No account is connected")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator("#export").click()
    expect(page.locator("#me-said")).to_have_text("The service holds nothing on this browser.")
