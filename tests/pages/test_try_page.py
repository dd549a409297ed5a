"""The try page in a real browser, against the real service."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from dev.drawing import dusk
from tests.support import axe, pictures
from tests.support.house import House

MOST_CODE = 60 * 1024
DROP = """dropped => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/uri-list', dropped);
    document.body.dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true}));
}"""
expect.set_options(timeout=20_000)
pytestmark = [pytest.mark.browser, pytest.mark.processes]


@dataclass
class Visit:
    """One person's look at the page, with every address it asked for and every complaint."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def visit(chromium: Browser, house: House, locale: str) -> Iterator[Visit]:
    context = chromium.new_context(locale=locale, permissions=["clipboard-read", "clipboard-write"])
    seen = Visit(context.new_page())
    seen.page.on("request", lambda request: seen.asked.append(request.url))
    seen.page.on("console", lambda said: seen.complaints.append(said.text))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    seen.page.goto(house.url)
    yield seen
    context.close()
    assert seen.complaints == []


@pytest.fixture
def visitor(chromium: Browser, house: House) -> Iterator[Visit]:
    yield from visit(chromium, house, "en-GB")


@pytest.fixture
def chinese_visitor(chromium: Browser, house: House) -> Iterator[Visit]:
    yield from visit(chromium, house, "zh-CN")


def test_it_opens_on_a_sample_that_carries_its_prompt(visitor: Visit, house: House) -> None:
    page = visitor.page
    expect(page.locator("#panel")).to_have_text(dusk.PROMPT)
    expect(page.locator("#origin")).to_have_text("From the file")
    expect(page.locator("#aside")).to_contain_text(dusk.NEGATIVE)
    expect(page.locator("#stage")).to_contain_text("Nothing was charged.")
    expect(page.locator("#allowance")).to_have_text("3 of 3 free uses left")
    assert [url for url in visitor.asked if not url.startswith(house.url)] == []


def test_what_is_copied_and_saved(visitor: Visit) -> None:
    page = visitor.page
    expect(page.locator("#done")).to_be_visible()
    tags = ", ".join(page.locator("#tags li").all_inner_texts())
    for button, copied in (
        ("Copy", dusk.PROMPT),
        ("Copy the negative prompt", dusk.NEGATIVE),
        ("Copy all tags", tags),
        (tags.split(", ")[0], tags.split(", ")[0]),
    ):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_text("Copied", exact=True).first).to_be_attached()
        assert page.evaluate("navigator.clipboard.readText()") == copied, button
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as JSON").click()
    saved = json.loads(download.value.path().read_text())
    assert saved["chosen"]["prompt"] == dusk.PROMPT
    assert saved["source"]["raw_negative"] == dusk.NEGATIVE


def test_a_prompt_is_said_in_a_persons_own_length_and_words(visitor: Visit) -> None:
    page = visitor.page
    expect(page.locator("#done")).to_be_visible()
    before = len(visitor.asked)
    normal = page.locator("#panel").inner_text()
    page.get_by_role("radio", name="Short").check()
    assert len(page.locator("#panel").inner_text()) < len(normal)
    page.get_by_role("button", name="Edit").click()
    page.locator("#text").fill("a {subject} at night")
    page.get_by_label("Subject").fill("lighthouse")
    expect(page.locator("#text")).to_have_value("a lighthouse at night")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#panel")).to_have_text("a lighthouse at night")
    page.get_by_role("button", name="Undo changes").click()
    page.get_by_role("radio", name="Normal").check()
    assert page.locator("#panel").inner_text() == normal
    assert visitor.asked[before:] == [], "none of it asks the service"


def test_a_link_is_dropped(visitor: Visit) -> None:
    page = visitor.page
    page.locator(".sample").nth(2).click()
    expect(page.locator("#origin")).to_have_text("Offline look")
    page.evaluate(DROP, "http://samples.test/samples/dusk.png")
    expect(page.locator("#panel")).to_have_text(dusk.PROMPT)
    visitor.complaints.clear()
    page.evaluate(DROP, "not a link")
    expect(page.get_by_role("alert")).to_contain_text("http://")


@pytest.mark.parametrize("width", [1200, 320])
def test_everybody_can_use_it(width: int, visitor: Visit) -> None:
    page = visitor.page
    page.set_viewport_size({"width": width, "height": 800})
    expect(page.locator("#done")).to_be_visible()
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += page.evaluate(f"{axe.source()};{axe.RUN}")
    page.get_by_role("button", name="Edit").click()
    found += page.evaluate(axe.RUN)
    assert found == [], "\n".join(found)
    for direction in ("ltr", "rtl"):
        page.evaluate("to => document.documentElement.dir = to", direction)
        assert page.evaluate("document.documentElement.scrollWidth") == width, direction


