"""Pictures of signatures: read from a file or drawn from strokes, kept as small PNGs in black and white, as paper is.

The one file that knows Pillow, which is imported when there is a picture and never before.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mpos.contract.problems import BadUsage
from mpos.contract.signature import MAX_HEIGHT, MAX_WIDTH
from mpos.light.typing import TYPE_CHECKING, NamedTuple

from .strokes import Area, Stroke

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "BMP")
MAX_FILE_BYTES = 10_000_000
"""A photo of a good phone; larger ones are of something else."""
MAX_PIXELS = 16_000_000
"""What such a phone takes. Unpacked it is 64 MB at most, which a handheld's memory holds."""
MAX_SIDE = 65_500
"""The longest that a JPEG can be; a stripe that is longer is no signature."""
WORKING_SIDE = 1_536
"""Four times the dots of the result: ink is told from paper on this, and the time that takes is bounded by it."""
LEAST_CONTRAST = 40
"""Of 255: a shade that differs less from the paper around it is a shadow, or the paper's own."""
INK_SHARE = 0.25
"""Of a dot's area under a thin line: so much of it makes the dot black, or thin lines would break up."""
PEN_DOTS = 3
"""How wide a stroke is drawn: what a ballpoint leaves, on paper of eight dots to the millimetre."""
_MARGIN = 2
_WHITE, _BLACK = 255, 0
_BROKEN = (
    *(OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, KeyError, OverflowError, MemoryError),
    *(struct.error, zlib.error),
)
"""What Pillow's readers raise on files that are not what they say."""


class NotAPicture(BadUsage):
    """This is no picture that can be used: {detail}"""

    hint = "Nothing was recorded. Give a PNG, JPEG or BMP file with a signature in dark ink on light paper."


class NothingWritten(BadUsage):
    """There is no signature on it."""

    hint = "Nothing was recorded. Let the customer sign once more."


class Picture(NamedTuple):
    """A signature as it is kept: a PNG in black and white, and its size in dots."""

    png: bytes
    width: int
    height: int


def picture_in(content: bytes) -> Picture:
    """The signature in a picture file, cropped to its ink and small enough for paper; NotAPicture, NothingWritten."""
    if len(content) > MAX_FILE_BYTES:
        raise NotAPicture(detail=f"it is larger than {MAX_FILE_BYTES // 1_000_000} MB")
    with _believing_nothing():
        return _kept(_ink_of(_opened(content)))


def picture_of(strokes: list[Stroke], area: Area | None = None) -> Picture:
    """The signature that these strokes make, as large as it may be; NothingWritten where there are none.

    With the panel's `area` its proportions are right also where the axes count differently.
    """
    from PIL import Image, ImageDraw

    lines = [line for line in strokes if len(line) > 1]
    if not lines:
        raise NothingWritten
    x_unit, y_unit = _units(area)
    left, right = min(x for line in lines for x, _ in line), max(x for line in lines for x, _ in line)
    top, bottom = min(y for line in lines for _, y in line), max(y for line in lines for _, y in line)
    width, height = max((right - left) * x_unit, x_unit), max((bottom - top) * y_unit, y_unit)
    scale = min((MAX_WIDTH - 2 * _MARGIN - 1) / width, (MAX_HEIGHT - 2 * _MARGIN - 1) / height)
    paper = Image.new("1", (_dots(width * scale) + _MARGIN + 1, _dots(height * scale) + _MARGIN + 1), 1)
    pen = ImageDraw.Draw(paper)
    for line in lines:
        points = [(_dots((x - left) * x_unit * scale), _dots((y - top) * y_unit * scale)) for x, y in line]
        pen.line(points, fill=0, width=PEN_DOTS, joint="curve")
    return _png(paper)


def _dots(length: float) -> int:
    return round(length) + _MARGIN


