"""Somebody at a browser with the extension installed."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
from playwright.sync_api import BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from dev.ports import free_port
from tests.browser.installed import install, zoomed
from tests.browser.popup import Popup, SignIn, targets
from tests.browser.screen import Screen
from tests.support.image_host import NAME, ImageHost
from tests.support.image_host import Page as Served
from tests.support.provider import ProviderServer
from tests.support.waiting import until

EXTENSION_ID = "lpbgdgnodgmacaklomgepaideidoinkk"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--window-position=0,0", "--window-size=1000,900",
)  # fmt: skip
# The item stands just above "Inspect", the last of the menu.
CHOOSE = ("Up", "Up", "Return")


@dataclass
class Person:
    """What somebody does, and sees."""

    context: BrowserContext
    page: Page
    # A page of the extension in a tab behind: it sees what is kept without waking the worker.
    behind: Page
    screen: Screen
    site: ImageHost
    port: int
    net_log: Path
    popups: list[Popup]
    folder: Path
    api: str

    def look_at(self, *paths: str) -> None:
        """Open a page with these images, one below the other."""
        shown = "".join(f'<img src="{p}" width="240" height="160"><br>' for p in paths)
        body = f"<!doctype html><title>A page</title><body>{shown}".encode()
        self.site.pages["/"] = Served(body, headers={"Content-Type": "text/html"})
        self.page.goto(f"http://{NAME}/")

    def choose(self, nth: int = 0) -> None:
        """Right-click an image and choose Extract prompt, with mouse and keys."""
        before = self.screen.windows()
        self.page.bring_to_front()
        self.page.locator("img").nth(nth).click(button="right")
        until(lambda: self.screen.windows() > before, what="the menu")
        self.screen.press(*CHOOSE)

    def extract(self, nth: int = 0) -> Popup:
        self.choose(nth)
        return self._popup()

    def agree(self, nth: int = 0) -> Popup:
        """Extract for the first time, and press the button."""
        popup = self.extract(nth)
        popup.reaches("consent")
        popup.press("#consent")
        return popup

    def agree_half_way(self, provider: ProviderServer, *paths: str) -> Popup:
        """Extract for the first time, from an image that the model has told half of by now."""
        provider.script = "wait"
        self.look_at(*paths)
        popup = self.agree()
        popup.says_something()
        return popup

    def open_popup(self) -> Popup:
        """Open the popup again. The worker is not needed for it, and may be stopped."""
        self.page.bring_to_front()
        self.behind.evaluate("chrome.action.openPopup()")
        return self._popup()

    def in_a_tab(self, path: str = "popup/popup.html") -> Page:
        """Open a page of the extension in a tab of its own, where more can be tried."""
        tab = self.context.new_page()
        tab.goto(f"chrome-extension://{EXTENSION_ID}/{path}")
        return tab

    def pasted(self) -> str:
        """Return what was copied last, as it is pasted into a page."""
        tab = self.context.new_page()
        tab.set_content("<textarea autofocus></textarea>")
        tab.locator("textarea").press("Control+V")
        text = tab.locator("textarea").input_value()
        tab.close()
        return text

    def sees_popup(self) -> Popup:
        """Wait for the popup that opens by itself."""
        return self._popup()

    def signs_in(self, issuer: str) -> SignIn:
        """Wait for the sign-in's window."""
        return SignIn.opened(self.port, issuer)

    def token(self) -> str:
        """Return the token that is kept."""
        return str(self.behind.evaluate("chrome.storage.local.get().then(k => k.token.token)"))

    def kept(self) -> dict[str, object]:
        """Return all that the extension keeps for good."""
        values: dict[str, object] = self.behind.evaluate("chrome.storage.local.get()")
        return values

    def dot(self) -> str:
        return str(self.behind.evaluate("chrome.action.getBadgeText({})"))

    def stop_worker(self) -> None:
        """End the extension's worker as the browser does when it needs the memory."""
        for worker in self._workers():
            url = f"http://127.0.0.1:{self.port}/json/close/{worker['id']}"
            httpx2.get(url, trust_env=False)
        until(lambda: not self._workers(), what="the worker to stop")

    def updates(self, version: str) -> None:
        """Have the browser go over to another version of the extension while it runs."""
        settings = self.context.new_page()
        settings.goto("chrome://extensions")
        # Only there may an extension that no store has be loaded once more.
        mode = "chrome.developerPrivate.updateProfileConfiguration({inDeveloperMode: true})"
        settings.evaluate(mode)
        settings.close()
        for popup in self.popups:
            popup.let_go()
        install(self.folder, self.api, version)
        self.behind.evaluate("void setTimeout(() => chrome.runtime.reload())")
        self.behind = until(lambda: self._behind(version), what=f"version {version}")

    def known(self) -> dict[str, object]:
        """Return all that the extension keeps until the browser is closed."""
        values: dict[str, object] = self.behind.evaluate("chrome.storage.session.get()")
        return values

    def requests(self) -> set[str]:
        """Close the browser and return every request of the extension, ids left out."""
        self.context.close()
        log = json.loads(self.net_log.read_text())
        asked = [event.get("params", {}) for event in log["events"]]
        ours = f"chrome-extension://{EXTENSION_ID}"
        sent = [p for p in asked if p.get("initiator") == ours and "url" in p]
        away = [p for p in sent if not p["url"].startswith(ours)]
        return {f"{p['method']} {_without_ids(p['url'])}" for p in away}

    def _behind(self, version: str) -> Page | None:
        tab = self.context.new_page()
        try:
            tab.goto(f"chrome-extension://{EXTENSION_ID}/options/options.html")
            if tab.evaluate("chrome.runtime.getManifest().version") == version:
                return tab
        except PlaywrightError:  # neither the old one nor the new one is there
            pass
        tab.close()
        return None

    def _popup(self) -> Popup:
        self.popups.append(Popup.opened(self.port))
        return self.popups[-1]

    def _workers(self) -> list[dict[str, str]]:
        return [
            t
            for t in targets(self.port)
            if t["type"] == "service_worker" and EXTENSION_ID in t["url"]
        ]


