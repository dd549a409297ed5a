"""The pages that are read, in a real browser: calm, whole, and from this origin alone."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support import axe
from tests.support.house import House

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.parametrize("path", ["/docs", "/privacy"])
def test_it_is_whole_at_every_width_and_in_the_dark(
    path: str, width: int, scheme: str, chromium: Browser, house: House
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page, asked, complaints = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(house.url + path)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")
    assert [url for url in asked if not url.startswith(house.url)] == []
    assert complaints == []
    context.close()


def test_a_code_leads_to_what_people_read(chromium: Browser, house: House) -> None:
    page = chromium.new_page()
    page.goto(f"{house.url}/docs")
    page.locator("#extractions_redeem").get_by_role("link", name="proof_gone").click()
    expect(page.locator("#error-proof_gone")).to_be_in_viewport()
    expect(page.locator("#error-proof_gone")).to_contain_text("This request has lapsed.")
    page.close()


def test_the_try_page_leads_there(chromium: Browser, house: House) -> None:
    page = chromium.new_page(locale="en-GB")
    for name, heading in (("API", "API"), ("Privacy", "Privacy")):
        page.goto(house.url)
        page.locator("footer").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.close()


def test_the_policy_is_told_in_chinese_too(chromium: Browser, house: House) -> None:
    page = chromium.new_page()
    page.goto(f"{house.url}/privacy#zh")
    chinese = page.locator("#zh")
    expect(chinese).to_be_in_viewport()
    for cell in chinese.locator(".kept td, .kept th").all_inner_texts():
        assert re.search("[\u4e00-\u9fff]", cell), f"{cell} is not told in Chinese"
    rows = page.locator("main > section .kept tbody tr").count()
    expect(chinese.locator(".kept tbody tr")).to_have_count(rows)
    found = page.evaluate(f"{axe.source()};{axe.RUN}")
    assert found == [], "\n".join(found)
    page.close()
