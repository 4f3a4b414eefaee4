"""What a QR code holds, byte for byte: the content, then what corrects it."""

from itertools import zip_longest

BLOCKS = {7: (2, 20), 8: (2, 24), 9: (2, 30), 10: (4, 18), 11: (4, 20), 12: (4, 24), 13: (4, 26)}
"""By version, with the least correction: blocks, and how many bytes of correction each of them has."""
ALL_BYTES = {7: 196, 8: 242, 9: 292, 10: 346, 11: 404, 12: 466, 13: 532}
_LONG_COUNT_FROM = 10
"""The first version that tells the length of its content in two bytes."""
_MODE_BITS, _BYTES_MODE = 4, 4
_PADDING = b"\xec\x11"
_FIELD = 0x1D
"""The polynomial of the field of 256, but for its highest term."""


def version_for(size: int) -> int | None:
    """The smallest version from 7 on that has room for so many bytes, if one up to 13 has."""
    return next((version for version in BLOCKS if _head_bits(version) + 8 * size <= 8 * _room(version)), None)


def codewords(content: bytes, version: int) -> bytes:
    """The content with its length, filled up, its blocks dealt out in turns; then what corrects each, likewise."""
    size, room = len(content), _room(version)
    head_bits = _head_bits(version)
    head = _BYTES_MODE << head_bits - _MODE_BITS | size
    # The mode's four bits leave the last byte half empty.
    told = (head << 8 * size + 4 | int.from_bytes(content, "big") << 4).to_bytes(size + (head_bits + 4) // 8, "big")
    told += (_PADDING * room)[: room - len(told)]
    blocks, correction = BLOCKS[version]
    # Those that are a byte longer come last.
    longer = room % blocks
    ends = [room // blocks * number + max(0, number + longer - blocks) for number in range(blocks + 1)]
    parts = [told[ends[number] : ends[number + 1]] for number in range(blocks)]
    return _dealt(parts) + _dealt(_corrections(parts, correction))


def _head_bits(version: int) -> int:
    return _MODE_BITS + (16 if version >= _LONG_COUNT_FROM else 8)


def _room(version: int) -> int:
    blocks, correction = BLOCKS[version]
    return ALL_BYTES[version] - blocks * correction


def _dealt(blocks: list[bytes]) -> bytes:
    return bytes(byte for turn in zip_longest(*blocks) for byte in turn if byte is not None)


def _corrections(blocks: list[bytes], count: int) -> list[bytes]:
    """Reed and Solomon's: what is left of a block divided by the polynomial whose roots are the powers of 2.

    A polynomial is one number, with a byte for each term: adding two of them is one exclusive or.
    """
    divisor, root = 1, 1
    for _ in range(count):
        divisor = divisor << 8 ^ _times(divisor, root, count)
        root = _times(root, 2, 1)
    multiples = [_times(divisor, 1 << bit, count + 1) for bit in range(8)]
    return [_rest(block, multiples, count) for block in blocks]


def _rest(block: bytes, multiples: list[int], count: int) -> bytes:
    rest = 0
    for byte in block:
        rest = rest << 8 ^ byte << 8 * count
        factor = rest >> 8 * count
        for bit, multiple in enumerate(multiples):
            if factor >> bit & 1:
                rest ^= multiple
    return rest.to_bytes(count, "big")


def _times(polynomial: int, factor: int, terms: int) -> int:
    ones = int.from_bytes(b"\1" * terms, "big")
    product = 0
    while factor:
        if factor & 1:
            product ^= polynomial
        carried = polynomial >> 7 & ones
        polynomial = (polynomial & 0x7F * ones) << 1 ^ carried * _FIELD
        factor >>= 1
    return product
