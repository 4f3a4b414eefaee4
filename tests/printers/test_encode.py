import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.characters import width
from printers.document import MAX_QR_BYTES, Cut, Document, Pair, Qr, Text
from printers.encode import DOTS_A_COLUMN, encode
from printers.profiles import PROFILES, PrinterProfile, profile_named
from tests.printers.documents import documents
from tests.printers.escpos_reader import Paper, read_escpos

NARROW = profile_named("POS-5890")
WIDE = profile_named("TM-T20II")
profiles = st.sampled_from(list(PROFILES.values()))


def on_paper(*blocks: Text | Pair | Qr | Cut, profile: PrinterProfile = NARROW) -> Paper:
    return read_escpos(encode(Document(blocks), profile.columns, profile))


@given(documents, profiles)
def test_no_text_becomes_a_command_and_no_line_runs_over_the_edge(document: Document, profile: PrinterProfile) -> None:
    paper = read_escpos(encode(document, profile.columns, profile))
    for line, large in zip(paper.lines, paper.large, strict=True):
        assert width(line) * (2 if large else 1) <= profile.columns
    assert paper.deeds.count("cut") == (document.blocks.count(Cut()) if profile.has_cutter else 0)


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


@pytest.mark.parametrize("content", ["x" * MAX_QR_BYTES, "é" * (MAX_QR_BYTES // 2), "1a" * (MAX_QR_BYTES // 2)])
def test_the_longest_qr_code_fits_the_narrowest_paper(content: str) -> None:
    [(across, _)] = read_escpos(encode(Document((Qr(content),)), 24, NARROW)).images
    assert across <= 24 * DOTS_A_COLUMN


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_encoding_keeps_quiet(profile: PrinterProfile, capfd: pytest.CaptureFixture[str]) -> None:
    handlers = list(logging.getLogger().handlers)
    on_paper(Text("中₱"), Qr("x"), Cut(), profile=profile)
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger().handlers == handlers
