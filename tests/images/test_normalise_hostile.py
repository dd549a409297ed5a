import random
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from server.errors import BrokenImage, ImageBomb, NotAnImage, UnsupportedFormat
from server.images.normalise import normalise
from tests.hostile.costs import Measured
from tests.hostile.forgiven_rows import FORGIVEN
from tests.hostile.heavy_rows import HEAVY
from tests.hostile.picture_rows import DECODED, GUARDED
from tests.hostile.pictures import saved

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MADE = {name: row[0] for name, row in (GUARDED | DECODED).items()} | FORGIVEN | HEAVY
MOST_SECONDS, MOST_MEGABYTES = 0.5, 128


@pytest.mark.parametrize("name", [*GUARDED, *DECODED])
def test_a_hostile_picture_ends_soon_in_its_own_error(name: str) -> None:
    make, expected = (GUARDED | DECODED)[name]
    data = make()

    started = time.process_time()
    with pytest.raises(expected) as caught:
        normalise(data)
    assert type(caught.value) is expected
    assert time.process_time() - started < MOST_SECONDS


@pytest.fixture(scope="module")
def measured() -> Iterator[Measured]:
    with Measured() as process:
        yield process


def decoding(data: bytes) -> float:
    """Return the seconds of a core that Pillow takes for the pixels alone, at best."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data)) as picture:
            picture.load()
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.parametrize("name", MADE)
def test_no_picture_takes_half_a_second_or_128_megabytes(measured: Measured, name: str) -> None:
    data = MADE[name]()
    cost = measured.of(data)
    if cost.seconds >= MOST_SECONDS:
        # A neighbour on the same core may have slowed it down.
        cost = min((measured.of(data) for _ in range(5)), key=lambda cost: cost.seconds)

    # Of a core at ease: where one is slow just now, Pillow's decoder alone is slow as well.
    is_slow = cost.seconds >= MOST_SECONDS
    assert cost.seconds < (min(2.5 * decoding(data), 2 * MOST_SECONDS) if is_slow else MOST_SECONDS)
    assert cost.megabytes < MOST_MEGABYTES
    assert (cost.failed is None) == (name in FORGIVEN or name in HEAVY)


SEEDS = {kind: saved(kind) for kind in KINDS} | {"progressive": saved("JPEG", progressive=True)}


@settings(deadline=None)
@given(st.sampled_from(sorted(SEEDS)), st.randoms(use_true_random=False))
def test_any_damage_gives_a_clean_jpeg_or_an_error(name: str, chance: random.Random) -> None:
    data = bytearray(SEEDS[name])
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)

    with suppress(NotAnImage, UnsupportedFormat, BrokenImage, ImageBomb):
        assert normalise(bytes(data)).jpeg.startswith(b"\xff\xd8\xff")
