import gzip
import tracemalloc
import zlib
from collections.abc import Iterable

import pytest

from server.errors import ImageHostFailed, NotAnImage, TooLarge
from server.images.body import Body, read_body
from server.net.budget import OutOfTime, WireBudget
from tests.hostile.http_rows import MEGABYTE, PNG, gzip_bomb


class Clock:
    """Goes on by one second with each look at it."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def read(pieces: Iterable[bytes], *, most: int = MEGABYTE, packed: bool = False) -> Body:
    budget = WireBudget(60, MEGABYTE)
    return read_body(pieces, gzip=packed, most=most, budget=budget, enough=lambda _: False)


def one_by_one(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


def test_pieces_of_any_size_make_the_same_body() -> None:
    whole = Body(PNG, len(PNG), whole=True)

    assert read([PNG]) == read(one_by_one(PNG)) == read([b"", PNG, b""]) == whole


def test_gzip_in_pieces_of_any_size_makes_the_same_body() -> None:
    packed = gzip.compress(PNG)

    assert read(one_by_one(packed), packed=True) == Body(PNG, len(packed), whole=True)


def test_each_piece_looks_at_the_clock() -> None:
    with pytest.raises(OutOfTime):
        read_body(
            one_by_one(PNG),
            gzip=False,
            most=MEGABYTE,
            budget=WireBudget(50, MEGABYTE, Clock()),
            enough=lambda _: False,
        )


def test_a_bomb_never_unfolds_in_memory() -> None:
    bomb = gzip_bomb()
    assert len(bomb) < MEGABYTE

    tracemalloc.start()
    with pytest.raises(TooLarge):
        read([bomb], packed=True)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 8 * MEGABYTE


def test_one_byte_above_the_cap_is_too_much() -> None:
    assert len(read([PNG], most=len(PNG)).data) == len(PNG)
    with pytest.raises(TooLarge):
        read([PNG], most=len(PNG) - 1)
    with pytest.raises(TooLarge):
        read([gzip.compress(PNG)], most=len(PNG) - 1, packed=True)


def test_rubbish_is_given_up_before_the_rest_is_read() -> None:
    asked = []

    def pieces() -> Iterable[bytes]:
        for at in range(100):
            asked.append(at)
            yield b"nothing of an image"

    with pytest.raises(NotAnImage):
        read(pieces())
    assert len(asked) == 4


def test_gzip_that_breaks_off_or_was_never_gzip_is_an_error() -> None:
    with pytest.raises(ImageHostFailed):
        read([gzip.compress(PNG)[:-4]], packed=True)
    with pytest.raises(zlib.error):
        read([PNG], packed=True)


def test_a_head_that_is_enough_ends_the_reading() -> None:
    pieces = iter([PNG, bytes(40_000), bytes(40_000)])
    budget = WireBudget(60, MEGABYTE)

    body = read_body(pieces, gzip=False, most=MEGABYTE, budget=budget, enough=lambda _: True)

    assert (len(body.data), body.bytes_read, body.whole) == (40_208, 40_208, False)
    assert len(list(pieces)) == 1
