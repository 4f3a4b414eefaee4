"""A document in the columns of one roll of paper: words wrap, amounts never break."""

from collections.abc import Iterator

from mpos.light.typing import NamedTuple
from printers.characters import printable, width
from printers.document import Align, Blank, Block, Cut, Document, Pair, Qr, Raster, Rule, Text

MIN_COLUMNS = 24
MAX_COLUMNS = 64


class TextLine(NamedTuple):
    """One printed line with its alignment already in it; a large one has half as many columns."""

    text: str
    bold: bool = False
    large: bool = False


Line = TextLine | Qr | Raster | Cut


def lay_out(document: Document, columns: int) -> tuple[Line, ...]:
    """The lines of the document, none wider than `columns` (24 to 64)."""
    if not MIN_COLUMNS <= columns <= MAX_COLUMNS:
        raise ValueError(f"Paper has {MIN_COLUMNS} to {MAX_COLUMNS} columns, not {columns}.")
    return tuple(line for block in document.blocks for line in _lines(block, columns))


def as_text(document: Document, columns: int) -> str:
    """The preview for a screen: the same columns; what is large on paper has normal size here."""
    plain = Document(tuple(_unenlarged(block) for block in document.blocks))
    lines = (_shown(line, columns) for line in lay_out(plain, columns))
    return "".join(f"{line}\n" for line in lines)


def _lines(block: Block, columns: int) -> Iterator[Line]:
    match block:
        case Text():
            yield from _text_lines(block, columns)
        case Pair():
            yield from _pair_lines(block, columns)
        case Rule(char):
            yield TextLine(_rule_char(char) * columns)
        case Blank(lines):
            yield from [TextLine("")] * lines
        case Qr(content, caption):
            yield Qr(content)
            yield from _text_lines(Text(caption, align="center"), columns)
        case Raster():
            yield block
            yield from _text_lines(Text(block.caption, align="center"), columns)
        case Cut():
            yield block


def _text_lines(block: Text, columns: int) -> Iterator[TextLine]:
    available = columns // 2 if block.large else columns
    text = printable(block.text)
    if block.align == "center":
        lines = _balanced(text.strip(), available)
    else:
        lines = wrap(text if block.align == "left" else text.strip(), available)
    for line in lines:
        yield TextLine(_aligned(line, block.align, available), block.bold, block.large)


def _pair_lines(block: Pair, columns: int) -> Iterator[TextLine]:
    right = printable(block.right).strip()
    # An amount too wide for large print is printed at normal size rather than broken.
    large = block.large and width(right) <= columns // 2
    available = columns // 2 if large else columns
    labels = wrap(printable(block.left), available)
    amounts = [right] if width(right) <= available else wrap(right, available)
    if labels and len(amounts) == 1 and width(labels[-1]) + 1 + width(right) <= available:
        gap = available - width(labels[-1]) - width(right)
        labels[-1] += " " * gap + amounts.pop()
    for line in labels:
        yield TextLine(line.rstrip(), block.bold, large)
    for line in amounts:
        if line:
            yield TextLine(_aligned(line, "right", available), block.bold, large)


def wrap(text: str, columns: int) -> list[str]:
    """The words of printable text in lines of at most `columns`; only a word wider than a line is broken."""
    indent = " " * min(len(text) - len(text.lstrip(" ")), columns // 2)
    available = columns - len(indent)
    lines: list[str] = []
    for word in text.split():
        for piece in _pieces(word, available):
            if lines and width(lines[-1]) + 1 + width(piece) <= available:
                lines[-1] += " " + piece
            else:
                lines.append(piece)
    return [indent + line for line in lines]


def _balanced(text: str, columns: int) -> list[str]:
    """As few lines as `wrap` makes, each about as long as the others: no word stands alone under a full line."""
    lines = wrap(text, columns)
    if len(lines) < 2:
        return lines
    widest_word = min(columns, max(map(width, text.split())))
    narrower = (wrap(text, narrow) for narrow in range(widest_word, columns))
    return next((some for some in narrower if len(some) == len(lines)), lines)


def _pieces(word: str, columns: int) -> list[str]:
    if width(word) <= columns:
        return [word]
    pieces = [""]
    for char in word:
        if width(pieces[-1] + char) > columns:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _aligned(line: str, align: Align, columns: int) -> str:
    space = columns - width(line)
    if align == "center":
        return " " * (space // 2) + line
    return " " * space + line if align == "right" else line


def _rule_char(char: str) -> str:
    return next((sign for sign in printable(char) if sign != " " and width(sign) == 1), "-")


def _unenlarged(block: Block) -> Block:
    return block._replace(large=False) if isinstance(block, Text | Pair) else block


def _shown(line: Line, columns: int) -> str:
    match line:
        case TextLine(text):
            return text
        case Qr(content):
            return _aligned(_qr_sign(printable(content), columns), "center", columns)
        case Raster(width_dots, height_dots):
            return _aligned(f"[image {width_dots}x{height_dots}]", "center", columns)
        case Cut():
            return ("- " * (columns // 2)).rstrip()


def _qr_sign(content: str, columns: int) -> str:
    whole = f"[QR: {content}]"
    if width(whole) <= columns:
        return whole
    return f"[QR: {_pieces(content, columns - len('[QR: ...]'))[0]}...]"
