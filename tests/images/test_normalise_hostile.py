import random
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.errors import BrokenImage, ImageBomb, NotAnImage, UnsupportedFormat
from server.images.normalise import normalise
from tests.hostile.pictures import DECODED, GUARDED, saved

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")


@pytest.mark.parametrize("name", [*GUARDED, *DECODED])
def test_a_hostile_picture_ends_soon_in_its_own_error(name: str) -> None:
    make, expected = (GUARDED | DECODED)[name]
    data = make()

    started = time.process_time()
    with pytest.raises(expected) as caught:
        normalise(data)
    assert type(caught.value) is expected
    assert time.process_time() - started < 0.5


def test_small_faults_that_a_browser_forgives_are_forgiven() -> None:
    whole = saved("PNG")
    normalise(whole + b"<html>" * 1000)
    normalise(saved("JPEG") + b"PK\x03\x04" * 1000)


SEEDS = {kind: saved(kind) for kind in KINDS} | {"progressive": saved("JPEG", progressive=True)}


@settings(deadline=None)
@given(st.sampled_from(sorted(SEEDS)), st.randoms(use_true_random=False))
def test_any_damage_gives_a_clean_jpeg_or_an_error(name: str, chance: random.Random) -> None:
    data = bytearray(SEEDS[name])
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)

    with suppress(NotAnImage, UnsupportedFormat, BrokenImage, ImageBomb):
        assert normalise(bytes(data)).jpeg.startswith(b"\xff\xd8\xff")
