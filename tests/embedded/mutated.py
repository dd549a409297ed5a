"""Files that carry prompts, damaged by a seeded hand where their words stand."""

import random
from collections.abc import Iterator, Sequence

NEAR = 6_000  # bytes from either end: where words stand in most files
MOST_BYTES = 64 * 1024
TELLING = [
    b"\0", b"\xff", b"{", b"[", b'"', b"\\", b"\n", b"]}", b'{"a":', b"[[", b"\xff\xfe",
    b"\\ud800", b"Steps: 1, ", b"Negative prompt:", b"IDAT", b"zTXt", b"<lora:", b"<!DOCTYPE",
    b'["1", 0]', b"-10", b"\x7f\xff\xff\xff", b"UNICODE\0",
]  # fmt: skip


def mutated(files: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Yield so many files, each the same for the same seed.

    Large ones lose what lies in their middle: it is pixels, and a copy of megabytes each time.
    """
    chance = random.Random(seed)
    short = [file if len(file) <= MOST_BYTES else file[:NEAR] + file[-NEAR:] for file in files]
    for _ in range(count):
        data = bytearray(chance.choice(short))
        for _ in range(chance.randint(1, 6)):
            _damage(data, chance, short)
        yield bytes(data)


def _damage(data: bytearray, chance: random.Random, files: Sequence[bytes]) -> None:
    at = min(chance.randrange(NEAR), chance.randrange(len(data) + 1))
    at = len(data) - at if chance.random() < 0.3 else at
    match chance.randrange(7):
        case 0 if data:
            data[min(at, len(data) - 1)] ^= 1 << chance.randrange(8)
        case 1:
            data[at : at + chance.randrange(1, 40)] = b""
        case 2:
            data[at:at] = chance.choice(TELLING) * chance.choice([1, 1, 1, 2, 30])
        case 3:
            told = chance.choice(TELLING)
            data[at : at + len(told)] = told
        case 4:
            end = at + chance.randrange(1, 400)
            data[at:at] = data[at:end] * chance.choice([1, 1, 4])
        case 5:
            other = chance.choice(files)
            start = chance.randrange(len(other) + 1)
            data[at:at] = other[start : start + chance.randrange(1, 600)]
        case _:
            del data[at + chance.randrange(2_000) :]
