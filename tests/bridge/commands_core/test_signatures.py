"""mpos-bridge payments: the customer's signature, while its terminal still has it and once it is here."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.commands import run
from tests.mpos.signing import OTHER_SCRAWL, kept_pictures, sign
from tests.mpos.terminal_at_work import TerminalAtWork

from .conftest import Said

FIRST = "A00000001"
Ask = Callable[..., Said]


@pytest.fixture
def ask(terminal: TerminalAtWork, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs one command line of the terminal's office."""

    def ask(*argv: str) -> Said:
        exit_code = run(argv, terminal.office.environ, terminal.office.clock)
        return Said(exit_code, *capsys.readouterr())

    return ask


def test_a_payment_tells_who_signed_and_hands_out_the_picture(
    open_terminal: TerminalAtWork, ask: Ask, tmp_path: Path
) -> None:
    open_terminal.collect("100")
    sign(open_terminal, FIRST, OTHER_SCRAWL)
    open_terminal.clock.move(minutes=1)
    newest = sign(open_terminal, FIRST)
    open_terminal.ask("upload")
    shown = ask("payments", "show", FIRST, "--json").json["signature"]
    assert shown == {
        "sha256": newest["sha256"],
        "taken_at": "2026-11-22T09:01:00.000+08:00",
        "received_at": "2026-11-22T09:01:00.000+08:00",
    }
    assert "received_at 2026-11-22" in ask("payments", "show", FIRST).out
    written = tmp_path / "signature.png"
    assert ask("payments", "signature", FIRST, str(written)).exit_code == 0
    assert written.read_bytes() == (open_terminal.home / "signatures" / f"{newest['sha256']}.png").read_bytes()
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_what_is_not_here_is_said_and_why(open_terminal: TerminalAtWork, ask: Ask, tmp_path: Path) -> None:
    open_terminal.collect("100")
    open_terminal.collect("50")
    sign(open_terminal, FIRST)
    kept_pictures(open_terminal)[0].rename(tmp_path / "lost.png")
    open_terminal.ask("upload")
    waiting, unsigned = (ask("payments", "signature", number, str(tmp_path / "x")) for number in (FIRST, "A00000002"))
    assert (waiting.exit_code, "still has it" in waiting.err) == (4, True)
    assert (unsigned.exit_code, "nobody signed" in unsigned.err) == (4, True)
    assert not (tmp_path / "x").exists()
    assert ask("payments", "show", FIRST, "--json").json["signature"]["received_at"] is None
    assert "received_at not yet" in ask("payments", "show", FIRST).out
    assert ask("payments", "show", "A00000002", "--json").json["signature"] is None


def test_a_place_that_can_not_be_written_is_named(open_terminal: TerminalAtWork, ask: Ask, tmp_path: Path) -> None:
    open_terminal.collect("100")
    sign(open_terminal, FIRST)
    open_terminal.ask("upload")
    refused = ask("payments", "signature", FIRST, str(tmp_path / "nowhere" / "x.png"))
    assert (refused.exit_code, "nowhere" in refused.err) == (4, True)