def _without_ids(url: str) -> str:
    parts = urlsplit(url)
    return parts.netloc + re.sub(r"(?<=/extractions/)[^/]+", "*", parts.path)


@contextmanager
def somebody(
    folder: Path, screen: Screen, site: ImageHost, api: str, *more: str,
    language: str = "en-US", version: str = "", zoom: float = 1,
) -> Iterator[Person]:  # fmt: skip
    """Start a browser for somebody who has just installed the extension, or this version of it.

    `zoom`: how large they want every page, as they chose it in the browser's own settings.
    """
    install(folder, api, version)
    installed = folder / "extension"
    if zoom != 1:
        zoomed(folder / "profile", zoom)
    port = free_port()
    net_log = folder / "net-log.json"
    args = [
        *QUIET, *more,
        f"--disable-extensions-except={installed}", f"--load-extension={installed}",
        f"--remote-debugging-port={port}", f"--lang={language}", f"--log-net-log={net_log}",
        f"--host-resolver-rules=MAP {NAME}:80 127.0.0.1:{site.port}",
    ]  # fmt: skip
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=shutil.which("chromium"),
            headless=False,
            args=args,
            env={**screen.env, "LANGUAGE": language.replace("-", "_")},
            no_viewport=True,
        )
        popups: list[Popup] = []
        try:
            if not context.service_workers:
                context.wait_for_event("serviceworker")
            behind = context.new_page()
            behind.goto(f"chrome-extension://{EXTENSION_ID}/options/options.html")
            page = context.pages[0]
            yield Person(context, page, behind, screen, site, port, net_log, popups, folder, api)
        finally:
            for popup in popups:
                popup.let_go()
            context.close()
