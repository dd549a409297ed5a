"""Damaged pictures without end: `make fuzz`, or `python -m tests.hostile.fuzz --count 1000`.

Input number N of a seed is always the same, so that a finding is told by two numbers. A fault of
the native libraries ends the process, and `faulthandler` says where.
"""

import argparse
import faulthandler
import random
import struct
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from server.errors import ImageFailed
from server.images.normalise import normalise
from tests.hostile.pictures import saved

SLOWEST = 1.0
MOST_CHANGES = 8
TELLING = (0, 1, 0x7F, 0x80, 0xFE, 0xFF)
WORDS = (0, 1, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF)
MARKS = (
    b"\xff\xd8", b"\xff\xd9", b"\xff\xda", b"\xff\xc0", b"\xff\xc2", b"\xff\xdd", b"\xff\xff",
    b"IHDR", b"IDAT", b"IEND", b"PLTE", b"tRNS", b"acTL", b"fcTL", b"zTXt", b"iCCP",
    b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"EXIF",
    b"meta", b"iprp", b"ispe", b"iloc", b"mdat", b"av01", b"grid", b"!\xf9\x04", b",", b";",
)  # fmt: skip

SEEDS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: saved("JPEG"),
    "jpeg, progressive": lambda: saved("JPEG", progressive=True),
    "jpeg, cmyk": lambda: saved("JPEG", mode="CMYK"),
    "jpeg, grey": lambda: saved("JPEG", mode="L"),
    "png": lambda: saved("PNG"),
    "png, palette": lambda: saved("PNG", mode="P"),
    "png, alpha": lambda: saved("PNG", mode="RGBA"),
    "png, one bit": lambda: saved("PNG", mode="1"),
    "gif": lambda: saved("GIF", mode="P"),
    "webp": lambda: saved("WEBP"),
    "webp, lossless with alpha": lambda: saved("WEBP", mode="RGBA", lossless=True),
    "avif": lambda: saved("AVIF", speed=10),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """An input that did what none may: which, of what, and what happened."""

    number: int
    kind: str
    what: str


def damaged(seed: int, number: int) -> tuple[str, bytes]:
    """Return input `number`: of which kind it was, and its bytes."""
    chance = random.Random(f"{seed}:{number}")
    kind = chance.choice(sorted(SEEDS))
    data = bytearray(SEEDS[kind]())
    for _ in range(chance.randint(1, MOST_CHANGES)):
        chance.choice(CHANGES)(data, chance)
    return kind, bytes(data)


def run(seed: int, count: int, seconds: float) -> Iterator[tuple[float, Finding | None]]:
    """Yield for each input the seconds of a core that it took, and what is wrong, if anything."""
    ends = time.monotonic() + seconds
    for number in range(count):
        if time.monotonic() >= ends:
            return
        kind, data = damaged(seed, number)
        began, wrong = time.process_time(), ""
        try:
            with suppress(ImageFailed):
                if not normalise(data).jpeg.startswith(b"\xff\xd8\xff"):
                    wrong = "no JPEG"
        except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
            wrong = f"{type(error).__name__}: {error}"
        took = time.process_time() - began
        if took > SLOWEST:
            wrong = wrong or f"{took:.2f} s"
        yield took, Finding(number, kind, wrong) if wrong else None


def _at(data: bytearray, chance: random.Random) -> int:
    return chance.randrange(max(len(data), 1))


def _byte(data: bytearray, chance: random.Random) -> None:
    at = _at(data, chance)
    data[at : at + 1] = bytes([chance.choice((*TELLING, chance.randrange(256)))])


def _length(data: bytearray, chance: random.Random) -> None:
    at, form = _at(data, chance), chance.choice((">I", "<I", ">H", "<H"))
    word = struct.pack(form, chance.choice(WORDS) & (2 ** (8 * struct.calcsize(form)) - 1))
    data[at : at + len(word)] = word


def _mark(data: bytearray, chance: random.Random) -> None:
    at, mark = _at(data, chance), chance.choice(MARKS)
    data[at : at + len(mark) * chance.randint(0, 1)] = mark


def _cut(data: bytearray, chance: random.Random) -> None:
    at = _at(data, chance)
    del data[at : at + chance.choice((1, 2, 16, 256, len(data)))]


def _repeated(data: bytearray, chance: random.Random) -> None:
    at = _at(data, chance)
    data[at:at] = data[at : at + chance.randint(1, 64)] * chance.choice((1, 2, 50, 2000))


CHANGES = (_byte, _byte, _byte, _length, _length, _mark, _cut, _repeated)


def main() -> int:
    """Print what was tried and found; 1 where anything was."""
    faulthandler.enable()
    wanted = argparse.ArgumentParser(description="Feed damaged pictures to the guard and decoder.")
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--count", type=int, default=sys.maxsize)
    wanted.add_argument("--seconds", type=float, default=60)
    asked = wanted.parse_args()
    began, took = time.monotonic(), []
    findings = []
    for spent, finding in run(asked.seed, asked.count, asked.seconds):
        took.append(spent)
        if finding:
            findings.append(finding)
            print(f"input {finding.number} ({finding.kind}): {finding.what}", flush=True)
    per_second = len(took) / (time.monotonic() - began)
    print(
        f"seed {asked.seed}: {len(took)} inputs of {len(SEEDS)} kinds, {per_second:.0f} a second, "
        f"worst {max(took, default=0) * 1000:.0f} ms, {len(findings)} findings"
    )
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
