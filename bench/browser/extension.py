"""From the click on *Extract prompt* to what is seen, beside a popup that is an empty page.

Goals: the first word no later than 600 ms after the model's (which takes 300 ms to say it), an
embedded prompt within 800 ms. Run it with `make bench-extension`; it needs Chromium and Xvfb.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from bench.rounds import interleaved, table
from dev import extension
from dev.ports import free_port
from dev.store_rules import loaded
from tests.browser.person import Person, somebody
from tests.browser.popup import Popup
from tests.browser.screen import missing, screen
from tests.support import pictures
from tests.support.house import running_house, with_model
from tests.support.image_host import ImageHost, image_host
from tests.support.provider import ProviderServer, provider_server
from tests.support.waiting import until

ROUNDS = 10
FIRST_TOKEN_SECONDS = 0.3
EMPTY_PAGE = '<!doctype html><title>empty</title><body data-state="empty">Nothing here.'
PAINTED = """performance.timeOrigin + performance.getEntriesByType('paint')
    .find(e => e.name === 'first-contentful-paint')?.startTime"""
# The moment after the frame in which it is so was drawn.
WHEN = """new Promise(resolve => {
    const seen = () => { if (!(%s)) return; watch.disconnect();
        requestAnimationFrame(() => setTimeout(() =>
            resolve(performance.timeOrigin + performance.now()))); };
    const watch = new MutationObserver(seen);
    watch.observe(document,
        {subtree: true, childList: true, characterData: true, attributes: true});
    seen(); })"""
WORD = "document.querySelector('#words').textContent"
DONE = "document.body.dataset.state === 'done'"


@dataclass
class Bench:
    """A person at a browser, and the pictures they have not asked about yet."""

    person: Person
    site: ImageHost
    provider: ProviderServer
    page: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def first_paint(self) -> float:
        clicked, popup = self._clicked(pictures.PARAMETERS)
        return self._ms(clicked, popup, PAINTED)

    def empty(self) -> float:
        """Show a page with nothing on it in the popup's place."""
        usual = self.page.read_text()
        self.page.write_text(EMPTY_PAGE)
        try:
            clicked, popup = self._clicked(pictures.PARAMETERS)
            return self._ms(clicked, popup, PAINTED)
        finally:
            self.page.write_text(usual)

    def first_word(self) -> float:
        clicked, popup = self._clicked(None)
        return self._ms(clicked, popup, WHEN % WORD)

    def embedded(self) -> float:
        clicked, popup = self._clicked(pictures.PARAMETERS)
        return self._ms(clicked, popup, WHEN % DONE)

    def popup(self) -> Popup:
        """Return a popup with a prompt in it."""
        _, popup = self._clicked(pictures.PARAMETERS)
        popup.reaches("done")
        return popup

    def _clicked(self, parameters: str | None) -> tuple[float, Popup]:
        number = next(self.numbers)
        path = f"/bench-{number}.png"
        self.site.add(path, pictures.png(parameters, width=96 + number, height=64))
        self.person.look_at(path)
        shown = self.person.screen.windows()
        self.person.page.locator("img").click(button="right")
        until(lambda: self.person.screen.windows() > shown, what="the menu")
        self.person.screen.press("Up", "Up")
        clicked = time.time()
        self.person.screen.press("Return")
        return clicked, self.person.sees_popup()

    @staticmethod
    def _ms(clicked: float, popup: Popup, when: str) -> float:
        until(lambda: popup.ask(PAINTED), what="the first paint")
        seen = float(popup.ask(when))
        popup.close()
        return seen - 1000 * clicked


@contextmanager
def ready() -> Iterator[Bench]:
    """Start everything, and let the person agree."""
    folder = Path(tempfile.mkdtemp())
    with ExitStack() as stack:
        site = stack.enter_context(image_host())
        provider = stack.enter_context(provider_server())
        answer = provider.answer

        def slowly(_: dict[str, Any]) -> str:
            time.sleep(FIRST_TOKEN_SECONDS)
            return answer

        provider.obeying = slowly
        house = stack.enter_context(
            running_house(
                folder, port=free_port(), redis_url=None, PROMPT_LENS_TRIAL_EXTRACTIONS="1000",
                **with_model(site, provider),
            )
        )  # fmt: skip
        display = stack.enter_context(screen(folder))
        person = stack.enter_context(somebody(folder, display, site, house.url))
        site.add("/first.png", pictures.png(pictures.PARAMETERS))
        person.look_at("/first.png")
        popup = person.agree()
        popup.reaches("done")
        popup.close()
        yield Bench(person, site, provider, folder / "extension/popup/popup.html")
    shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Measure, and print the tables."""
    if absent := missing():
        print(f"This needs {', '.join(absent)}.")
        return
    with ready() as bench:
        # The service's own first question to a model takes longer.
        bench.first_word()
        taken = interleaved(
            {
                "an empty popup, first paint (the floor)": bench.empty,
                "our popup, first paint": bench.first_paint,
                "first word (the model's after 300 ms)": bench.first_word,
                "embedded prompt": bench.embedded,
            },
            ROUNDS,
        )
        table("From the click", "ms", taken, "an empty popup, first paint (the floor)")
        popup = bench.popup()
        used = popup.memory()
    built = extension.files()
    sizes = [len(built[path]) for path in loaded(built, "popup/popup.html")]
    print(f"\nThe popup's script holds {used / 1024:,.0f} KiB.")
    print(f"It loads {len(sizes)} files of {sum(sizes) / 1024:,.0f} KiB.")
    print(f"The whole zip has {len(extension.packed(built)) / 1024:,.0f} KiB.")


if __name__ == "__main__":
    main()
