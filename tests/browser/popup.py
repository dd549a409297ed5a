"""The popup that a person sees, read over the browser's debugging port."""

import base64
import json
from typing import Any, Self

import httpx2
import websocket

from tests.support.waiting import until

PAGE = "/popup/popup.html"


class Popup:
    """One open popup. A question to it fails the test when it takes longer than a few seconds."""

    def __init__(self, port: int, target: dict[str, str]) -> None:
        self._port = port
        self._id = target["id"]
        # The browser refuses a debugger that comes from a web page: ours has no origin.
        self._wire = websocket.create_connection(
            target["webSocketDebuggerUrl"], suppress_origin=True, timeout=10
        )
        self._number = 0

    @classmethod
    def opened(cls, port: int) -> Self:
        """Wait until the popup is open and has drawn something."""
        popup = cls(port, until(lambda: _target(port), what="the popup"))
        until(lambda: popup.state != "loading", what="the popup's first drawing")
        return popup

    @property
    def state(self) -> str:
        return str(self.ask("document.body?.dataset.state ?? 'loading'"))

    def reaches(self, state: str) -> None:
        until(lambda: self.state == state, what=f"{state}, it shows: {self.words('body')}")

    def says_something(self) -> None:
        """Wait for the first words of a prompt."""
        until(lambda: self.words("#words") != "", what="the first words")

    def words(self, selector: str) -> str:
        """Return what can be read there; nothing where it is not to be seen."""
        return str(self.ask(f"document.querySelector({selector!r}).innerText")).strip()

    def press(self, selector: str) -> None:
        self.ask(f"document.querySelector({selector!r}).click()")

    def focused(self) -> str:
        return str(self.ask("document.activeElement.id"))

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

    def is_still(self) -> None:
        """Wait until nothing moves and the window has the size of what it shows."""
        moving = "document.getAnimations().filter(a => a.playState === 'running').length"
        room = "innerHeight - document.body.offsetHeight"
        until(lambda: self.ask(moving) == 0 and self.ask(room) == 0, what="the popup to rest")

    def picture(self) -> bytes:
        """Return what it looks like, as PNG."""
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])

    def close(self) -> None:
        """Close it as a click beside it does."""
        self.let_go()
        httpx2.get(f"http://127.0.0.1:{self._port}/json/close/{self._id}", trust_env=False)
        until(lambda: _target(self._port) is None, what="the popup to close")

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


def targets(port: int) -> list[dict[str, str]]:
    """Return all that can be debugged."""
    answer = httpx2.get(f"http://127.0.0.1:{port}/json/list", trust_env=False)
    found: list[dict[str, str]] = answer.json()
    return found


def _target(port: int) -> dict[str, str] | None:
    return next((t for t in targets(port) if t["type"] == "page" and PAGE in t["url"]), None)
