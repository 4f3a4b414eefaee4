"""What is on a slip, without a word about how wide the paper is or which printer prints it.

Documents wait in a print queue, also across upgrades, so their JSON form carries a version.
"""

from binascii import a2b_base64, b2a_base64

from mpos.light.plain_json import dumps, loads
from mpos.light.typing import Any, Literal, NamedTuple

# A kind of block that is new leaves this as it is: a queue is read by the release that filled it, or by a later one.
VERSION = 1

# A day's list with several hundred payments stays under this; a runaway one must not use up the roll.
MAX_BLOCKS = 5_000
MAX_TEXT_CHARS = 2_000
MAX_BLANK_LINES = 20
# The largest code whose modules have four dots each on the narrowest roll, 24 columns: phones read that off the paper.
MAX_QR_BYTES = 400
# The full width of an 80 mm roll and three centimetres of it: at 9600 baud, the slowest line, 18 seconds.
MAX_RASTER_WIDTH = 576
MAX_RASTER_HEIGHT = 240
# A logo and a signature, and as many again.
MAX_RASTERS = 4

Align = Literal["left", "center", "right"]


class BadDocument(Exception):
    """This is not a document that can be printed; the message names the block and what is wrong with it."""


class Text(NamedTuple):
    """A paragraph, wrapped at words; leading spaces indent all its lines, and an empty text takes no line."""

    text: str
    align: Align = "left"
    bold: bool = False
    large: bool = False


class Pair(NamedTuple):
    """A label on the left, which may wrap, and an amount on the right, which never does."""

    left: str
    right: str
    bold: bool = False
    large: bool = False


class Rule(NamedTuple):
    """A line across the paper."""

    char: str = "-"


class Blank(NamedTuple):
    """Empty lines."""

    lines: int = 1


class Qr(NamedTuple):
    """A QR code, centred, and an optional caption under it. The content is coded as it is, in UTF-8."""

    content: str
    caption: str = ""


class Raster(NamedTuple):
    """A drawing in black dots, centred, and an optional caption under it. See `raster`, which makes one.

    `dots` is base64 of its rows from top to bottom, each of whole bytes; a set bit is black, the highest is leftmost.
    `doubled` prints each dot as two by two: a quarter of the bytes, which on a serial line is seconds.
    """

    width: int
    height: int
    dots: str
    caption: str = ""
    doubled: bool = False

    @property
    def rows(self) -> bytes:
        """The rows as bytes, one after the other."""
        return a2b_base64(self.dots)


class Cut(NamedTuple):
    """The end of a slip: the paper is cut, or fed far enough to be torn off."""


Block = Text | Pair | Rule | Blank | Qr | Raster | Cut


class Document(NamedTuple):
    """Everything that is printed in one go, from top to bottom."""

    blocks: tuple[Block, ...]


def raster(width: int, height: int, rows: bytes, caption: str = "", *, doubled: bool = False) -> Raster:
    """A drawing from its rows of packed bits, as described at Raster: `height` rows of (width + 7) // 8 bytes.

    Raises BadDocument where the bytes are not as many, or the drawing is over MAX_RASTER_WIDTH x MAX_RASTER_HEIGHT.
    """
    block = Raster(width, height, b2a_base64(rows, newline=False).decode("ascii"), caption, doubled)
    fault = _raster_fault(block)
    if fault:
        raise BadDocument(f"This drawing can't be printed: {fault}.")
    return block


def to_json(document: Document) -> str:
    """The document as one line of JSON, for the print queue.

    Raises BadDocument for one that `from_json` would refuse, so that it fails where it was made.
    """
    _check(document)
    blocks = [{"kind": _NAMES[type(block)], **block._asdict()} for block in document.blocks]
    return dumps({"version": VERSION, "blocks": blocks})


def from_json(text: str) -> Document:
    """The document that `to_json` wrote. Raises BadDocument for anything else."""
    try:
        stored = loads(text)
    except (ValueError, RecursionError) as error:
        raise BadDocument(f"The stored document is not JSON: {error}") from None
    if not isinstance(stored, dict) or stored.get("version") != VERSION:
        raise BadDocument(f"The stored document is not of version {VERSION}.")
    if not isinstance(stored.get("blocks"), list):
        raise BadDocument("The stored document has no list of blocks.")
    document = Document(tuple(_block(fields) for fields in stored["blocks"]))
    _check(document)
    return document


_KINDS: dict[str, type[Block]] = {
    "text": Text,
    "pair": Pair,
    "rule": Rule,
    "blank": Blank,
    "qr": Qr,
    "raster": Raster,
    "cut": Cut,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def _block(fields: object) -> Block:
    if not isinstance(fields, dict):
        raise BadDocument(f"A block is {fields!r:.40} where an object belongs.")
    values: dict[str, Any] = dict(fields)
    name = values.pop("kind", None)
    if not isinstance(name, str) or name not in _KINDS:
        raise BadDocument(f"There is no block of the kind {name!r:.40}.")
    try:
        return _KINDS[name](**values)
    except TypeError as error:
        raise BadDocument(f"A {name} block does not fit: {error}") from None


def _check(document: Document) -> None:
    if len(document.blocks) > MAX_BLOCKS:
        raise BadDocument(f"A document of {len(document.blocks)} blocks is over the limit of {MAX_BLOCKS}.")
    if sum(isinstance(block, Raster) for block in document.blocks) > MAX_RASTERS:
        raise BadDocument(f"A document has at most {MAX_RASTERS} drawings.")
    for number, block in enumerate(document.blocks, start=1):
        fault = _fault(block)
        if fault:
            raise BadDocument(f"Block {number}, {_NAMES[type(block)]}: {fault}.")


def _fault(block: Block) -> str | None:
    """What is wrong with the block, as the end of a sentence."""
    match block:
        case Raster():
            return _raster_fault(block)
        case Blank(lines) if type(lines) is not int or not 0 <= lines <= MAX_BLANK_LINES:
            return f"lines is not a number from 0 to {MAX_BLANK_LINES}"
        case Qr(str() as content) if not 0 < len(content.encode(errors="replace")) <= MAX_QR_BYTES:
            return f"the content must have 1 to {MAX_QR_BYTES} bytes"
    return next((f"{field} is wrong or too long" for field in block._fields if not _fits(block, field)), None)


def _raster_fault(block: Raster) -> str | None:
    sizes = ((block.width, MAX_RASTER_WIDTH), (block.height, MAX_RASTER_HEIGHT))
    if any(type(size) is not int or not 0 < size <= limit for size, limit in sizes):
        return f"its size is not within 1x1 and {MAX_RASTER_WIDTH}x{MAX_RASTER_HEIGHT} dots"
    wanted = block.height * ((block.width + 7) // 8)
    if type(block.dots) is not str or _bytes_in(block.dots) != wanted:
        return f"its dots are not base64 of {wanted} bytes"
    return None if _fits(block, "caption") and _fits(block, "doubled") else "its caption or doubled is wrong"


def _bytes_in(dots: str) -> int | None:
    try:
        return len(a2b_base64(dots, strict_mode=True))
    except ValueError:
        return None


def _fits(block: Block, field: str) -> bool:
    value, kind = getattr(block, field), type(block).__annotations__[field]
    if kind is Align:
        return value in ("left", "center", "right")
    return type(value) is kind and (not isinstance(value, str) or len(value) <= MAX_TEXT_CHARS)
