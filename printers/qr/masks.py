"""The mask that makes a QR code easiest to read: of eight, the one that looks least like a part of a code.

A plane is one number with a bit for each module, row after row or column after column, and a light one after each, so
that what is counted ends there.
"""

from collections.abc import Callable, Sequence

_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda i, j: (i + j) % 2 == 0,
    lambda i, _: i % 2 == 0,
    lambda _, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: (i * j % 3 + (i + j) % 2) % 2 == 0,
)
_PERIOD = 12
"""Down and across, all masks repeat themselves after so many modules."""
_LIKE_A_FINDER = ("10111010000", "00001011101")
_RUN_PENALTY, _SQUARE_PENALTY, _FINDER_PENALTY, _BALANCE_PENALTY = 2, 3, 40, 10


def best_mask(modules: Sequence[str], content: Sequence[str]) -> int:
    """The mask with the fewest penalties. `content` has a "1" where a module may be turned over."""
    size = len(modules)
    everywhere = _plane(["1" * size] * size)
    across = _plane(modules), _plane(content)
    down = _plane(_turned(modules)), _plane(_turned(content))

    def penalty(mask: int) -> int:
        tile = _tile(mask)
        dark = across[0] ^ _plane(_laid(tile, size)) & across[1]
        dark_down = down[0] ^ _plane(_laid(_turned(tile), size)) & down[1]
        light, light_down = dark ^ everywhere, dark_down ^ everywhere
        runs = _runs(dark) + _runs(light) + _runs(dark_down) + _runs(light_down)
        squares = _squares(dark, size) + _squares(light, size)
        return runs + squares + _finders(dark, light) + _finders(dark_down, light_down) + _balance(dark, size)

    return min(range(len(_MASKS)), key=penalty)


def mask_rows(mask: int, size: int) -> list[str]:
    """The rows of a mask, "1" where it turns a module over."""
    return _laid(_tile(mask), size)


def _tile(mask: int) -> list[str]:
    turns = _MASKS[mask]
    return ["".join("01"[turns(i, j)] for j in range(_PERIOD)) for i in range(_PERIOD)]


def _laid(tile: list[str], size: int) -> list[str]:
    rows = [(row * (size // _PERIOD + 1))[:size] for row in tile]
    return [rows[i % _PERIOD] for i in range(size)]


def _plane(rows: Sequence[str]) -> int:
    return int("0".join(rows) + "0", 2)


def _turned(rows: Sequence[str]) -> list[str]:
    """The columns as rows."""
    return list(map("".join, zip(*rows, strict=True)))


def _runs(plane: int) -> int:
    """Of five and more alike: as many as there are over two."""
    pairs = plane & plane >> 1
    fives = pairs & pairs >> 2 & plane >> 4
    return fives.bit_count() + _RUN_PENALTY * (fives & ~(fives >> 1)).bit_count()


def _squares(plane: int, size: int) -> int:
    pairs = plane & plane >> 1
    return _SQUARE_PENALTY * (pairs & pairs >> size + 1).bit_count()


def _finders(dark: int, light: int) -> int:
    found = 0
    for pattern in _LIKE_A_FINDER:
        there = -1
        for place, module in enumerate(pattern):
            there &= (dark if module == "1" else light) >> place
        found += there.bit_count()
    return _FINDER_PENALTY * found


def _balance(dark: int, size: int) -> int:
    """For each twentieth that there are more or fewer dark ones than half, in the library's own arithmetic."""
    share = float(dark.bit_count()) / size**2
    return int(abs(share * 100 - 50) / 5) * _BALANCE_PENALTY
