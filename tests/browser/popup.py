"""What a person sees beside the page, over the debugging port: the popup and the sign-in."""

import base64
import json
from typing import Any, Self

import httpx2
import websocket

from tests.support.waiting import until

PAGE = "/popup/popup.html"


class Shown:
    """A page that Playwright does not list. A question to it fails after a few seconds."""

    def __init__(self, port: int, target: dict[str, str]) -> None:
        self._port = port
        self._id = target["id"]
        # The browser refuses a debugger that comes from a web page: ours has no origin.
        self._wire = websocket.create_connection(
            target["webSocketDebuggerUrl"], suppress_origin=True, timeout=10
        )
        self._number = 0

    def words(self, selector: str) -> str:
        """Return what can be read there; nothing where it is not to be seen."""
        return str(self.ask(f"document.querySelector({selector!r}).innerText")).strip()

    def press(self, selector: str) -> None:
        self.ask(f"document.querySelector({selector!r}).click()")

    def fill(self, selector: str, words: str) -> None:
        """Write into a field."""
        self.ask(
            f"(field => {{ field.value = {words!r}; field.dispatchEvent(new Event('input')); }})"
            f"(document.querySelector({selector!r}))"
        )

    def ask(self, expression: str) -> Any:
        answer = self._call(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
            userGesture=True,
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def looks(self, *, scheme: str = "light", motion: str = "no-preference") -> None:
        """Look at it as somebody who asked their system for dark colours, or for less motion."""
        wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": motion}
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        self._call("Emulation.setEmulatedMedia", features=features)

    def online(self, is_online: bool) -> None:
        """Have its browser say so, as it does when a cable is pulled or put back."""
        speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self._call("Network.emulateNetworkConditions", offline=not is_online, **speed)

    def close(self) -> None:
        """Close it as the person does: with a click beside the popup, or on the window's cross."""
        self.let_go()
        httpx2.get(f"http://127.0.0.1:{self._port}/json/close/{self._id}", trust_env=False)
        until(lambda: self._id not in {t["id"] for t in targets(self._port)}, what="it to close")

    def let_go(self) -> None:
        """Stop listening to it; it stays as it is."""
        self._wire.close()

    def _call(self, method: str, **params: object) -> dict[str, Any]:
        self._number += 1
        self._wire.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._wire.recv())
            if answer.get("id") == self._number:
                result: dict[str, Any] = answer["result"]
                return result


class Popup(Shown):
    """One open popup."""

    @classmethod
    def opened(cls, port: int) -> Self:
        """Wait until the popup is open and has drawn something."""
        popup = cls(port, until(lambda: _target(port, PAGE), what="the popup"))
        until(lambda: popup.state != "loading", what="the popup's first drawing")
        return popup

    @property
    def state(self) -> str:
        return str(self.ask("document.body?.dataset.state ?? 'loading'"))

    def reaches(self, state: str) -> None:
        until(lambda: self.state == state, what=f"{state}, it shows: {self.words('body')}")

    def says(self, selector: str, words: str) -> None:
        """Wait until it says exactly this there."""
        until(lambda: self.words(selector) == words, what=f"{words}, not {self.words(selector)}")

    def says_something(self) -> None:
        """Wait for the first words of a prompt."""
        until(lambda: self.words("#words") != "", what="the first words")

    def focused(self) -> str:
        return str(self.ask("document.activeElement.id"))

    def is_still(self) -> None:
        """Wait until nothing moves and the window has the size of what it shows."""
        moving = "document.getAnimations().filter(a => a.playState === 'running').length"
        room = "innerHeight - document.body.offsetHeight"
        until(lambda: self.ask(moving) == 0 and self.ask(room) == 0, what="the popup to rest")

    def memory(self) -> int:
        """Return the bytes that its script's objects take, once what is not needed is gone."""
        self._call("HeapProfiler.collectGarbage")
        return int(self._call("Runtime.getHeapUsage")["usedSize"])

    def picture(self) -> bytes:
        """Return what it looks like, as PNG."""
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])


class SignIn(Shown):
    """The window of `launchWebAuthFlow`, at ImgPilot's own page."""

    @classmethod
    def opened(cls, port: int, issuer: str) -> Self:
        """Wait until the form is there."""
        window = cls(port, until(lambda: _target(port, issuer), what="the sign-in's window"))
        until(lambda: window.ask("document.querySelector('form') !== null"), what="its form")
        return window

    def answer(self, email: str, answer: str = "continue") -> None:
        """Fill in the form and press one of its buttons; the window closes by itself."""
        self.ask(f"void (document.querySelector('#email').value = {email!r})")
        # The window may be gone before the press is answered.
        self.ask(f"setTimeout(() => document.querySelector('[value={answer}]').click())")
        self.let_go()


def targets(port: int) -> list[dict[str, str]]:
    """Return all that can be debugged."""
    answer = httpx2.get(f"http://127.0.0.1:{port}/json/list", trust_env=False)
    found: list[dict[str, str]] = answer.json()
    return found


def _target(port: int, url: str) -> dict[str, str] | None:
    return next((t for t in targets(port) if t["type"] == "page" and url in t["url"]), None)
