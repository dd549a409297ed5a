"""Pictures made by code."""

from io import BytesIO
from itertools import count

from PIL import Image, ImageDraw, PngImagePlugin

PARAMETERS = (
    "a lighthouse on a cliff, (storm clouds:1.2), oil painting\n"
    "Negative prompt: people, text\n"
    "Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 1234, Size: 96x64, "
    "Model hash: 0123abcd, Model: coastline_v2"
)


_NUMBERS = count()


def picture(width: int = 288, height: int = 192) -> Image.Image:
    """A sky over a sea with a sun, and another row of boats each time: no two have one answer."""
    image = Image.new("RGB", (width, height), (40, 90, 160))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, height // 2, width, height), fill=(20, 50, 90))
    pen.ellipse((width // 3, height // 8, width // 2, height // 3), fill=(250, 200, 90))
    number, boat = next(_NUMBERS), max(width // 12, 1)
    for place in range(12):
        if number >> place & 1:
            left = place * boat
            pen.rectangle((left, height - height // 8, left + boat - 1, height), fill=(90, 60, 40))
    return image


def png(parameters: str | None = None, *, width: int = 288, height: int = 192) -> bytes:
    info = PngImagePlugin.PngInfo()
    if parameters is not None:
        info.add_itxt("parameters", parameters)
    out = BytesIO()
    picture(width, height).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def jpeg(width: int = 288, height: int = 192) -> bytes:
    out = BytesIO()
    picture(width, height).save(out, "JPEG", quality=90)
    return out.getvalue()


def noise_png(parameters: str, side: int = 940) -> bytes:
    """Return a PNG of about 2 MB, whose pixels cannot be packed."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt("parameters", parameters)
    out = BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "PNG", pnginfo=info)
    return out.getvalue()
