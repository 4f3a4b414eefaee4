"""A signature, as a finger leaves it on a touch panel: a few strokes through points, drawn with a round pen."""

from math import cos, pi, sin

from printers.document import raster

WIDTH, HEIGHT = 300, 90
_PEN_DOTS = 1.6
_STEPS = 400


def _points() -> list[tuple[float, float]]:
    """A name that begins with a large loop and goes on in waves that become flat."""
    turns = [step / _STEPS for step in range(_STEPS + 1)]
    loop = [(45 + 32 * cos(pi / 2 + 2 * pi * turn), 42 - 34 * sin(pi / 2 + 2 * pi * turn)) for turn in turns]
    waves = [
        (45 + 225 * turn + 9 * sin(18 * pi * turn), 50 - 26 * (1 - turn) * sin(15 * pi * turn) - 8 * turn)
        for turn in turns
    ]
    stroke = [(60 + 215 * turn, 78 - 10 * sin(pi * turn)) for turn in turns]
    return [*loop, *waves, *stroke]


def _rows() -> bytes:
    dots = [[False] * ((WIDTH + 7) // 8 * 8) for _ in range(HEIGHT)]
    for x, y in _points():
        for down in range(int(y) - 2, int(y) + 3):
            for across in range(int(x) - 2, int(x) + 3):
                if (across - x) ** 2 + (down - y) ** 2 <= _PEN_DOTS**2:
                    dots[down][across] = True
    return b"".join(int("".join("01"[dot] for dot in row), 2).to_bytes(len(row) // 8, "big") for row in dots)


SIGNATURE = raster(WIDTH, HEIGHT, _rows())
