"""mpos receipt --png: the slip as dots, in a file."""

import io
import os
import stat
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from tests.mpos.terminal_at_work import TerminalAtWork


def picture(file: Path) -> Image.Image:
    return Image.open(io.BytesIO(file.read_bytes()))


def test_a_receipt_is_drawn_as_the_printer_would_and_nothing_is_printed_or_recorded(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    open_terminal.print_to(tmp_path / "paper")
    open_terminal.collect("100")
    printed, head = (tmp_path / "paper").read_bytes(), open_terminal.head
    file = tmp_path / "receipt.png"
    answer = open_terminal.ask("receipt", "A00000001", "--png", str(file))
    assert (answer["png"], answer["printed"], answer["reprints"]) == (str(file), False, 0)
    assert ((tmp_path / "paper").read_bytes(), open_terminal.head) == (printed, head)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    drawn = picture(file)
    assert (drawn.format, drawn.mode, drawn.width) == ("PNG", "1", 384)


@pytest.mark.parametrize(("columns", "dots"), [("32", 384), ("42", 504), ("48", 576)])
def test_without_a_printer_it_is_as_wide_as_the_paper_that_is_set(
    open_terminal: TerminalAtWork, tmp_path: Path, columns: str, dots: int
) -> None:
    open_terminal.environ["MPOS_PRINTER_COLUMNS"] = columns
    open_terminal.collect("100")
    ran = open_terminal.run("receipt", "--png", str(tmp_path / "receipt.png"))
    assert (ran.exit_code, ran.out) == (0, f"Receipt A00000001 is drawn in {tmp_path}/receipt.png.\n")
    assert picture(tmp_path / "receipt.png").width == dots


def test_what_proves_the_receipt_reads_from_the_picture(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.collect("100")
    open_terminal.ask("receipt", "--png", str(tmp_path / "receipt.png"))
    [code] = zxingcpp.read_barcodes(picture(tmp_path / "receipt.png").convert("L"))
    assert code.text.startswith("MPOS1|T001|A00000001|")


def test_the_collectors_copy_is_another_picture(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.collect("100")
    for words in (("original",), ("copy", "--copy")):
        open_terminal.ask("receipt", "--png", str(tmp_path / words[0]), *words[1:])
    original, copy = (picture(tmp_path / name) for name in ("original", "copy"))
    assert copy.height > original.height
    assert ImageChops.difference(original, copy.crop((0, 0, *original.size))).getbbox() is not None


@pytest.mark.parametrize("name", ["", "pipe"])
def test_what_is_no_file_is_left_as_it_is(open_terminal: TerminalAtWork, tmp_path: Path, name: str) -> None:
    open_terminal.collect("100")
    os.mkfifo(tmp_path / "pipe")
    ran = open_terminal.run("receipt", "--png", str(tmp_path / name) if name else "")
    assert ran.exit_code == 2
    assert "can't be written" in ran.err
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_drawn_peso_sign_is_a_setting(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.print_to(tmp_path / "paper")
    open_terminal.environ["MPOS_PRINTER_PESO"] = "glyph"
    open_terminal.ask("printer", "test")
    assert b"\x1b*" in (tmp_path / "paper").read_bytes()


@pytest.mark.parametrize(
    ("words", "exit_code", "told"),
    [
        (("--png", "."), 2, "directory"),
        (("--png", "/no/such/folder/receipt.png"), 2, "can't be written"),
        (("A00000099", "--png", "receipt.png"), 4, "A00000099"),
    ],
)
def test_what_cannot_be_drawn_is_told_and_nothing_is_left_behind(
    open_terminal: TerminalAtWork,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    exit_code: int,
    told: str,
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    open_terminal.collect("100")
    ran = open_terminal.run("receipt", *words)
    assert (ran.exit_code, ran.out) == (exit_code, "")
    assert told in ran.err
    assert list(Path().iterdir()) == []


def test_an_unknown_printer_profile_is_named_with_those_there_are(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    open_terminal.environ["MPOS_PRINTER_PROFILE"] = "Epson-99"
    open_terminal.collect("100")
    ran = open_terminal.run("receipt", "--png", str(tmp_path / "receipt.png"))
    assert (ran.exit_code, ran.out) == (2, "")
    assert "Epson-99" in ran.err
    assert "POS-5890" in ran.err
