import logging
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.characters import width
from printers.document import MAX_QR_BYTES, Cut, Document, Pair, Qr, Raster, Text, raster
from printers.encode import DOTS_A_COLUMN, encode
from printers.layout import TextLine, lay_out
from printers.peso import GLYPH
from printers.profiles import PROFILES, PrinterProfile, profile_named
from tests.printers.documents import amounts, documents, rasters, texts
from tests.printers.escpos_reader import Paper, read_escpos

NARROW = profile_named("POS-5890")
WIDE = profile_named("TM-T20II")
profiles = st.builds(
    PrinterProfile._replace, st.sampled_from(list(PROFILES.values())), peso=st.sampled_from(["P", "PHP", GLYPH])
)
rolls = st.sampled_from((32, 42, 48))


def on_paper(*blocks: Text | Pair | Qr | Raster | Cut, profile: PrinterProfile = NARROW) -> Paper:
    return read_escpos(encode(Document(blocks), profile.columns, profile))


@given(documents, profiles, rolls)
def test_no_text_becomes_a_command_and_no_line_runs_over_the_edge(
    document: Document, profile: PrinterProfile, columns: int
) -> None:
    paper = read_escpos(encode(document, columns, profile))
    for line, large in zip(paper.lines, paper.large, strict=True):
        assert width(line) * (2 if large else 1) <= columns
    assert all(across <= columns * DOTS_A_COLUMN for across, _ in paper.images)
    assert paper.deeds.count("cut") == (document.blocks.count(Cut()) if profile.has_cutter else 0)


@given(texts, amounts, st.sampled_from(["", "₱"]), st.booleans(), profiles, rolls)
def test_an_amount_stands_whole_at_the_edge_of_every_paper(
    label: str, amount: str, sign: str, large: bool, profile: PrinterProfile, columns: int
) -> None:
    paper = read_escpos(encode(Document((Pair(label, sign + amount, large=large),)), columns, profile))
    signed = sign.replace("₱", {GLYPH: "₱"}.get(profile.peso, profile.peso)) + amount
    assert paper.lines[-1].endswith(signed)
    assert width(paper.lines[-1]) * (2 if paper.large[-1] else 1) == columns


