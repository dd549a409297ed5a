"""What a person does with a prompt that is there: free, at once, and still so afterwards."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Asked
from tests.browser.person import Person
from tests.support import pictures
from tests.support.image_host import ImageHost
from tests.support.provider import SEEN, ProviderServer
from tests.support.waiting import until

pytestmark = pytest.mark.browser

SHORT = "A red paper kite climbs over a wheat field at noon"
BOAT = "blue boat"


def test_a_prompt_is_made_ones_own_and_taken_along(
    person: Person, provider: ProviderServer, asked: Asked, tmp_path: Path
) -> None:
    person.look_at("/plain-1.jpg")
    popup = person.agree()
    popup.reaches("done")
    popup.close()
    before = asked.begun()

    tab = person.in_a_tab()
    words = tab.locator("#words")
    whole = words.inner_text()
    tab.get_by_role("radio", name="Rich").check()
    expect(words).to_contain_text("clear midday sun")
    assert len(words.inner_text()) > len(whole)
    create = tab.get_by_role("link", name="Open in ImgPilot").get_attribute("href") or ""
    assert parse_qs(urlsplit(create).query)["prompt"] == [words.inner_text()]
    tab.get_by_role("button", name="Copy", exact=True).click()
    assert person.pasted() == words.inner_text()
    tab.get_by_role("radio", name="Normal").check()
    expect(words).to_have_text(whole)
    _copies(person, tab)

    _own_words(tab)
    tab.close()
    popup = person.open_popup()
    assert BOAT in popup.words("#words"), "kept while nobody looked"
    popup.press('[data-mode="midjourney"]')
    until(lambda: popup.words("#words").startswith(BOAT), what="the other mode")
    popup.press("#undo")
    until(lambda: popup.words("#words").startswith("red paper kite"), what="as it was")
    popup.press('[data-mode="general"]')
    until(lambda: "In crisp light" in popup.words("#words"), what="what was written there stays")
    popup.press("#undo")
    popup.says("#words", whole)
    popup.close()

    tab = person.in_a_tab()
    _files(tab, tmp_path)
    assert asked.begun() == before, "nothing of this asks the service"
    assert len(provider.requests) == 1
    assert person.kept()["settings"] == {"consented": True, "mode": "general", "length": "normal"}


def test_looking_anew_asks_before_it_costs(
    person: Person, provider: ProviderServer, site: ImageHost, asked: Asked,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    site.add("/anew.jpg", pictures.jpeg(132, 90), "image/jpeg")
    person.look_at("/anew.jpg")
    popup = person.agree()
    popup.reaches("done")
    before = asked.begun()
    popup.press("#again")
    popup.says("#again-cost", "A model looks at this image anew. It takes one free use.")
    assert asked.begun() == before, "a press on Again alone asks nothing"

    provider.script = "500"
    popup.press("#again-yes")
    popup.reaches("failed")
    popup.press("#back")
    popup.reaches("done")
    assert popup.words("#words").startswith(SHORT), "what was paid for is not lost"
    popup.says("#allowance", "2 of 3 free uses left")

    provider.script = "whole"
    anew = SEEN | {"prompt": "A kite, seen once more over the same field."}
    monkeypatch.setattr(provider, "answer", json.dumps(anew))
    popup.press("#again-yes")
    until(lambda: "once more" in popup.words("#words"), what="the new answer")
    popup.says("#allowance", "1 of 3 free uses left")

    person.behind.locator("#clear").click()
    until(lambda: (person.kept(), person.known()) == ({}, {}), what="PL-11: nothing is kept")


def _copies(person: Person, tab: Page) -> None:
    tab.get_by_role("button", name="Copy the negative prompt").click()
    assert person.pasted() == SEEN["negative"]
    tab.locator("summary").click()
    tab.get_by_role("button", name="Copy kite").click()
    assert person.pasted() == "kite"
    tab.get_by_role("button", name="Copy all tags").click()
    assert person.pasted() == "kite, photograph, midday sun"
    tab.locator("summary").click()


def _own_words(tab: Page) -> None:
    tab.get_by_role("button", name="Edit").click()
    expect(tab.locator("#text")).to_be_focused()
    tab.get_by_label("Subject").fill(BOAT)
    expect(tab.locator("#text")).to_have_value(SEEN["prompt"].replace("red paper kite", BOAT))
    tab.locator("#text").press("ControlOrMeta+End")
    tab.locator("#text").press_sequentially(" In {style}.")
    expect(tab.locator("#words")).to_contain_text("In crisp light.")
    tab.get_by_label("Style").fill("woodcut")
    expect(tab.locator("#text")).to_have_value(
        SEEN["prompt"].replace("red paper kite", BOAT) + " In woodcut."
    )


def _files(tab: Page, folder: Path) -> None:
    for item, name in (("As text", "general.txt"), ("As JSON", "general.json")):
        tab.get_by_role("button", name="Save").click()
        with tab.expect_download() as download:
            tab.get_by_role("button", name=item).click()
        assert download.value.suggested_filename == f"Red-kite-over-wheat.{name}"
        download.value.save_as(folder / name)
    text = (folder / "general.txt").read_text()
    assert text == f"{SEEN['prompt']}\nNegative prompt: {SEEN['negative']}\n"
    everything = json.loads((folder / "general.json").read_text())
    assert everything["image_url"].endswith("/plain-1.jpg")
    assert everything["chosen"]["prompt"] == SEEN["prompt"]
    assert everything["origin"] == "inferred"
    assert everything["prompts"]["midjourney"]["lengths"]["short"]
