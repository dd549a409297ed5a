"""The try page's pictures, made by code: `python -m dev.samples` writes them anew.

The first carries a prompt as Stable Diffusion WebUI writes it, and the prompt is true of
the picture; the others carry nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from dev.bootstrap import ROOT
from dev.drawing import city, dusk, paint, shapes

FOLDER = ROOT / "server" / "api" / "static" / "samples"
PARAMETERS = (
    f"{dusk.PROMPT}\n"
    f"Negative prompt: {dusk.NEGATIVE}\n"
    "Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 1902475513, "
    f"Size: {paint.SIZE[0]}x{paint.SIZE[1]}, Model hash: 5ca1ab1e00, Model: painted-by-code"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture and what its file states."""

    file: str
    draw: Callable[[], Image.Image]
    parameters: str = ""

    def write(self, folder: Path) -> Path:
        """Save it in this folder."""
        stated = PngInfo()
        if self.parameters:
            stated.add_text("parameters", self.parameters)
        path = folder / self.file
        self.draw().save(path, pnginfo=stated, optimize=True)
        return path


SAMPLES = (
    Sample("dusk.png", dusk.draw, PARAMETERS),
    Sample("shapes.png", shapes.draw),
    Sample("city.png", city.draw),
)


def main() -> None:
    """Write every sample where the try page finds it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        print(sample.write(FOLDER))


if __name__ == "__main__":
    main()