@given(st.text("ÑñÉéabc "), profiles, rolls)
def test_spanish_letters_are_the_same_composed_and_in_parts(text: str, profile: PrinterProfile, columns: int) -> None:
    in_parts, composed = (
        encode(Document((Text(unicodedata.normalize(form, text)),)), columns, profile) for form in ("NFD", "NFC")
    )
    assert in_parts == composed
    assert "".join(read_escpos(composed).lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_spanish_letters_come_out_right_on_every_printer(profile: PrinterProfile) -> None:
    assert on_paper(Text("PEN\u0303A, Muñoz, José"), profile=profile).lines == ["PEÑA, Muñoz, José"]


def test_a_name_cannot_open_the_cash_drawer() -> None:
    paper = on_paper(Text("Juan\x1bp\x00\x32\x32 dela\x1d\x56\x00 Cruz\x10\x14"))
    assert paper.lines == ["Juanp22 dela V Cruz"]


def test_one_ideograph_does_not_turn_the_line_into_chinese() -> None:
    assert on_paper(Pair("Niño 中", "₱1,250.00")).lines == ["Niño ??                P1,250.00"]


def test_the_peso_sign_is_spelled_as_the_profile_says_and_the_amount_still_fits() -> None:
    profile = NARROW._replace(peso="PHP ")
    assert on_paper(Pair("Total", "₱1,250.00"), profile=profile).lines == ["Total               PHP 1,250.00"]


def test_a_drawn_peso_sign_takes_one_column_in_normal_and_in_large_lines() -> None:
    profile = NARROW._replace(peso=GLYPH)
    paper = on_paper(Pair("Total", "₱1,250.00"), Pair("Total", "₱1,250.00", large=True), profile=profile)
    assert paper.lines == ["Total                  ₱1,250.00", "Total  ₱1,250.00"]


def test_a_drawing_is_printed_dot_for_dot() -> None:
    assert on_paper(raster(16, 2, b"\x80\x01\xff\x00")).rasters == [b"\x80\x01\xff\x00"]


def test_a_doubled_drawing_takes_as_much_paper_for_a_quarter_of_the_bytes() -> None:
    small = on_paper(raster(192, 48, b"\x5a" * 24 * 48, doubled=True))
    large = on_paper(raster(384, 96, b"\x5a" * 48 * 96))
    assert small.images == large.images == [(384, 96)]
    assert 4 * len(small.rasters[0]) == len(large.rasters[0])


@given(rasters(max_height=240), rolls)
def test_a_drawing_is_made_smaller_for_narrow_paper_but_never_larger(drawing: Raster, columns: int) -> None:
    [(across, down)] = read_escpos(encode(Document((drawing,)), columns, NARROW)).images
    scale = 2 if drawing.doubled else 1
    # Rows are sent in whole bytes.
    assert across <= min(columns * DOTS_A_COLUMN, (drawing.width + 7) // 8 * 8 * scale)
    assert down <= drawing.height * scale
    if drawing.width * scale <= columns * DOTS_A_COLUMN:
        assert down == drawing.height * scale


def test_a_thin_line_survives_being_made_smaller() -> None:
    one_column = raster(576, 8, (b"\x00" * 36 + b"\x80" + b"\x00" * 35) * 8)
    assert any(on_paper(one_column).rasters[0])


def test_what_the_layout_counts_is_what_comes_out() -> None:
    """The preview is of the same columns as the paper, but for stand-ins of another width than their sign."""
    document = Document((Pair("Penalty for late payment, January 2026", "1,250.00"), Text("Peña", "center")))
    laid_out = [line.text for line in lay_out(document, 32) if isinstance(line, TextLine)]
    assert read_escpos(encode(document, 32, NARROW)).lines == laid_out


def test_printers_made_for_china_are_told_so_after_each_initialisation() -> None:
    assert encode(Document(()), 32, NARROW).startswith(b"\x1b@\x1c.\x1bt")
    assert b"\x1c." not in encode(Document(()), 48, WIDE)


def test_the_code_page_follows_the_initialisation_of_every_slip() -> None:
    slip = Document((Text("Ñ"),))
    assert read_escpos(encode(slip, 48, WIDE) + encode(slip, 48, WIDE)).lines == ["Ñ", "Ñ"]


def test_bold_and_large_end_where_they_should() -> None:
    paper = on_paper(Text("A", bold=True), Text("B", large=True), Text("C", bold=True, large=True), Text("D"))
    assert paper.bold == [True, False, True, False]
    assert paper.large == [False, True, True, False]


def test_without_a_cutter_the_slip_is_fed_far_enough_to_tear() -> None:
    assert on_paper(Text("Thanks"), Cut()).deeds[-1] == "feed 4"
    assert on_paper(Text("Thanks"), Cut(), profile=WIDE).deeds[-1] == "cut"


def test_a_qr_code_is_drawn_by_printers_that_can_and_sent_as_an_image_to_others() -> None:
    content = "MPOS1:T01:Ñ\x1b@"
    assert on_paper(Qr(content), profile=WIDE).qr_contents == [content.encode()]
    [(across, down)] = on_paper(Qr(content)).images
    assert 0 < down <= across <= 32 * DOTS_A_COLUMN


@pytest.mark.parametrize("profile", [NARROW, WIDE], ids=["as an image", "by the printer"])
def test_half_a_character_in_a_qr_code_does_not_keep_the_slip_from_paper(profile: PrinterProfile) -> None:
    halved, replaced = (encode(Document((Qr(content),)), 48, profile) for content in ("\ud800", "?"))
    assert halved == replaced


@pytest.mark.parametrize("content", ["x" * MAX_QR_BYTES, "é" * (MAX_QR_BYTES // 2), "1a" * (MAX_QR_BYTES // 2)])
def test_the_longest_qr_code_fits_the_narrowest_paper(content: str) -> None:
    [(across, _)] = read_escpos(encode(Document((Qr(content),)), 24, NARROW)).images
    assert across <= 24 * DOTS_A_COLUMN


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_encoding_keeps_quiet(profile: PrinterProfile, capfd: pytest.CaptureFixture[str]) -> None:
    handlers = list(logging.getLogger().handlers)
    on_paper(Text("中₱"), Qr("x"), raster(576, 8, bytes(576)), Cut(), profile=profile)
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger().handlers == handlers