@pytest.mark.parametrize("who", ["visitor", "chinese_visitor"])
def test_it_is_small(who: str, request: pytest.FixtureRequest, house: House) -> None:
    """60 KB of our own are enough; pictures are not code."""
    seen: Visit = request.getfixturevalue(who)
    expect(seen.page.locator("#done")).to_be_visible()
    ours = {url for url in seen.asked if "/static/" in url and not url.endswith(".png")}
    sizes = [len(httpx2.get(url, trust_env=False).content) for url in [f"{house.url}/", *ours]]
    assert sum(sizes) <= MOST_CODE, sum(sizes)
    policy = httpx2.get(house.url, trust_env=False).headers["Content-Security-Policy"]
    assert "unsafe" not in policy


def test_tabs_are_walked_with_the_keyboard(visitor: Visit) -> None:
    first = visitor.page.get_by_role("tab").first
    first.press("End")
    last = visitor.page.get_by_role("tab").last
    expect(last).to_be_focused()
    expect(last).to_have_attribute("aria-selected", "true")
    expect(first).to_have_attribute("tabindex", "-1")


def test_a_sample_without_a_prompt_is_looked_at(visitor: Visit) -> None:
    visitor.page.locator(".sample").nth(2).click()
    expect(visitor.page.locator("#origin")).to_have_text("Offline look")
    expect(visitor.page.locator("#palette li").first).to_be_visible()
    expect(visitor.page.locator(".sample").nth(2)).to_have_attribute("aria-pressed", "true")


def test_an_address_that_is_none_is_said_at_once(visitor: Visit) -> None:
    expect(visitor.page.locator("#done")).to_be_visible()
    visitor.page.get_by_label("Address of an image").fill("a picture")
    before = len(visitor.asked)
    visitor.page.get_by_role("button", name="Extract prompt").click()
    expect(visitor.page.get_by_role("alert")).to_contain_text("http://")
    assert visitor.asked[before:] == []


def test_a_picture_that_is_its_own_address_is_read(visitor: Visit) -> None:
    page = visitor.page
    expect(page.locator("#done")).to_be_visible()
    data = pictures.noise_png(pictures.PARAMETERS, 300)
    page.locator("#address").fill(f"data:image/png;base64,{b64encode(data).decode()}")
    page.locator("#address").press("Enter")
    expect(page.locator("#panel")).to_contain_text("a lighthouse on a cliff")
    expect(page.locator("#stage")).to_contain_text("Nothing was charged.")
    assert page.evaluate("document.querySelector('#picture').naturalWidth") == 300


def test_a_picture_that_is_too_large_to_be_sent_is_not(visitor: Visit) -> None:
    page = visitor.page
    expect(page.locator("#done")).to_be_visible()
    page.evaluate(
        "document.querySelector('#address').value = 'data:image/png;base64,' + 'A'.repeat(2 ** 21)"
    )
    before = len(visitor.asked)
    page.get_by_role("button", name="Extract prompt").click()
    expect(page.get_by_role("alert")).to_contain_text("1 MiB")
    assert visitor.asked[before:] == []


def test_an_address_is_asked_for_as_the_browser_spells_it(visitor: Visit) -> None:
    expect(visitor.page.locator("#done")).to_be_visible()
    visitor.page.locator("#address").fill("HTTP://SAMPLES.test/samples/../samples/dusk.png")
    visitor.page.locator("#address").press("Enter")
    expect(visitor.page.locator("#panel")).to_have_text(dusk.PROMPT)
    expect(visitor.page.locator("#no-picture")).to_be_visible()
    visitor.complaints.clear()


def test_a_lost_token_is_replaced_once(visitor: Visit) -> None:
    expect(visitor.page.locator("#done")).to_be_visible()
    visitor.page.evaluate("localStorage.setItem('prompt-lens-trial', 'lost')")
    visitor.complaints.clear()
    visitor.page.locator(".sample").nth(1).click()
    expect(visitor.page.locator("#origin")).to_have_text("Offline look")
    # The browser itself remarks on the one answer that was 401.
    assert [text for text in visitor.complaints if "401" not in text] == []
    visitor.complaints.clear()


def test_trouble_is_said_in_plain_words(chinese_visitor: Visit) -> None:
    page = chinese_visitor.page
    expect(page.locator("#done")).to_be_visible()
    page.locator("#address").fill("http://samples.test/samples/none.png")
    page.locator("#address").press("Enter")
    expect(page.locator("#stage")).to_have_text("该网站表示图片不存在")
    expect(page.locator("#next-step")).to_contain_text("未扣次数")
    expect(page.locator("#no-picture")).to_be_visible()
    # The browser remarks that it could not show the picture either.
    chinese_visitor.complaints.clear()


def test_it_goes_on_by_itself_when_the_network_is_back(visitor: Visit, house: House) -> None:
    page = visitor.page
    expect(page.locator("#done")).to_be_visible()
    page.context.set_offline(True)
    page.locator(".sample").nth(2).click()
    expect(page.locator("#stage")).to_have_text("ImgPilot Prompt Lens did not answer")
    page.context.set_offline(False)
    expect(page.locator("#origin")).to_have_text("Offline look")
    # The browser remarks on what it could not reach.
    visitor.complaints.clear()
