"""A document as the bytes that one kind of printer prints, ESC/POS in the words of python-escpos."""

from mpos.light.paths import Path
from printers.characters import spelled
from printers.document import Block, Cut, Document, Pair, Qr, Raster, Rule, Text
from printers.layout import TextLine, lay_out
from printers.peso import GLYPH, SIGN, peso_command
from printers.phrases import QR_MODULE_DOTS, Phrases, phrases_for
from printers.profiles import PrinterProfile

# The normal font of these printers is 12 dots wide, so that 32, 42 and 48 columns are 384, 504 and 576 dots.
DOTS_A_COLUMN = 12


def encode(document: Document, columns: int, profile: PrinterProfile, cache_dir: Path | None = None) -> bytes:
    """Everything to send for this document, beginning with the printer's initialisation.

    No text in the document can become a command, and each character takes the columns that the layout gave it.
    `cache_dir` is where the library's words may be kept (see `phrases_for`).
    """
    phrases = phrases_for(profile, cache_dir)
    sent = [phrases.begin]
    style = (False, False)
    for line in lay_out(_spelled_document(document, profile), columns):
        match line:
            case TextLine(text, bold, large):
                if text and (bold, large) != style:
                    style = (bold, large)
                    sent.append(phrases.style(bold=bold, large=large))
                sent.append(_text(phrases, f"{text}\n", large=large))
            case Qr(content):
                # Half a character, as broken JSON may bring, is in no UTF-8.
                code = _qr(phrases, content.encode(errors="replace"), native=profile.native_qr)
                # Aligned by the printer: centring in the image would send a full line of white for each row of dots.
                # And the white around it, without which no reader finds it.
                sent += (phrases.center, b"\n", code, b"\n", phrases.left)
            case Raster():
                sent += (phrases.center, _raster(phrases, line, columns), phrases.left)
            case Cut():
                sent.append(phrases.end)
    return b"".join(sent)


def _text(phrases: Phrases, text: str, *, large: bool) -> bytes:
    """Only for a printer that draws the peso sign is there still one in the text."""
    if SIGN not in text:
        return phrases.text(text)
    return peso_command(large=large).join(map(phrases.text, text.split(SIGN)))


def _qr(phrases: Phrases, content: bytes, *, native: bool) -> bytes:
    if native:
        return phrases.qr(content)
    from printers.qr.code import qr_rows

    # The printer doubles the dots: that is a quarter of the bytes, which at 9600 baud is seconds.
    dots = QR_MODULE_DOTS // 2
    rows = [int(row.replace("0", "0" * dots).replace("1", "1" * dots), 2) for row in qr_rows(content)]
    return phrases.dots(dots * len(rows), (row for row in rows for _ in range(dots)), doubled=True)


def _raster(phrases: Phrases, raster: Raster, columns: int) -> bytes:
    # Rows travel in whole bytes, and the last one must not run over the edge either.
    dots_across = columns * DOTS_A_COLUMN // (16 if raster.doubled else 8) * 8
    width, rows = raster.width, raster.rows
    if width > dots_across:
        from printers.shrinking import shrunk

        width, rows = dots_across, shrunk(raster, dots_across)
    row_bytes = (width + 7) // 8
    numbers = (int.from_bytes(rows[at : at + row_bytes], "big") for at in range(0, len(rows), row_bytes))
    return phrases.dots(width, (number >> 8 * row_bytes - width for number in numbers), doubled=raster.doubled)


def _spelled_document(document: Document, profile: PrinterProfile) -> Document:
    return Document(tuple(_spelled_block(block, profile) for block in document.blocks))


def _spelled_block(block: Block, profile: PrinterProfile) -> Block:
    """Before the layout, because a stand-in may be wider than the character it stands for."""

    peso = SIGN if profile.peso == GLYPH else profile.peso

    def spell(text: str) -> str:
        return spelled(text, profile.code_page, peso)

    match block:
        case Text():
            return block._replace(text=spell(block.text))
        case Pair():
            return block._replace(left=spell(block.left), right=spell(block.right))
        case Rule():
            return block._replace(char=spell(block.char))
        case Qr() | Raster():
            return block._replace(caption=spell(block.caption))
        case _:
            return block
