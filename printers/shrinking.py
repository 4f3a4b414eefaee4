"""Drawings made smaller, for paper that is narrower than they are."""

from PIL import Image

from printers.document import Raster

# Of 255: a dot that is a third black or more is black.
LINE_BRIGHTNESS = 170


def shrunk(raster: Raster, width: int) -> bytes:
    """The rows of the drawing when it is only so many dots wide. A thin line survives that, if rather bold."""
    height = max(1, raster.height * width // raster.width)
    black_on_white = bytes(byte ^ 0xFF for byte in raster.rows)
    image = Image.frombytes("1", (raster.width, raster.height), black_on_white)
    smaller = image.convert("L").resize((width, height), Image.Resampling.BOX)
    return smaller.point(lambda brightness: 255 if brightness < LINE_BRIGHTNESS else 0).convert("1").tobytes()
