from pathlib import Path

import pytest

from printers.document import Cut, Document, Pair, Text
from printers.printing import print_document
from printers.profiles import profile_named
from printers.transport import BadAddress, Outcome
from scripts.fake_printer import OUT_OF_PAPER, Behaviour, printer_on_a_line
from tests.printers.escpos_reader import read_escpos

SLIP = Document((Text("Peña", "center"), Pair("Total", "₱1,250.00", bold=True), Cut()))
PROFILE = profile_named("POS-5890")


def test_a_document_reaches_the_paper_in_one_call(tmp_path: Path) -> None:
    with printer_on_a_line(tmp_path / "ttyS1") as printer:
        outcome = print_document(SLIP, f"serial:{tmp_path}/ttyS1", PROFILE, 32, tmp_path)
        taken = printer.taken
    assert outcome.state == "confirmed"
    assert read_escpos(taken).lines == [" " * 14 + "Peña", "Total                  P1,250.00"]


def test_without_paper_nothing_is_sent(tmp_path: Path) -> None:
    with printer_on_a_line(tmp_path / "ttyS1", Behaviour(status=OUT_OF_PAPER)) as printer:
        outcome = print_document(SLIP, f"serial:{tmp_path}/ttyS1", PROFILE, 32, tmp_path)
        assert printer.taken == b""
    assert outcome == Outcome("failed", "The printer is out of paper. Put in a new roll.", 0)


def test_a_terminal_without_a_printer_says_so(tmp_path: Path) -> None:
    assert print_document(SLIP, "none", PROFILE, 32, tmp_path) == Outcome("failed", "No printer is set up.", 0)


def test_a_bad_address_is_refused_before_anything_else(tmp_path: Path) -> None:
    with pytest.raises(BadAddress):
        print_document(SLIP, "parallel:LPT1", PROFILE, 32, tmp_path)
