"""A lossless WebP whose pixels name far more prefix codes than a decoder has room for."""

from tests.hostile.pictures import webp

_CODE_LENGTHS = (17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8)
_BYTES = range(256)


class _Bits:
    """Written from the least significant, as RFC 9649 has it."""

    def __init__(self) -> None:
        self._value = self._count = 0

    def put(self, value: int, count: int) -> None:
        self._value |= value << self._count
        self._count += count

    def bytes(self) -> bytes:
        return self._value.to_bytes(-(-self._count // 8), "little")

    def one_symbol(self) -> None:
        self.put(0b0001, 4)

    def all_bytes(self, alphabet: int) -> None:
        """Write a code in which each of the 256 bytes takes eight bits."""
        self.put(0, 1)
        self.put(len(_CODE_LENGTHS) - 4, 4)
        for length in _CODE_LENGTHS:
            self.put(int(length in {0, 8}), 3)
        if alphabet > len(_BYTES):
            self.put(0b11111110_011_1, 12)
        else:
            self.put(0, 1)
        self.put((1 << len(_BYTES)) - 1, len(_BYTES))


def many_codes(side: int, groups: int) -> bytes:
    """Return a square of one colour with so many groups of codes, each of them used."""
    bits = _Bits()
    for value, count in ((side - 1, 14), (side - 1, 14), (0, 1), (0, 3), (0, 1), (0, 1), (1, 4)):
        bits.put(value, count)
    bits.put(0, 1)
    bits.all_bytes(280)
    bits.all_bytes(256)
    for _ in range(3):
        bits.one_symbol()
    reverse = [int(f"{byte:08b}"[::-1], 2) for byte in _BYTES]
    blocks = (side // 4) ** 2
    pairs = bytes(
        reverse[part] for n in range(blocks) for part in reversed(divmod(n % groups, 256))
    )
    bits.put(int.from_bytes(pairs, "little"), 8 * len(pairs))
    bits.put(int("0001" * 5 * groups, 2), 20 * groups)
    return webp(b"VP8L", b"\x2f" + bits.bytes() + bytes(16))
