"""QR Ph: the code is shown, the customer pays with a phone, and what is collected is for confirmation."""

import io
import os
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from mpos.contract.qr_ph import MAX_REFERENCE, read_payload, read_tags
from mpos.slips.qr_on_screen import qr_rows
from printers.document import Document, Qr, from_json
from tests.mpos.contract.test_qr_ph import STATIC_P2M
from tests.mpos.office_at_work import DUE, SOA
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied


@pytest.fixture
def terminal(homes: Homes, tmp_path: Path) -> Iterator[TerminalAtWork]:
    """Its office takes QR Ph, and the registry is open."""
    with at_work(copied(homes, tmp_path), MPOS_BRIDGE_BUSINESS_QR_PH=STATIC_P2M) as terminal:
        terminal.ask("download-soa")
        terminal.open_registry()
        yield terminal


def test_a_code_is_for_what_is_due_under_a_reference_of_ours(terminal: TerminalAtWork) -> None:
    answer = terminal.ask("qr-pay", SOA)
    assert (answer["soa_no"], answer["amount"], answer["printed"]) == (SOA, DUE, False)
    assert answer["reference"].startswith("A-")
    assert len(answer["reference"]) <= MAX_REFERENCE
    found = dict(read_payload(answer["payload"]))
    assert (found["01"], found["54"]) == ("12", DUE)
    assert dict(read_tags(found["62"]))["05"] == answer["reference"]


def test_every_code_has_another_reference_and_records_nothing(terminal: TerminalAtWork) -> None:
    before = terminal.head
    references = {terminal.ask("qr-pay", SOA, "--amount", "100")["reference"] for _ in range(5)}
    assert len(references) == 5
    assert terminal.head == before
    assert terminal.due() == DUE


def test_what_is_collected_under_the_reference_is_for_confirmation_and_never_cash(terminal: TerminalAtWork) -> None:
    reference = terminal.ask("qr-pay", SOA, "--amount", "1000")["reference"]
    answer = terminal.ask("collect", SOA, "--qr-ph", f"1000:{reference}")
    tender = {"method": "ewallet", "amount": "1000.00", "reference": reference, "for_confirmation": True}
    assert answer["tenders"] == [tender]
    assert (answer["cash_received"], answer["change"], terminal.due()) == ("0.00", "0.00", "275.50")
    assert terminal.ask("x-reading")["expected_cash"] == "500.00"
    terminal.ask("upload")
    terminal.office.sync()
    assert terminal.office.posted == [(answer["receipt_no"], 100_000, "posted")]


def test_the_slip_carries_the_same_code(terminal: TerminalAtWork, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    terminal.print_to(paper)
    answer = terminal.ask("qr-pay", SOA, "--print")
    assert answer["printed"]
    printed = paper.read_bytes()
    assert answer["reference"].encode() in printed
    assert terminal.rows("SELECT count(*) FROM print_job") == [(0,)]


def test_without_a_printer_nothing_is_lost(terminal: TerminalAtWork) -> None:
    terminal.print_to("tcp://127.0.0.1:9")
    ran = terminal.run("qr-pay", SOA, "--print")
    assert ran.exit_code == 5
    assert "nothing is paid" in ran.err
    assert "Then: mpos collect SOA-1000 --qr-ph 1275.50:A-" in ran.out


def test_people_are_told_what_to_do_next(terminal: TerminalAtWork) -> None:
    out = terminal.run("qr-pay", SOA, "--amount", "5").out
    assert "pays 5.00 under A-" in out
    assert "Then: mpos collect SOA-1000 --qr-ph 5.00:A-" in out
    assert "print it with --print" in out


class Screen(io.StringIO):
    """A terminal emulator's end."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("columns", "lines", "drawn"), [(120, 50, True), (80, 24, False), (40, 15, False)])
def test_a_screen_shows_the_code_if_it_is_large_enough(
    terminal: TerminalAtWork, monkeypatch: pytest.MonkeyPatch, columns: int, lines: int, drawn: bool
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LINES", str(lines))
    monkeypatch.setenv("TERM", "xterm")
    from mpos.commands import run

    screen = Screen()
    with redirect_stdout(screen):
        assert run(["qr-pay", SOA], {**os.environ, **terminal.environ}, terminal.clock) == 0
    said = screen.getvalue()
    assert ("█" in said) == drawn
    assert ("print it with --print" in said) != drawn
    assert len(said.splitlines()) < lines


def test_a_scanner_reads_the_rows_on_a_screen() -> None:
    rows = qr_rows(STATIC_P2M, 200, 100)
    assert rows is not None
    picture = as_seen(rows)
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [STATIC_P2M]
    assert qr_rows(STATIC_P2M, len(rows[0]), len(rows)) == rows
    assert qr_rows(STATIC_P2M, len(rows[0]) - 1, len(rows)) is None
    assert qr_rows(STATIC_P2M, len(rows[0]), len(rows) - 1) is None


def as_seen(rows: list[str], dots: int = 4) -> Image.Image:
    """Rows of half blocks as black on white, with so many dots a module."""
    picture = Image.new("L", (len(rows[0]), 2 * len(rows)), 255)
    for y, row in enumerate(rows):
        for x, letter in enumerate(row):
            for half, inks in enumerate(("▀█", "▄█")):
                if letter in inks:
                    picture.putpixel((x, 2 * y + half), 0)
    return picture.resize((picture.width * dots, picture.height * dots), Image.Resampling.NEAREST)


def test_what_an_office_has_set_long_ago_and_wrongly_is_told_to_the_collector(terminal: TerminalAtWork) -> None:
    terminal.change_store(
        f"UPDATE setting SET value = replace(value, '{STATIC_P2M[-4:]}', '0000') WHERE key = 'office'"
    )
    ran = terminal.run("qr-pay", SOA)
    assert ran.exit_code == 4
    assert "check sum" in ran.err


def test_the_document_is_what_the_printer_gets(terminal: TerminalAtWork, tmp_path: Path) -> None:
    terminal.print_to(tmp_path / "paper")
    terminal.ask("collect", SOA, "--qr-ph", "5:A-1")
    (document,) = terminal.rows("SELECT document FROM print_job")
    slip: Document = from_json(document[0])
    assert [block for block in slip.blocks if isinstance(block, Qr)]
    assert "confirmation" in str(slip).lower()
