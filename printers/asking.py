"""python-escpos asked for its words: those that slips are put together from."""

from collections.abc import Callable
from typing import Any

from PIL import Image

from printers.escpos_library import dummy_printer
from printers.phrases import QR_MODULE_DOTS, STORED, Phrases
from printers.profiles import PrinterProfile

# From the print head to the tearing edge, so that the last line comes out in one piece.
TEAR_OFF_LINES = 4
_LEAVE_CHINESE_MODE = b"\x1c."
_SIZE = b"\1\0\1\0"
"""Of the smallest image: a byte wide and a row high."""


def ask(profile: PrinterProfile) -> Phrases:
    """All phrases for this kind of printer."""
    printer = dummy_printer(profile.escpos_name)

    def said(telling: Callable[[], object]) -> bytes:
        printer.clear()
        telling()
        output: bytes = printer.output
        return output

    native_qr = said(lambda: printer.qr("x", native=True, size=QR_MODULE_DOTS))
    before_qr, _, after_qr = native_qr.partition((len(STORED) + 1).to_bytes(2, "little") + STORED + b"x")
    letters = bytes(range(128, 256)).decode(profile.code_page, "ignore")
    return Phrases(
        # First, because it says which code page all text is in.
        begin=said(lambda: _initialise(printer, profile)),
        end=said(lambda: _end_slip(printer, profile)),
        center=said(lambda: printer.set(align="center")),
        left=said(lambda: printer.set(align="left")),
        plain=said(lambda: _set_style(printer, bold=False, large=False)),
        bold=said(lambda: _set_style(printer, bold=True, large=False)),
        large=said(lambda: _set_style(printer, bold=False, large=True)),
        large_bold=said(lambda: _set_style(printer, bold=True, large=True)),
        image=_begun(printer, doubled=False),
        doubled=_begun(printer, doubled=True),
        before_qr=before_qr,
        after_qr=after_qr,
        letters={letter: _byte_of(printer, letter) for letter in letters},
    )


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


def _byte_of(printer: Any, letter: str) -> int:
    printer.clear()
    printer.text(letter)
    byte: int = printer.output[-1]
    return byte


def _end_slip(printer: Any, profile: PrinterProfile) -> None:
    if profile.has_cutter:
        printer.cut(mode="PART")
    else:
        printer.print_and_feed(TEAR_OFF_LINES)


def _begun(printer: Any, *, doubled: bool) -> bytes:
    """How the smallest image begins, which has one byte of dots."""
    printer.clear()
    # Unless it knows a width in dots, the library prints a remark on standard output.
    printer.profile.profile_data = {**printer.profile.profile_data, "media": {"width": {"pixels": 8}}}
    dense = not doubled
    printer.image(Image.new("1", (8, 1)), high_density_horizontal=dense, high_density_vertical=dense)
    output: bytes = printer.output
    return output[: -len(_SIZE) - 1]
