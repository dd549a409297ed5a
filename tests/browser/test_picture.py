"""The picture of the popup for the README."""

import json
import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.browser.person import somebody
from tests.browser.screen import Screen
from tests.support.children import ROOT
from tests.support.house import House
from tests.support.image_host import ImageHost
from tests.support.provider import SEEN, ProviderServer

pytestmark = pytest.mark.browser

EVENING = SEEN | {
    "prompt": "A low sun hangs over a still sea, its light drawn across the water in one broken "
    "line. Layered evening sky from deep indigo to warm apricot, wide horizon, a single small "
    "sailing boat in silhouette, flat graphic shapes, soft grain, quiet and unhurried mood.",
    "title": "Low sun over a still sea",
    "negative": "",
}


def test_the_popup_has_its_picture_taken(
    tmp_path: Path,
    display: Screen,
    site: ImageHost,
    house: House,
    provider: ProviderServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(provider, "answer", json.dumps(EVENING))
    site.add("/evening.png", evening())
    folder = ROOT / "docs" if os.environ.get("PROMPT_LENS_SCREENSHOTS") else tmp_path
    with somebody(tmp_path, display, site, house.url, "--force-device-scale-factor=2") as person:
        person.look_at("/evening.png")
        popup = person.agree()
        popup.reaches("done")
        popup.is_still()
        (folder / "popup.png").write_bytes(popup.picture())
    with Image.open(folder / "popup.png") as picture:
        assert picture.size == (2 * 384, 2 * 504)


def evening(size: int = 512) -> bytes:
    """Draw the evening that the words tell of."""
    image = Image.new("RGB", (size, size))
    pen = ImageDraw.Draw(image)
    horizon = size * 5 // 8
    for y in range(size):
        far = min(y / horizon, 1) if y < horizon else 1 - (y - horizon) / (size - horizon)
        colour = (int(46 + 200 * far), int(44 + 130 * far), int(110 + 20 * far))
        shade = 1 if y < horizon else 0.62
        pen.line((0, y, size, y), fill=tuple(int(c * shade) for c in colour))
    sun = (size * 11 // 32, horizon - size // 5, size * 19 // 32, horizon + size // 20)
    light = (255, 224, 170)
    pen.ellipse(sun, fill=light)
    pen.rectangle((0, horizon, size, horizon + size // 20), fill=(150, 105, 85))
    for step in range(6):
        half = size // (9 + 4 * step)
        top = horizon + size // 24 + step * size // 20
        pen.rectangle((size * 15 // 32 - half, top, size * 15 // 32 + half, top + 6), fill=light)
    mast = size * 3 // 4
    boat = [(mast, horizon - 70), (mast, horizon - 8), (mast + 40, horizon - 8)]
    pen.polygon(boat, fill=(40, 34, 60))
    pen.rectangle((mast - 22, horizon - 6, mast + 46, horizon + 6), fill=(40, 34, 60))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
