"""The committed samples are what the code paints, and state what it says they state."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops

from dev.samples import FOLDER, PARAMETERS, SAMPLES, Sample
from server.api.pages import SAMPLES as OFFERED

# Another processor may round a blur by one; nobody's eye and no reader can tell.
ROUNDING = 2
MOST_BYTES = 250_000


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_it_is_painted_again_the_same(sample: Sample, tmp_path: Path) -> None:
    with Image.open(sample.write(tmp_path)) as again, Image.open(FOLDER / sample.file) as kept:
        difference = ImageChops.difference(again.convert("RGB"), kept.convert("RGB"))
        assert difference.point(lambda level: 255 * (level > ROUNDING)).getbbox() is None
        assert (again.info, again.size) == (kept.info, kept.size)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file)
def test_it_loads_quickly(sample: Sample) -> None:
    assert (FOLDER / sample.file).stat().st_size <= MOST_BYTES


def test_only_the_first_carries_a_prompt() -> None:
    stated = {}
    for sample in SAMPLES:
        with Image.open(FOLDER / sample.file) as picture:
            stated[sample.file] = picture.info.get("parameters")
    assert stated == {"dusk.png": PARAMETERS, "shapes.png": None, "city.png": None}


def test_the_stated_size_is_true() -> None:
    with Image.open(FOLDER / "dusk.png") as picture:
        assert f"Size: {picture.width}x{picture.height}," in PARAMETERS


def test_the_page_offers_exactly_these() -> None:
    assert [sample["file"] for sample in OFFERED] == [sample.file for sample in SAMPLES]