def rows_of(picture: bytes) -> tuple[int, int, bytes]:
    """Width, height and rows of a kept picture, for paper: eight dots a byte, a set bit is black; NotAPicture."""
    from PIL import Image, ImageChops

    with _believing_nothing():
        image = Image.open(io.BytesIO(picture), formats=("PNG",))
        if image.width > MAX_WIDTH or image.height > MAX_HEIGHT:
            raise NotAPicture(detail=f"it has {image.width} x {image.height} dots")
        dots = ImageChops.invert(image.convert("1", dither=Image.Dither.NONE))
        return dots.width, dots.height, dots.tobytes()


def _opened(content: bytes) -> "Image.Image":
    """The picture in grey, upright, on white, and no larger than it has to be to see the ink."""
    from PIL import Image, ImageOps

    image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
    if image.width * image.height > MAX_PIXELS or max(image.size) > MAX_SIDE:
        raise NotAPicture(detail=f"it has {image.width} x {image.height} dots, and {MAX_PIXELS} together is the most")
    # A JPEG can be unpacked at half its size, or a quarter: the time and memory of a photo come down with it.
    image.draft("L", (WORKING_SIDE, WORKING_SIDE))
    grey = _in_grey(ImageOps.exif_transpose(image))
    _shrink(grey)
    return grey


def _in_grey(image: "Image.Image") -> "Image.Image":
    from PIL import Image

    if image.mode.startswith("I"):
        # 16 bits a dot, which Pillow would cut off above 255 instead of scaling.
        return image.convert("I").point(lambda shade: shade * (1 / 257)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        _shrink(image)
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("L")


def _shrink(image: "Image.Image") -> None:
    from PIL import Image

    image.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)


def _ink_of(grey: "Image.Image") -> "Image.Image":
    """What is darker than the paper around it: a photo's one corner may be as dark as the ink in another."""
    from PIL import ImageChops, ImageFilter

    around = grey.filter(ImageFilter.BoxBlur(max(8, max(grey.size) // 16)))
    darker = ImageChops.subtract(around, grey)
    least = max(LEAST_CONTRAST, _darkest(darker) // 3)
    return darker.point(_step_at(least))


def _darkest(picture: "Image.Image") -> int:
    return max(shade for shade, dots in enumerate(picture.histogram()) if dots)


def _kept(ink: "Image.Image") -> Picture:
    """The ink, white on black, cropped and fitted, as black on white."""
    from PIL import Image, ImageChops

    box = ink.getbbox()
    if box is None:
        raise NothingWritten
    left, top, right, bottom = box
    cropped = ink.crop((left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN))
    cropped.thumbnail((MAX_WIDTH, MAX_HEIGHT), Image.Resampling.BOX)
    dots = cropped.point(_step_at(round(_WHITE * INK_SHARE)))
    return _png(ImageChops.invert(dots).convert("1", dither=Image.Dither.NONE))


def _png(image: "Image.Image") -> Picture:
    """The same picture gives the same bytes: nothing of the file that it came from is in them."""
    made = io.BytesIO()
    image.save(made, "PNG", optimize=True)
    return Picture(made.getvalue(), image.width, image.height)


def _step_at(least: int) -> Callable[[float], float]:
    return lambda shade: _WHITE if shade >= least else _BLACK


def _units(area: Area | None) -> tuple[float, float]:
    """What a step across and a step down are worth: millimetres where the panel tells, else the same."""
    if area is None or not (area.x.per_mm and area.y.per_mm):
        return 1.0, 1.0
    return 1 / area.x.per_mm, 1 / area.y.per_mm


@contextmanager
def _believing_nothing() -> Iterator[None]:
    """Pillow in its strictest mood, and its complaints in our words."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture(detail="it has too many dots") from error
    except UnidentifiedImageError as error:
        raise NotAPicture(detail="it is none of " + ", ".join(FORMATS)) from error
    except _BROKEN as error:
        raise NotAPicture(detail=str(error).partition("\n")[0][:120] or type(error).__name__) from error
