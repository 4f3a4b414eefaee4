"""What the demo is made of: its reader of paper, its screen, and how it tells of a failure."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from printers.document import Cut, Document, Pair, Rule, Text
from printers.encode import encode
from printers.profiles import profile_named
from scripts.demo_day.day import above, below, counted
from scripts.demo_day.narration import Narrator, StepFailed
from scripts.demo_day.office import NotStarted, Office
from scripts.demo_day.paper import UnknownBytes, framed, side_by_side, slips_in
from scripts.demo_day.screen import run_on_screen

SLIP = Document((Text("Ñandú", align="center", bold=True), Rule("-"), Pair("Cash", "1,250.00"), Cut()))


def test_a_slip_reads_as_the_printer_prints_it() -> None:
    sent = encode(SLIP, 32, profile_named("default"))
    expected = ["             Ñandú", "-" * 32, "Cash                    1,250.00"]
    assert slips_in(sent * 2) == [expected, expected]


def test_large_letters_are_as_wide_as_on_paper() -> None:
    sent = encode(Document((Text("TOTAL", large=True), Cut())), 32, profile_named("default"))
    assert slips_in(sent) == [["T O T A L"]]


def test_bytes_that_no_slip_has_are_not_shown_as_text() -> None:
    with pytest.raises(UnknownBytes):
        slips_in(b"\x1b@\x1bp0\x19\xfaopens a drawer\n")


def test_slips_stand_beside_each_other_where_there_is_room() -> None:
    slips = [["one"], ["one", "two"]]
    beside = list(side_by_side(slips, 76))
    below_each_other = list(side_by_side(slips, 60))
    assert [line[38:] for line in beside] == framed(["one", "two"])
    assert [line[:36].strip() for line in beside] == [*framed(["one"]), ""]
    assert below_each_other == [*framed(["one"]), *framed(["one", "two"])]


def test_a_command_sees_a_screen_of_the_given_width() -> None:
    looking = "import os, sys; print(os.get_terminal_size().columns, sys.stdin.read()); sys.exit(3)"
    ended = run_on_screen([sys.executable, "-c", looking], {}, 77, "typed")
    assert ended == (3, "77 typed\n", "")


def test_a_failed_step_is_told_with_what_the_command_complained_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    narrator = Narrator(Office(tmp_path), 80, styled=False)
    narrator.step("Break something", "To see it.")
    with pytest.raises(StepFailed) as failure:
        narrator.run("sh", "-c", "echo the disk is full >&2; exit 7")
    assert failure.value.story.splitlines() == [
        "The demo stopped at: 1. Break something",
        "$ sh -c 'echo the disk is full >&2; exit 7'",
        "ended with exit code 7 instead of 0.",
        "the disk is full",
    ]
    assert "1. Break something" in capsys.readouterr().out


def test_settings_of_the_visitor_do_not_reach_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPOS_BRIDGE_DATABASE_URL", "postgresql://the/real/one")
    monkeypatch.setenv("MPOS_HOME", "/the/real/one")
    environ = Office(tmp_path).environ
    assert environ["MPOS_HOME"] == str(tmp_path / "terminal")
    assert "MPOS_BRIDGE_DATABASE_URL" not in environ


def test_an_office_that_cant_start_says_why(tmp_path: Path) -> None:
    with Office(tmp_path) as office, pytest.raises(NotStarted, match="No such file"):
        office.start_pscloud("--csv", "/no/such/file", "--as-of", "2026-10-15")


def test_the_count_of_the_cash_box_is_exact() -> None:
    options = counted(Decimal("5956.38"))
    pieces = [option.split("x") for option in options[1::2]]
    assert options[::2] == ["--count"] * len(pieces)
    assert sum(Decimal(piece) * int(number) for piece, number in pieces) == Decimal("5956.38")


@pytest.mark.parametrize(("amount", "over", "under"), [("254.55", "300", "200"), ("300.00", "300", "300")])
def test_customers_hand_over_round_amounts(amount: str, over: str, under: str) -> None:
    assert (above(Decimal(amount), 100), below(Decimal(amount), 100)) == (over, under)


def test_a_picture_is_told_and_its_dots_are_no_commands() -> None:
    picture = b"\x1dv0\x03\x02\x00\x03\x00" + b"\x1b@\x1dV\x00\x0a"
    assert slips_in(b"\x1b@\x1bt\x02above\n" + picture + b"below\n")[0] == [
        "above",
        f"{'[QR code]':^32}".rstrip(),
        "below",
    ]
