"""The try page in a real browser, against the real service."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from dev.drawing import dusk
from tests.support import pictures
from tests.support.house import House

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


def test_copy_copies_the_prompt(visitor: Visit) -> None:
    visitor.page.get_by_role("button", name="Copy").click()
    expect(visitor.page.locator("#copy")).to_have_text("Copied")
    assert visitor.page.evaluate("navigator.clipboard.readText()") == dusk.PROMPT


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
