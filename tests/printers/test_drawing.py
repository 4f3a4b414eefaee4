import io
from itertools import product

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps

from printers.document import MAX_QR_BYTES, Cut, Document, Pair, Qr, Text, raster
from printers.drawing import UndrawableBytes, draw, png_of
from printers.encode import encode
from printers.glyphs import Style, cell
from printers.peso import GLYPH
from printers.phrases import QR_MODULE_DOTS
from printers.profiles import PROFILES, PrinterProfile, profile_named
from tests.printers.documents import documents
from tests.printers.escpos_reader import read_escpos

NARROW = profile_named("POS-5890")
WIDE = profile_named("TM-T20II")
DRAWS_PESO = NARROW._replace(peso=GLYPH)
Box = tuple[int, int, int, int] | None

profiles = st.builds(
    PrinterProfile._replace, st.sampled_from(list(PROFILES.values())), peso=st.sampled_from(["P", GLYPH])
)


def drawn(*blocks: Text | Pair | Qr | Cut, profile: PrinterProfile = NARROW) -> Image.Image:
    return draw(encode(Document(blocks), profile.columns, profile), profile.columns)


def ink(paper: Image.Image) -> Box:
    """The box around all that is black."""
    return ImageOps.invert(paper).getbbox()


def codes_on(paper: Image.Image) -> list[str]:
    # It would take some of a code's dots for another, of a kind that no slip carries.
    return [code.text for code in zxingcpp.read_barcodes(paper) if code.format == zxingcpp.BarcodeFormat.QRCode]


@given(documents, profiles, st.sampled_from((32, 42, 48)))
def test_whatever_is_encoded_can_be_drawn_as_wide_as_the_paper(
    document: Document, profile: PrinterProfile, columns: int
) -> None:
    paper = draw(encode(document, columns, profile), columns)
    assert paper.width == columns * 12
    assert {brightness for _, brightness in paper.getcolors() or []} <= {0, 255}


@pytest.mark.parametrize(("profile", "dots_across"), [(NARROW, 384), (profile_named("TM-P80"), 504), (WIDE, 576)])
def test_the_picture_is_black_and_white_and_as_large_as_the_paper(profile: PrinterProfile, dots_across: int) -> None:
    slip = encode(Document((Text("Peña"), Text("TOTAL", large=True))), profile.columns, profile)
    picture = Image.open(io.BytesIO(png_of(slip, profile.columns)))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "1", (dots_across, 30 + 48))
    assert picture.info["dpi"] == pytest.approx((203, 203), abs=0.1)


@pytest.mark.parametrize("profile", [NARROW, WIDE], ids=["as an image", "by the printer"])
@given(content=st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), min_size=8, max_size=90))
def test_a_qr_code_on_the_drawn_slip_reads_as_it_was_written(profile: PrinterProfile, content: str) -> None:
    assert codes_on(drawn(Text("Above"), Qr(content, "Below"), profile=profile)) == [content]


@pytest.mark.parametrize("content", ["MPOS1:T0001:A00000012:1250.00", "x" * MAX_QR_BYTES, "Ñ" * (MAX_QR_BYTES // 2)])
def test_a_qr_code_reads_from_the_dots_that_are_sent(content: str) -> None:
    paper = read_escpos(encode(Document((Qr(content),)), 32, NARROW))
    [dots], [(across, down)] = paper.rasters, paper.images
    image = Image.frombytes("1", (across // 2, down // 2), bytes(byte ^ 0xFF for byte in dots))
    assert codes_on(ImageOps.expand(image.convert("L"), QR_MODULE_DOTS, 255)) == [content]


def test_letters_stand_where_the_layout_puts_them() -> None:
    assert ink(drawn(Text("H"))) == (1, 4, 11, 19)
    assert ink(drawn(Text("H", "right"))) == (31 * 12 + 1, 4, 31 * 12 + 11, 19)
    assert ink(drawn(Pair("", "H", large=True))) == (15 * 24 + 2, 8, 15 * 24 + 22, 38)


def test_bold_letters_are_thicker_and_no_wider_than_a_column() -> None:
    plain, bold = (cell("l", Style(bold=bold)) for bold in (False, True))
    assert bold.size == plain.size == (12, 24)
    assert bold.histogram()[0] > plain.histogram()[0]


def test_a_bold_letter_as_wide_as_its_cell_leaves_no_dot_on_the_other_side() -> None:
    plain, bold = (cell("/", Style(bold=bold)) for bold in (False, True))
    box, bold_box = ink(plain), ink(bold)
    assert box is not None
    assert bold_box == (box[0], box[1], min(12, box[2] + 1), box[3])


def test_letters_of_spanish_names_are_drawn_and_not_replaced_by_a_box() -> None:
    unknown = cell("≡", Style())
    for letter in "ABCXYZabcxyz0123456789.,:ÁÉÍÓÚÑÜáéíóúñü":
        assert ImageChops.difference(cell(letter, Style()), unknown).getbbox()


@pytest.mark.parametrize(("large", "width", "ground"), [(False, 12, 19), (True, 24, 40)])
def test_the_peso_sign_fills_its_column_and_stands_on_the_ground_of_the_line(
    large: bool, width: int, ground: int
) -> None:
    paper = drawn(Text("₱ .", large=large), profile=DRAWS_PESO)
    box = ink(paper.crop((0, 0, width, paper.height)))
    assert box is not None
    assert (box[0], box[2], box[3]) == (0, width, ground)


def test_after_a_peso_sign_the_amount_stands_where_it_stands_after_a_letter() -> None:
    for large, columns in product((False, True), (32, 48)):
        pictures = [
            draw(encode(Document((Pair("Total", "₱1,250.00", large=large),)), columns, profile), columns)
            for profile in (NARROW, DRAWS_PESO)
        ]
        amounts = [picture.crop((picture.width - 8 * (24 if large else 12), 0, *picture.size)) for picture in pictures]
        assert ImageChops.difference(*amounts).getbbox() is None


def test_a_drawing_is_centred_and_doubled_where_it_says_so() -> None:
    dot = raster(1, 1, b"\x80")
    pictures = [draw(encode(Document((block,)), 32, NARROW), 32) for block in (dot, dot._replace(doubled=True))]
    assert [ink(picture) for picture in pictures] == [(188, 0, 189, 1), (184, 0, 186, 2)]


def test_a_cut_is_a_dashed_line_across_the_paper() -> None:
    box = ink(drawn(Cut(), profile=WIDE))
    assert box is not None
    assert (box[0], box[3] - box[1]) == (0, 1)
    assert ink(drawn(Cut(), profile=NARROW)) is None


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        (b"\x1bp\x00\x19\x19", "command"),
        (b"\x1d", "cut short"),
        (b"\x1dv0\x00\x01\x00\x01\x00", "cut short"),
        (b"\x10\x04\x01", "control byte 0x10"),
        (b"\x1bt\x63A\n", "code page"),
        (b"\x1b*\x00\x01\x00x\n", "bit image mode"),
        (b"A" * 33 + b"\n", "12 dots wider"),
        (b"no line feed", "never printed"),
    ],
)
def test_bytes_that_no_slip_holds_are_refused(sent: bytes, named: str) -> None:
    with pytest.raises(UndrawableBytes, match=named):
        draw(sent, 32)
