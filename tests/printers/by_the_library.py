"""A document as python-escpos prints it when it is told so line by line: what `encode` is held to."""

from typing import Any

import qrcode

from printers.characters import spelled
from printers.document import Block, Cut, Document, Pair, Qr, Raster, Rule, Text
from printers.escpos_library import dummy_printer
from printers.layout import TextLine, lay_out
from printers.peso import GLYPH, SIGN, peso_command
from printers.profiles import PrinterProfile

# Half a millimetre a module on the usual 8 dots to the millimetre: phones read it from thermal paper.
QR_MODULE_DOTS = 4
# The normal font of these printers is 12 dots wide, so that 32, 42 and 48 columns are 384, 504 and 576 dots.
DOTS_A_COLUMN = 12
# From the print head to the tearing edge, so that the last line comes out in one piece.
TEAR_OFF_LINES = 4

# Of 255: where a drawing is made smaller, a dot that is a third black or more is black.
LINE_BRIGHTNESS = 170

_LEAVE_CHINESE_MODE = b"\x1c."


def by_the_library(document: Document, columns: int, profile: PrinterProfile) -> bytes:
    """Everything to send for this document, beginning with the printer's initialisation."""
    lines = lay_out(_spelled_document(document, profile), columns)
    printer = dummy_printer(profile.escpos_name)
    _initialise(printer, profile)
    style = (False, False)
    for line in lines:
        match line:
            case TextLine(text, bold, large):
                if text and (bold, large) != style:
                    style = (bold, large)
                    _set_style(printer, bold=bold, large=large)
                _print_text(printer, f"{text}\n", large=large)
            case Qr(content):
                # Half a character, as broken JSON may bring, is in no UTF-8.
                _print_qr(printer, content.encode(errors="replace").decode(), columns, profile)
            case Raster():
                _print_raster(printer, line, columns)
            case Cut():
                _end_slip(printer, profile)
    output: bytes = printer.output
    return output


def _initialise(printer: Any, profile: PrinterProfile) -> None:
    """An initialisation forgets the code page and may bring back Chinese mode, so both follow it, in this order."""
    printer.hw("INIT")
    if profile.starts_in_chinese:
        printer._raw(_LEAVE_CHINESE_MODE)
    # A fixed code page also keeps the library from sending a whole line as GB18030 for one ideograph.
    printer.charcode(profile.code_page)


def _set_style(printer: Any, *, bold: bool, large: bool) -> None:
    # The size is set by a command that resets bold; the library sends bold after it.
    printer.set(normal_textsize=not large, double_width=large, double_height=large, bold=bold)


def _print_text(printer: Any, text: str, *, large: bool) -> None:
    """Only for a printer that draws the peso sign is there still one in the text."""
    before, *others = text.split(SIGN)
    printer.text(before)
    for after in others:
        printer._raw(peso_command(large=large))
        printer.text(after)


def _print_qr(printer: Any, content: str, columns: int, profile: PrinterProfile) -> None:
    # Aligned by the printer: centring in the image would send a full line of white for each row of dots.
    printer.set(align="center")
    # The white around it, without which no reader finds it.
    printer.text("\n")
    if profile.native_qr:
        printer.qr(content, native=True, size=QR_MODULE_DOTS)
    else:
        _print_qr_image(printer, content, columns)
    printer.text("\n")
    printer.set(align="left")


def _print_qr_image(printer: Any, content: str, columns: int) -> None:
    _set_paper_width(printer, columns)
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_L, box_size=QR_MODULE_DOTS // 2)
    code.add_data(content)
    printer.image(code.make_image().get_image(), **_density(doubled=True))


def _print_raster(printer: Any, raster: Raster, columns: int) -> None:
    printer.set(align="center")
    _set_paper_width(printer, columns)
    # Rows travel in whole bytes, and the last one must not run over the edge either.
    dots_across = columns * DOTS_A_COLUMN // (16 if raster.doubled else 8) * 8
    printer.image(_image(raster, dots_across), **_density(doubled=raster.doubled))
    printer.set(align="left")


def _image(raster: Raster, dots_across: int) -> Any:
    """The drawing, made smaller where it is wider than the paper. A thin line survives that, if rather bold."""
    from PIL import Image

    black_on_white = bytes(byte ^ 0xFF for byte in raster.rows)
    image = Image.frombytes("1", (raster.width, raster.height), black_on_white)
    if raster.width <= dots_across:
        return image
    height = max(1, raster.height * dots_across // raster.width)
    smaller = image.convert("L").resize((dots_across, height), Image.Resampling.BOX)
    return smaller.point(lambda brightness: 0 if brightness < LINE_BRIGHTNESS else 255)


def _density(*, doubled: bool) -> dict[str, bool]:
    return {"high_density_horizontal": not doubled, "high_density_vertical": not doubled}


def _set_paper_width(printer: Any, columns: int) -> None:
    # Unless it knows a width in dots, the library prints a remark on standard output.
    width = {"pixels": columns * DOTS_A_COLUMN}
    printer.profile.profile_data = {**printer.profile.profile_data, "media": {"width": width}}


def _end_slip(printer: Any, profile: PrinterProfile) -> None:
    if profile.has_cutter:
        printer.cut(mode="PART")
    else:
        printer.print_and_feed(TEAR_OFF_LINES)


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
