"""An evening, drawn by code, and what a model would say of it, in both languages."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from tests.support.provider import SEEN

SEEN_IN_IT: dict[str, dict[str, Any]] = {
    "en-US": SEEN
    | {
        "prompt": "A low sun hangs over a still sea, its light drawn across the water in one "
        "broken line. Layered evening sky from deep indigo to warm apricot, wide horizon, a small "
        "sailing boat in silhouette, flat graphic shapes, soft grain, quiet and unhurried mood.",
        "title": "Low sun over a still sea",
        "subject_in_prompt": "small sailing boat",
        "style_in_prompt": "flat graphic shapes, soft grain",
    },
    "zh-CN": SEEN
    | {
        "prompt": "低垂的落日悬在平静的海面上，光线在水面拉出一条断续的亮痕。"
        "天空由深靛蓝渐变到暖杏色，地平线开阔，远处一只小帆船的剪影，平面化的图形，柔和的颗粒感，安静而从容的氛围。",
        "title": "平静海面上的落日",
        "subject_in_prompt": "小帆船",
        "style_in_prompt": "平面化的图形",
        "language": "zh-CN",
    },
}
for seen in SEEN_IN_IT.values():
    seen |= {
        "subject": "small sailing boat in silhouette",
        "setting": "open sea at dusk",
        "medium": "digital illustration",
        "style": ["flat graphic shapes", "soft grain"],
        "lighting": "low evening sun",
        "composition": "wide horizon",
        "camera": "",
        "colours": ["deep indigo", "warm apricot"],
        "mood": "quiet",
        "negative": "people, text",
        "tags": [
            {"name": "sailing boat", "category": "subject"},
            {"name": "sea", "category": "subject"},
            {"name": "digital illustration", "category": "medium"},
            {"name": "soft grain", "category": "style"},
            {"name": "evening sun", "category": "lighting"},
        ],
    }
PARAMETERS = (
    "a small sailing boat in silhouette, low sun over a still sea, deep indigo to warm apricot, "
    "flat graphic shapes, soft grain\n"
    "Negative prompt: people, text\n"
    "Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 1902475513, Size: 512x512, "
    "Model: painted-by-code"
)


def evening(size: int = 512, parameters: str = "") -> bytes:
    """Draw the evening that the words tell of, and have the file say these parameters."""
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
    info = PngInfo()
    if parameters:
        info.add_itxt("parameters", parameters)
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()
