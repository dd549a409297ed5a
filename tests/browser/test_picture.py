"""The pictures of each state for the README, and those for the store.

    PROMPT_LENS_SCREENSHOTS=1 .venv/bin/python -m pytest tests/browser/test_picture.py

writes them where they are committed; otherwise they are only taken.
"""

import json
import os
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.evening import PARAMETERS, SEEN_IN_IT, evening
from tests.browser.person import Person, somebody
from tests.browser.popup import Popup
from tests.browser.screen import Screen
from tests.support.children import ROOT
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.provider import ProviderServer
from tests.support.waiting import until

TEXT = "document.querySelector('#text').value"
pytestmark = pytest.mark.browser

WIDE, HIGH, TWICE = 384, 504, 2
COLOURS = 192
STORE_SIZE = (1280, 800)
SAID: dict[str, dict[str, str]] = {
    "en-US": {
        "done": "The prompt of any image. One right-click, every model.",
        "from-the-file": "The real prompt, where the file carries it. Free.",
        "edit": "Another subject in every prompt, at once.",
    },
    "zh-CN": {
        "done": "右键一点，读出图片的提示词，适用于各种模型。",
        "from-the-file": "文件自带的原始提示词，直接读出，免费。",
        "edit": "更换主体，所有提示词同步更新。",
    },
}
OTHER = {"en-US": ("midjourney", "lighthouse"), "zh-CN": ("general", "灯塔")}
POSTER = """<!doctype html><html lang="%s"><style>
    body { margin: 0; width: 1280px; height: 800px; display: flex; align-items: center;
        justify-content: center; gap: 96px; background: #f3f3f6; color: #1c1c22;
        font: 600 40px/56px system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
    p { width: 480px; margin: 0 } small { display: block; margin-bottom: 24px;
        font: 400 20px/28px system-ui; color: #4f46e5 }
    img { width: 384px; border-radius: 16px; border: 1px solid #e4e4e9 }
    </style><p><small>ImgPilot Prompt Lens</small>%s</p><img src="data:image/png;base64,%s">"""


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_each_state_has_its_picture_taken(
    language: str,
    tmp_path: Path,
    display: Screen,
    site: ImageHost,
    house: House,
    provider: ProviderServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(provider, "answer", json.dumps(SEEN_IN_IT[language]))
    house.forget()
    site.add("/evening.png", evening())
    site.add("/told.png", evening(parameters=PARAMETERS))
    with somebody(
        tmp_path, display, site, house.url, "--force-device-scale-factor=2", language=language
    ) as person:
        taken = _states(person, provider, language)
        posters = [
            _poster(person, language, said, taken[at]) for at, said in SAID[language].items()
        ]
    written = os.environ.get("PROMPT_LENS_SCREENSHOTS")
    docs, store = (ROOT / "docs", ROOT / "extension/store") if written else (tmp_path, tmp_path)
    screens = docs / "screens" / language
    shop = store / language.replace("-", "_").removesuffix("_US")
    for folder in (screens, shop):
        folder.mkdir(parents=True, exist_ok=True)
    for state, picture in taken.items():
        _save(picture, screens / f"{state}.png")
    for number, poster in enumerate(posters, start=1):
        _save(poster, shop / f"{number}.png", STORE_SIZE)
    with Image.open(screens / "done.png") as done:
        assert done.size == (TWICE * WIDE, TWICE * HIGH)


def _states(person: Person, provider: ProviderServer, language: str) -> dict[str, bytes]:
    taken: dict[str, bytes] = {}
    provider.script = "wait"
    person.look_at("/evening.png", "/told.png", "/moved.png")
    popup = person.extract()
    popup.reaches("consent")
    taken["first-time"] = _picture(popup)
    popup.press("#consent")
    popup.says_something()
    taken["working"] = _picture(popup)
    provider.go_on.set()
    popup.reaches("done")
    taken["done"] = _picture(popup)
    popup.looks(scheme="dark")
    taken["done-dark"] = _picture(popup)
    popup.looks()
    popup.press("#again")
    taken["again"] = _picture(popup)
    popup.press("#again")
    mode, other = OTHER[language]
    popup.press(f'[data-mode="{mode}"]')
    popup.press("#edit")
    popup.fill("#slot-subject", other)
    until(lambda: other in popup.ask(TEXT), what="the other subject")
    taken["edit"] = _picture(popup)
    popup.close()
    popup = person.extract(1)
    popup.reaches("done")
    popup.press("summary")
    taken["from-the-file"] = _picture(popup)
    popup.close()
    popup = person.extract(2)
    popup.reaches("failed")
    taken["trouble"] = _picture(popup)
    popup.close()
    tab = person.in_a_tab("options/options.html")
    tab.set_viewport_size({"width": 688, "height": 800})
    taken["settings"] = tab.screenshot(full_page=True)
    tab.close()
    return taken


def _picture(popup: Popup) -> bytes:
    popup.is_still()
    return popup.picture()


def _poster(person: Person, language: str, said: str, picture: bytes) -> bytes:
    """Set a picture beside a sentence, as the store shows it."""
    tab = person.context.new_page()
    tab.set_viewport_size({"width": STORE_SIZE[0], "height": STORE_SIZE[1]})
    tab.set_content(POSTER % (language, said, b64encode(picture).decode()))
    taken = tab.screenshot()
    tab.close()
    return taken


def _save(picture: bytes, path: Path, size: tuple[int, int] | None = None) -> None:
    with Image.open(BytesIO(picture)) as image:
        plain = image.convert("RGB")
    if size and plain.size != size:
        plain = plain.resize(size, Image.Resampling.LANCZOS)
    few = plain.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
