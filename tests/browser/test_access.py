"""For everybody: WCAG 2.2 AA, by keyboard, larger, darker, with less motion, from the right."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person, somebody
from tests.browser.popup import Popup
from tests.browser.screen import Screen
from tests.support import axe, pictures
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.provider import ProviderServer
from tests.support.waiting import until

pytestmark = pytest.mark.browser

# What does not fit across, of all that is to be seen; what scrolls by itself may be longer.
BEYOND = """(() => {
    const wide = document.documentElement.clientWidth;
    return [...document.querySelectorAll('body *')]
        .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.unseen'))
        .filter(e => !e.closest('[popover]:not(:popover-open)'))
        .filter(e => { const r = e.getBoundingClientRect();
            return r.width && (r.left < -0.5 || r.right > wide + 0.5); })
        .map(e => e.id || e.tagName);
})()"""
COVERED = """[...document.querySelectorAll('footer button, #copy, #tools button')]
    .filter(e => e.checkVisibility({visibilityProperty: true}))
    .filter(e => { e.scrollIntoView();
        const r = e.getBoundingClientRect();
        const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
        return !top || !(e.contains(top)); }).map(e => e.id)"""
MOVING = "document.getAnimations().filter(a => a.playState === 'running').length"
LIVE = "document.querySelector('#stage').ariaLive"


def test_everybody_can_use_the_popup(
    person: Person, provider: ProviderServer, site: ImageHost
) -> None:
    site.add("/access.jpg", pictures.jpeg(120, 84), "image/jpeg")
    provider.script = "wait"
    person.look_at("/access.jpg", "/moved.png")
    popup = person.extract()
    popup.reaches("consent")
    found = _faults(popup, "consent")
    popup.press("#consent")
    popup.says_something()
    assert popup.ask(LIVE) == "polite", "each stage is announced"
    _rests_where_asked_to(popup)
    found += _faults(popup, "working")

    provider.go_on.set()
    popup.reaches("done")
    popup.looks()
    found += _faults(popup, "done")
    popup.press("summary")
    popup.press("#edit")
    found += _faults(popup, "details and edit")
    popup.press("#again")
    found += _faults(popup, "again")
    popup.press("#again")
    _from_the_right(popup)
    popup.close()

    popup = person.extract(1)
    popup.reaches("failed")
    assert popup.ask("document.querySelector('#reason').role") == "alert"
    found += _faults(popup, "failed")
    assert found == [], "\n".join(found)
    popup.close()
    _by_keyboard(person)


def test_whoever_sees_twice_as_large_reaches_all(
    tmp_path: Path, display: Screen, site: ImageHost, house: House, provider: ProviderServer
) -> None:
    """A popup is never larger than 800 by 600 dots: at 200 % it is scrolled, downwards alone."""
    with somebody(tmp_path, display, site, house.url, zoom=2) as person:
        person.look_at("/plain-3.jpg")
        popup = person.extract()
        popup.reaches("consent")
        _fits_zoomed(popup)
        popup.press("#consent")
        popup.reaches("done")
        assert popup.focused() == "copy"
        assert popup.ask("scrollY") == 0, "the picture and the prompt are seen first"
        _fits_zoomed(popup)
        popup.press("summary")
        popup.press("#edit")
        _fits_zoomed(popup)


def test_everybody_can_use_the_settings(person: Person) -> None:
    page = person.in_a_tab("options/options.html")
    page.evaluate(axe.source())
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for member in (False, True):
            page.evaluate(f"document.querySelector('#keys').hidden = {str(not member).lower()}")
            until(lambda: page.evaluate(MOVING) == 0, what="the colours to rest")
            found += page.evaluate(axe.RUN)
    assert found == []
    page.set_viewport_size({"width": 320, "height": 480})
    assert page.evaluate(BEYOND) == [], "at 400 % of a narrow screen"
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate(BEYOND) == [], "from the right"
    page.close()


def _faults(popup: Popup, state: str) -> list[str]:
    """Return what axe finds in both themes."""
    popup.is_still()
    popup.ask(f"{axe.source()};void 0")
    found = []
    for scheme in ("light", "dark"):
        popup.looks(scheme=scheme)
        # A colour that is still changing is not the one that is read.
        until(lambda: popup.ask(MOVING) == 0, what="the colours to rest")
        found += [f"{state}, {scheme}: {fault}" for fault in popup.ask(axe.RUN)]
    popup.looks()
    return found


def _fits_zoomed(popup: Popup) -> None:
    until(lambda: popup.ask(MOVING) == 0, what="the popup to rest")
    assert popup.ask("[devicePixelRatio, innerHeight <= 300]") == [2, True]
    assert popup.ask(BEYOND) == []
    assert popup.ask(COVERED) == []
    popup.ask("scrollTo(0, 0)")


def _rests_where_asked_to(popup: Popup) -> None:
    """The lines that stand for a prompt breathe, but not for whoever wants less motion."""
    popup.ask("void (document.querySelector('#skeleton').hidden = false)")
    until(lambda: popup.ask(MOVING) > 0, what="the lines to breathe")
    popup.looks(motion="reduce")
    until(lambda: popup.ask(MOVING) == 0, what="the lines to rest")
    popup.ask("void (document.querySelector('#skeleton').hidden = true)")


def _from_the_right(popup: Popup) -> None:
    """Where a language is written from the right, all stands the other way round, and within."""
    side = "document.querySelector('#frame').getBoundingClientRect().left"
    before = popup.ask(side)
    popup.ask("document.documentElement.dir = 'rtl'")
    assert popup.ask(side) > before
    assert popup.ask(BEYOND) == []
    popup.ask("document.documentElement.dir = 'ltr'")


def _by_keyboard(person: Person) -> None:
    """Every control is reached with Tab, is seen to have the focus, and none holds it."""
    person.look_at("/plain-2.jpg")
    popup = person.extract()
    popup.reaches("done")
    popup.close()
    tab = person.in_a_tab()
    expect(tab.locator("#copy")).to_be_focused()
    tab.locator("#copy").press("Shift+Tab")
    tab.locator("#prompt").focus()
    reached = ["prompt", *_walk(tab)]
    wanted = {"prompt", "copy-negative", "edit", "more", "copy", "save", "again", "account",
              "settings"}  # fmt: skip
    assert wanted <= set(reached), wanted - set(reached)
    tab.locator("[role=tab]").first.press("ArrowRight")
    expect(tab.locator("[role=tab][aria-selected=true]")).to_have_text("Midjourney")
    tab.get_by_role("radio", name="Normal").press("ArrowRight")
    expect(tab.get_by_role("radio", name="Rich")).to_be_checked()
    tab.locator("#save").press("Enter")
    expect(tab.locator("#save-text")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.locator("#save-text")).to_be_hidden()
    tab.close()


def _walk(tab: Page) -> list[str]:
    reached: list[str] = []
    for _ in range(24):
        tab.keyboard.press("Tab")
        at = tab.evaluate(
            "(e => [e.id || e.name || e.role || e.tagName, getComputedStyle(e).outlineStyle, "
            "e.matches('#lengths input')])(document.activeElement)"
        )
        if at[0] == "BODY":
            break
        # A length's outline is drawn round its words.
        assert at[1] != "none" or at[2], f"{at[0]} does not show that it has the focus"
        reached.append(at[0])
    return reached
