"""What is on a slip, without a word about how wide the paper is or which printer prints it.

Documents wait in a print queue, also across upgrades, so their JSON form carries a version.
"""

from typing import Any, Literal, NamedTuple

VERSION = 1

# A day's list with several hundred payments stays under this; a runaway one must not use up the roll.
MAX_BLOCKS = 5_000
MAX_TEXT_CHARS = 2_000
MAX_BLANK_LINES = 20
# The largest code whose modules have four dots each on the narrowest roll, 24 columns: phones read that off the paper.
MAX_QR_BYTES = 400

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


class Cut(NamedTuple):
    """The end of a slip: the paper is cut, or fed far enough to be torn off."""


Block = Text | Pair | Rule | Blank | Qr | Cut


class Document(NamedTuple):
    """Everything that is printed in one go, from top to bottom."""

    blocks: tuple[Block, ...]


def to_json(document: Document) -> str:
    """The document as one line of JSON, for the print queue.

    Raises BadDocument for one that `from_json` would refuse, so that it fails where it was made.
    """
    import json

    _check(document)
    blocks = [{"kind": _NAMES[type(block)], **block._asdict()} for block in document.blocks]
    return json.dumps({"version": VERSION, "blocks": blocks})


def from_json(text: str) -> Document:
    """The document that `to_json` wrote. Raises BadDocument for anything else."""
    import json

    try:
        stored = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadDocument(f"The stored document is not JSON: {error}") from None
    if not isinstance(stored, dict) or stored.get("version") != VERSION:
        raise BadDocument(f"The stored document is not of version {VERSION}.")
    if not isinstance(stored.get("blocks"), list):
        raise BadDocument("The stored document has no list of blocks.")
    document = Document(tuple(_block(fields) for fields in stored["blocks"]))
    _check(document)
    return document


_KINDS: dict[str, type[Block]] = {"text": Text, "pair": Pair, "rule": Rule, "blank": Blank, "qr": Qr, "cut": Cut}
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
    for number, block in enumerate(document.blocks, start=1):
        for field, kind in type(block).__annotations__.items():
            if not _fits(getattr(block, field), kind):
                raise BadDocument(f"Block {number}, {_NAMES[type(block)]}: {field} is wrong or too long.")
        if isinstance(block, Qr) and not 0 < len(block.content.encode(errors="replace")) <= MAX_QR_BYTES:
            raise BadDocument(f"Block {number}, qr: the content must have 1 to {MAX_QR_BYTES} bytes.")


def _fits(value: object, kind: object) -> bool:
    if kind is Align:
        return value in ("left", "center", "right")
    if type(value) is not kind:
        return False
    match value:
        case str():
            return len(value) <= MAX_TEXT_CHARS
        case bool():
            return True
        case int():
            return 0 <= value <= MAX_BLANK_LINES
    return False
