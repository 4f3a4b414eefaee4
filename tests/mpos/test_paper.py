import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from mpos.domain.refusals import UndrawableSlip, UnreadableSlip
from mpos.paper import PrinterPaper
from mpos.services.terminal import Paper, PaperState, PrintOutcome
from printers import phrases
from printers.document import Cut, Document, Pair, Text, to_json
from printers.phrases import Phrases
from printers.profiles import PrinterProfile
from scripts.fake_printer import OUT_OF_PAPER, READY, SILENT, Behaviour, printer_on_a_line
from tests.printers.escpos_reader import read_escpos

SLIP = to_json(Document((Text("Peña", "center"), Pair("TOTAL PHP", "1,250.00", bold=True), Cut())))
OF_ANOTHER_VERSION = '{"version": 0, "blocks": []}'


def test_a_slip_reaches_the_paper(tmp_path: Path) -> None:
    with printer_on_a_line(tmp_path / "ttyS1") as printer:
        paper: Paper = PrinterPaper(f"serial:{tmp_path}/ttyS1", "POS-5890", 32, tmp_path)
        outcome = paper.print(SLIP)
        taken = printer.taken
    assert outcome.state == "confirmed"
    assert outcome.bytes_sent == len(taken)
    assert read_escpos(taken).lines == [" " * 14 + "Peña", "TOTAL PHP               1,250.00"]


def test_a_printer_without_paper_has_taken_nothing(tmp_path: Path) -> None:
    with printer_on_a_line(tmp_path / "ttyS1", Behaviour(status=OUT_OF_PAPER)) as printer:
        outcome = PrinterPaper(f"serial:{tmp_path}/ttyS1", "default", 32).print(SLIP)
        assert printer.taken == b""
    assert outcome == PrintOutcome("failed", "The printer is out of paper. Put in a new roll.", 0)


@pytest.mark.parametrize(
    ("address", "profile", "named"),
    [("parallel:LPT1", "default", "parallel:LPT1"), ("file:{}/out", "Epson-99", "Epson-99")],
)
def test_a_wrong_setting_is_named_and_the_slip_waits(tmp_path: Path, address: str, profile: str, named: str) -> None:
    paper = PrinterPaper(address.format(tmp_path), profile, 32)
    outcome = paper.print(SLIP)
    assert paper.state() == PaperState(False, outcome.detail)
    assert (outcome.state, outcome.bytes_sent) == ("failed", 0)
    assert named in outcome.detail
    assert " Use " in outcome.detail
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("trouble", [OSError("no place for its files"), ImportError("half installed")])
def test_what_stands_in_the_way_of_the_first_slip_is_not_met_before_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trouble: Exception
) -> None:
    def ask(_profile: PrinterProfile) -> Phrases:
        raise trouble

    monkeypatch.setattr(phrases, "_ask", ask)
    monkeypatch.setattr(phrases, "_asked", {})
    PrinterPaper("file:/dev/null", "default", 32, tmp_path).prepare()
    PrinterPaper("file:/dev/null", "nonsense", 32, tmp_path).prepare()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["none", "", " none ", "  "])
def test_without_a_printer_nothing_is_connected_and_what_waits_goes_on_waiting(address: str) -> None:
    paper = PrinterPaper(address, "default", 32)
    assert not paper.connected
    assert paper.print(SLIP) == PrintOutcome("failed", "No printer is set up.", 0)


def test_a_printer_that_is_set_up_counts_as_connected_before_it_is_asked() -> None:
    assert PrinterPaper("tcp://127.0.0.1:9", "default", 32).connected


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (READY, PaperState(True, "The printer is ready.", True, "ok", "closed")),
        (OUT_OF_PAPER, PaperState(False, "The printer is out of paper. Put in a new roll.", False, "out", "closed")),
        (SILENT, PaperState(True, "The printer does not answer.")),
    ],
)
def test_a_printer_tells_how_it_is(tmp_path: Path, status: bytes, state: PaperState) -> None:
    with printer_on_a_line(tmp_path / "ttyS1", Behaviour(status=status)):
        assert PrinterPaper(f"serial:{tmp_path}/ttyS1", "default", 32).state() == state


@pytest.mark.parametrize("stored", ["", "{", OF_ANOTHER_VERSION])
def test_a_slip_that_cannot_be_read_does_not_hold_up_those_behind_it(tmp_path: Path, stored: str) -> None:
    outcome = PrinterPaper(f"file:{tmp_path}/out", "default", 32).print(stored)
    assert (outcome.state, outcome.bytes_sent) == ("unknown", 0)
    assert outcome.detail.startswith("This slip can't be read any more: The stored document is not ")


@pytest.mark.parametrize("columns", [32, 48])
def test_a_preview_is_as_wide_as_the_paper(columns: int) -> None:
    total = PrinterPaper("none", "default", columns).preview(SLIP).splitlines()[1]
    assert total == "TOTAL PHP" + "1,250.00".rjust(columns - 9)


def test_a_preview_of_what_cannot_be_read_says_that_the_money_is_safe() -> None:
    with pytest.raises(UnreadableSlip) as raised:
        PrinterPaper("none", "default", 32).preview(OF_ANOTHER_VERSION)
    assert "money is safe" in raised.value.advice


@pytest.mark.parametrize(("columns", "dots"), [(32, 384), (42, 504), (48, 576)])
def test_a_slip_is_drawn_as_wide_as_the_paper_without_any_printer(columns: int, dots: int) -> None:
    png = PrinterPaper("none", "default", columns).draw(SLIP)
    assert Image.open(io.BytesIO(png)).width == dots


def test_what_cannot_be_drawn_says_so() -> None:
    with pytest.raises(UnreadableSlip):
        PrinterPaper("none", "default", 32).draw(OF_ANOTHER_VERSION)
    with pytest.raises(UndrawableSlip, match="Epson-99"):
        PrinterPaper("none", "Epson-99", 32).draw(SLIP)


@pytest.mark.parametrize(("peso", "on_paper"), [("P", "P1.00"), ("PHP", "PHP1.00"), ("glyph", "₱1.00")])
def test_the_peso_sign_comes_out_as_it_is_set(tmp_path: Path, peso: str, on_paper: str) -> None:
    slip = to_json(Document((Pair("Due", "₱1.00"),)))
    PrinterPaper(f"file:{tmp_path}/out", "default", 32, peso=peso).print(slip)
    assert read_escpos((tmp_path / "out").read_bytes()).lines == ["Due" + on_paper.rjust(29)]


def test_importing_paper_loads_nothing_that_only_printing_needs() -> None:
    program = "import sys, mpos.paper; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    late = {"escpos", "serial", "PIL", "printers.encode", "printers.layout", "printers.drawing", "printers.transport"}
    assert not late & {*done.stdout.split()}
